package dev.nodens.netty;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What UDP and TCP listeners have in common. Not for event loops: waits.
final class Listening {
  private Listening() {}

  /// The loop of each socket: if they can share a port, as many as the server wants, else the first
  /// loop alone.
  static List<NettyLoop> loops(NettyLoops loops, ServerSlot server) {
    List<NettyLoop> all = loops.nettyLoops();
    if (loops.sockets().sharedPort().isEmpty()) {
      return all.subList(0, 1);
    }
    int sockets = server.get().sockets();
    if (sockets <= all.size()) {
      return sockets == 0 ? all : all.subList(0, sockets);
    }
    var each = new ArrayList<NettyLoop>();
    for (int i = 0; i < sockets; i++) {
      each.add(all.get(i % all.size()));
    }
    return each;
  }

  /// Binds and waits.
  ///
  /// @throws IOException in the words `listen udp 127.0.0.1:53: address already in use`
  static Channel bind(AbstractBootstrap<?, ?> bootstrap, InetSocketAddress address)
      throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(reason(bound.cause()), bound.cause());
    }
    return bound.channel();
  }

  /// Closes and waits.
  static void close(Channel channel) {
    channel.close().awaitUninterruptibly();
  }

  /// Why a socket call failed, in the words of the operating system: without the call that Netty
  /// puts before and the address that it puts behind.
  static String reason(Throwable cause) {
    String text = cause.getMessage();
    if (text == null) {
      // So Netty has it for the socket of a Unix domain that is not there.
      return cause instanceof FileNotFoundException
          ? "no such file or directory"
          : cause.getClass().getSimpleName();
    }
    int address = text.lastIndexOf(": /");
    String before = address < 0 ? text : text.substring(0, address);
    int words = before.lastIndexOf(": ");
    String reason = words < 0 ? before : before.substring(words + 2);
    return reason.isEmpty()
        ? cause.getClass().getSimpleName()
        : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
  }
}
