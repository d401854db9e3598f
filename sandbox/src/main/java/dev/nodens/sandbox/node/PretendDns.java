package dev.nodens.sandbox.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Answers for the pods that only pretend: to `revision.nodens. CH TXT` with the hash of the
/// configuration that the pod was given, to everything else with REFUSED. One thread for all.
public final class PretendDns implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PretendDns.class.getName());
  private static final byte[] REVISION =
      "\bREVISION\6NODENS\0\0\20\0\3".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 12;

  private final int port;
  private final Selector selector;
  private final Map<String, DatagramChannel> channels = new ConcurrentHashMap<>();

  /// @param port where pods answer DNS
  /// @throws IOException when no selector can be opened
  public PretendDns(int port) throws IOException {
    this.port = port;
    this.selector = Selector.open();
    // A selector would hold one of the few carriers of virtual threads for good.
    Thread.ofPlatform().daemon().name("pretend-dns").start(this::run);
  }

  /// Starts or stops answering at `address`.
  public void serve(String address, Optional<byte[]> configuration) {
    try {
      DatagramChannel old = channels.remove(address);
      if (old != null) {
        old.close();
      }
      if (configuration.isPresent()) {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        channel.configureBlocking(false);
        channels.put(address, channel);
        channel.register(selector, SelectionKey.OP_READ, hash(configuration.get()));
        selector.wakeup();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no pretended answers at " + address + ":" + port, e);
    }
  }

  /// Has an address that answers go on for another configuration.
  public void change(String address, byte[] configuration) {
    DatagramChannel channel = channels.get(address);
    SelectionKey key = channel == null ? null : channel.keyFor(selector);
    if (key == null) {
      throw new IllegalArgumentException("nothing answers at " + address);
    }
    key.attach(hash(configuration));
  }

  private static String hash(byte[] configuration) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(configuration);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    var buffer = ByteBuffer.allocate(4096);
    try {
      while (selector.isOpen()) {
        selector.select(1000);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.channel() instanceof DatagramChannel channel) {
            answer(channel, buffer, String.valueOf(key.attachment()));
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException e) {
      LOG.log(Level.FINE, "pretended answers end", e);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "pretended answers end", e);
    }
  }

  private static void answer(DatagramChannel channel, ByteBuffer buffer, String hash) {
    try {
      SocketAddress client = channel.receive(buffer.clear());
      if (client == null || buffer.flip().remaining() < HEADER) {
        return;
      }
      byte[] query = new byte[buffer.remaining()];
      buffer.get(query);
      int sent = channel.send(ByteBuffer.wrap(reply(query, hash)), client);
      if (sent == 0) {
        LOG.fine("an answer did not fit into the socket's buffer");
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "no answer sent", e);
    }
  }

  private static byte[] reply(byte[] query, String hash) {
    boolean asked = query.length >= HEADER + REVISION.length;
    for (int i = 0; asked && i < REVISION.length; i++) {
      asked = upper(query[HEADER + i]) == REVISION[i];
    }
    int question = asked ? REVISION.length : 0;
    var reply = new ByteArrayOutputStream();
    reply.write(query, 0, 2);
    reply.writeBytes(new byte[] {(byte) (0x80 | (query[2] & 1)), (byte) (asked ? 0 : 5)});
    reply.writeBytes(new byte[] {0, (byte) (asked ? 1 : 0), 0, (byte) (asked ? 1 : 0), 0, 0, 0, 0});
    reply.write(query, HEADER, question);
    if (asked) {
      byte[] text = hash.getBytes(StandardCharsets.US_ASCII);
      reply.writeBytes(new byte[] {(byte) 0xc0, HEADER, 0, 16, 0, 3, 0, 0, 0, 0});
      reply.writeBytes(new byte[] {0, (byte) (text.length + 1), (byte) text.length});
      reply.writeBytes(text);
    }
    return reply.toByteArray();
  }

  private static byte upper(byte b) {
    return b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (DatagramChannel channel : channels.values()) {
      channel.close();
    }
  }
}
