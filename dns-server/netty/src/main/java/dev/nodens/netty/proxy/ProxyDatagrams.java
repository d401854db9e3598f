package dev.nodens.netty.proxy;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what stands before queries in datagrams: version 2 of the PROXY protocol, the only one
/// that knows UDP. Remembers what a peer said for its datagrams that say nothing, if that is
/// wanted. One event loop.
final class ProxyDatagrams {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyDatagrams.class);
  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10};
  private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 16;
  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int UDP_4 = 0x12;
  private static final int UDP_6 = 0x22;
  private static final int NOOP = 4;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final ProxyProtocol terms;
  private final Map<ByteBuffer, Session> sessions;
  private long lastWarning = Long.MIN_VALUE;
  private long unsaid;
  private int payload;

  private record Session(ProxiedDatagram client, long since) {}

  /// @param terms what is granted; sessions for each event loop
  ProxyDatagrams(ProxyProtocol terms) {
    this.terms = terms;
    int most = terms.mostSessions();
    this.sessions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Session> eldest) {
            return size() > most;
          }
        };
  }

  /// Whose the query in a datagram is.
  ///
  /// @param octets of which the first `length` were received
  /// @param peer who sent them, the first `peerLength` octets count
  /// @return the client, or the peer itself; null if the datagram is to be thrown away. Where the
  ///   query begins says [#payloadAt]
  @Nullable ProxiedDatagram read(
      byte[] octets, int length, byte[] peer, int peerLength, int peerPort, long nanoTime) {
    payload = 0;
    Policy policy = terms.policy(peer, peerLength);
    if (policy == Policy.SKIP) {
      return self(peer, peerLength, peerPort);
    }
    if (begins(octets, length, VERSION_1)) {
      return invalid("version 1 knows no UDP", peer, peerLength, nanoTime);
    }
    if (!begins(octets, length, SIGNATURE)) {
      return policy == Policy.USE
          ? remembered(peer, peerLength, peerPort, nanoTime)
          : self(peer, peerLength, peerPort);
    }
    String error = error(octets, length);
    if (error.isEmpty() && policy == Policy.REJECT) {
      error = "rejected by the policy";
    }
    if (!error.isEmpty()) {
      return invalid(error, peer, peerLength, nanoTime);
    }
    payload = HEADER + Octets.u16(octets, 14);
    boolean local = (octets[12] & 15) == LOCAL;
    return policy == Policy.USE && !local
        ? said(octets, peer, peerLength, peerPort, nanoTime)
        : self(peer, peerLength, peerPort);
  }

  /// Where the query of the last [#read] begins.
  int payloadAt() {
    return payload;
  }

  private static boolean begins(byte[] octets, int length, byte[] with) {
    return length >= with.length && Arrays.equals(octets, 0, with.length, with, 0, with.length);
  }

  /// What is wrong with a header of version 2; empty if nothing is.
  private static String error(byte[] octets, int length) {
    if (length < HEADER || length < HEADER + Octets.u16(octets, 14)) {
      return "it ends too early";
    }
    int command = octets[12] & 15;
    if ((octets[12] & 0xff) >> 4 != VERSION || command > PROXY) {
      return "unknown version or command 0x%02x".formatted(octets[12]);
    }
    int family = octets[13] & 0xff;
    if (command == LOCAL) {
      return "";
    }
    if (family != UDP_4 && family != UDP_6) {
      return "not UDP but 0x%02x".formatted(family);
    }
    return Octets.u16(octets, 14) < addresses(family) ? "addresses are missing" : "";
  }

  /// The length of both addresses and ports.
  private static int addresses(int family) {
    return family == UDP_4 ? 12 : 36;
  }

  private ProxiedDatagram said(
      byte[] octets, byte[] peer, int peerLength, int peerPort, long nanoTime) {
    int family = octets[13] & 0xff;
    int size = family == UDP_4 ? 4 : 16;
    byte[] client = Arrays.copyOfRange(octets, HEADER, HEADER + size);
    int port = Octets.u16(octets, HEADER + 2 * size);
    byte @Nullable [] tlvs =
        terms.keepsTlvs() ? tlvs(octets, HEADER + addresses(family), payload) : null;
    var datagram = new ProxiedDatagram(client, port, tlvs);
    if (!terms.sessions().isZero()) {
      sessions.put(key(peer, peerLength, peerPort), new Session(datagram, nanoTime));
    }
    return datagram;
  }

  /// The whole ones, without those that are there to fill up; null if there are none.
  private static byte @Nullable [] tlvs(byte[] octets, int from, int to) {
    byte[] kept = new byte[to - from];
    int length = 0;
    int at = from;
    while (at + 3 <= to && at + 3 + Octets.u16(octets, at + 1) <= to) {
      int size = 3 + Octets.u16(octets, at + 1);
      if (octets[at] != NOOP) {
        System.arraycopy(octets, at, kept, length, size);
        length += size;
      }
      at += size;
    }
    return length == 0 || at != to ? null : Arrays.copyOf(kept, length);
  }

  private ProxiedDatagram remembered(byte[] peer, int peerLength, int peerPort, long nanoTime) {
    ProxiedDatagram self = self(peer, peerLength, peerPort);
    if (terms.sessions().isZero()) {
      return self;
    }
    ByteBuffer key = key(peer, peerLength, peerPort);
    Session session = sessions.get(key);
    if (session == null) {
      return self;
    }
    if (nanoTime - session.since() > terms.sessions().toNanos()) {
      sessions.remove(key);
      return self;
    }
    sessions.put(key, new Session(session.client(), nanoTime));
    return session.client();
  }

  private static ByteBuffer key(byte[] peer, int peerLength, int peerPort) {
    return ByteBuffer.allocate(peerLength + Integer.BYTES)
        .put(peer, 0, peerLength)
        .putInt(peerPort)
        .flip();
  }

  private static ProxiedDatagram self(byte[] peer, int peerLength, int peerPort) {
    return new ProxiedDatagram(Arrays.copyOf(peer, peerLength), peerPort, null);
  }

  /// Says so once a second at most: anybody can send such datagrams.
  private @Nullable ProxiedDatagram invalid(
      String why, byte[] peer, int peerLength, long nanoTime) {
    unsaid++;
    if (lastWarning == Long.MIN_VALUE || nanoTime - lastWarning >= PAUSE_NANOS) {
      lastWarning = nanoTime;
      LOG.warn(
          "plugin/proxyproto: dropping invalid Proxy Protocol packet from {}: {} ({} such since the"
              + " last line)",
          text(peer, peerLength),
          why,
          unsaid);
      unsaid = 0;
    }
    return null;
  }

  private static String text(byte[] peer, int length) {
    try {
      return java.net.InetAddress.getByAddress(Arrays.copyOf(peer, length)).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      return "nobody";
    }
  }
}
