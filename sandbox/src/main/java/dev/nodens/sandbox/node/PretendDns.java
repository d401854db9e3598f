package dev.nodens.sandbox.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Answers over UDP and TCP for the pods that only pretend, as [PretendAnswers] says. One thread
/// for all, and one for each TCP connection while it lasts.
public final class PretendDns implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PretendDns.class.getName());
  private static final int PATIENCE_MILLIS = 2000;

  private final int port;
  private final Selector selector;
  private final Map<String, List<SelectableChannel>> channels = new ConcurrentHashMap<>();

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
      for (SelectableChannel old : channels.getOrDefault(address, List.of())) {
        old.close();
      }
      channels.remove(address);
      if (configuration.isPresent()) {
        var place = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        var answers = new PretendAnswers(configuration.get());
        DatagramChannel udp = DatagramChannel.open();
        ServerSocketChannel tcp = ServerSocketChannel.open();
        channels.put(address, List.of(udp, tcp));
        udp.bind(place);
        tcp.bind(place);
        register(udp, SelectionKey.OP_READ, answers);
        register(tcp, SelectionKey.OP_ACCEPT, answers);
        selector.wakeup();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no pretended answers at " + address + ":" + port, e);
    }
  }

  /// Has an address that answers go on for another configuration.
  public void change(String address, byte[] configuration) {
    var answers = new PretendAnswers(configuration);
    for (SelectableChannel channel : channels.getOrDefault(address, List.of())) {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        throw new IllegalArgumentException("nothing answers at " + address);
      }
      key.attach(answers);
    }
  }

  private void register(SelectableChannel channel, int operation, PretendAnswers answers)
      throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, operation, answers);
  }

  private void run() {
    var buffer = ByteBuffer.allocate(4096);
    try {
      while (selector.isOpen()) {
        selector.select(1000);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.attachment() instanceof PretendAnswers answers) {
            answer(key.channel(), buffer, answers);
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

  private static void answer(SelectableChannel channel, ByteBuffer buffer, PretendAnswers answers) {
    try {
      if (channel instanceof DatagramChannel udp) {
        datagram(udp, buffer, answers);
      } else if (channel instanceof ServerSocketChannel tcp) {
        SocketChannel connection = tcp.accept();
        if (connection != null) {
          Thread.ofVirtual().start(() -> connection(connection.socket(), answers));
        }
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "no answer sent", e);
    }
  }

  private static void datagram(DatagramChannel udp, ByteBuffer buffer, PretendAnswers answers)
      throws IOException {
    SocketAddress client = udp.receive(buffer.clear());
    if (client == null) {
      return;
    }
    byte[] query = new byte[buffer.flip().remaining()];
    buffer.get(query);
    Optional<byte[]> reply = answers.reply(query, query.length);
    if (reply.isPresent() && udp.send(ByteBuffer.wrap(reply.get()), client) == 0) {
      LOG.fine("an answer did not fit into the socket's buffer");
    }
  }

  private static void connection(Socket connection, PretendAnswers answers) {
    try (connection) {
      connection.setSoTimeout(PATIENCE_MILLIS);
      var in = new DataInputStream(connection.getInputStream());
      byte[] query = new byte[in.readUnsignedShort()];
      in.readFully(query);
      Optional<byte[]> reply = answers.reply(query, query.length);
      if (reply.isPresent()) {
        var out = new DataOutputStream(connection.getOutputStream());
        out.writeShort(reply.get().length);
        out.write(reply.get());
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "no answer sent", e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (List<SelectableChannel> open : channels.values()) {
      for (SelectableChannel channel : open) {
        channel.close();
      }
    }
  }
}
