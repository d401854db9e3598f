package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One datagram socket that is connected, so that only its peer's datagrams arrive, and that hears
/// of it when the peer cannot be reached. Used by one event loop only.
final class ConnectedSocket {
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;

  private final int fd;
  private final MemorySegment state;
  private final String localAddress;

  private ConnectedSocket(int fd, MemorySegment state, String localAddress) {
    this.fd = fd;
    this.state = state;
    this.localAddress = localAddress;
  }

  /// A new socket, with a source port that the system draws.
  ///
  /// @param source local address to bind, or null for the system's choice
  /// @param state where the calls of this thread leave their errno
  /// @throws IOException if there is no way to the peer; the message is the system's reason
  static ConnectedSocket open(
      InetSocketAddress peer, @Nullable InetAddress source, MemorySegment state)
      throws IOException {
    boolean v4 = peer.getAddress() instanceof Inet4Address;
    int fd = Libc.datagramSocket(v4 ? Libc.AF_INET : Libc.AF_INET6);
    try (Arena scratch = Arena.ofConfined()) {
      Libc.option(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, RECEIVE_BUFFER);
      MemorySegment name = scratch.allocate(MmsgSocket.NAME, 8);
      if (source != null) {
        Libc.bind(fd, name, MmsgSocket.write(source, 0, name));
      }
      Libc.connect(fd, name, MmsgSocket.write(peer.getAddress(), peer.getPort(), name));
      Libc.localAddress(fd, name);
      return new ConnectedSocket(fd, state, text(name));
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static String text(MemorySegment name) throws IOException {
    boolean v4 = name.get(JAVA_SHORT, 0) == Libc.AF_INET;
    byte[] octets = name.asSlice(v4 ? 4 : 8, v4 ? 4 : 16).toArray(JAVA_BYTE);
    int port = name.get(MmsgSocket.NETWORK_SHORT, 2) & 0xffff;
    return NetUtil.toSocketAddressString(
        new InetSocketAddress(InetAddress.getByAddress(octets), port));
  }

  int fd() {
    return fd;
  }

  /// Such as `10.0.0.1:40212`.
  String localAddress() {
    return localAddress;
  }

  /// Receives into `messages` what has arrived.
  ///
  /// @return how many; below 0 if none did, [#isLater] tells why
  int receive(MessageVector messages) {
    return Libc.receive(fd, messages.pointer(0), messages.count(), state);
  }

  /// Sends `count` of `messages`.
  ///
  /// @return how many went, or below 0 if not even the first did, [#isLater] tells why
  int send(MessageVector messages, int from, int count) {
    return Libc.send(fd, messages.pointer(from), count, state);
  }

  /// Whether a call did nothing because there is nothing to receive, or no room to send from, and
  /// not because of the peer.
  static boolean isLater(int result) {
    return result == -EAGAIN || result == -ENOBUFS;
  }

  /// Why the peer cannot be reached: an errno, or 0. Asked again it says 0.
  int pendingError() {
    return Libc.pendingError(fd);
  }

  void close() {
    Libc.close(fd);
  }
}
