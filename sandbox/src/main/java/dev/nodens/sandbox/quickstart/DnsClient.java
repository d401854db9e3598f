package dev.nodens.sandbox.quickstart;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Asks one server: over UDP, twice if need be, or over TCP through a port that leads to it.
///
/// @param server where
/// @param stream TCP instead of UDP
record DnsClient(InetSocketAddress server, boolean stream) {
  private static final int TIMEOUT_MILLIS = 1500;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int HEADER = 12;

  /// What came back.
  ///
  /// @param rcode the response code
  /// @param data the data of the answer records as text
  record Answer(int rcode, List<String> data) {}

  /// @throws IOException when nothing came back
  Answer ask(String name, int type, int rrclass) throws IOException {
    var query = new MessageWriter(512);
    int id = (int) (System.nanoTime() & 0xffff);
    query.startQuestion(id, RECURSION_DESIRED, Name.parse(name).wire(), type, rrclass);
    return stream ? overTcp(query) : overUdp(query, name);
  }

  private Answer overTcp(MessageWriter query) throws IOException {
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(5 * TIMEOUT_MILLIS);
      var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      out.writeShort(query.length());
      out.write(query.buffer(), 0, query.length());
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      byte[] reply = in.readNBytes(in.readUnsignedShort());
      return read(reply, reply.length);
    }
  }

  private Answer overUdp(MessageWriter query, String name) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server);
      byte[] buffer = new byte[4096];
      for (int i = 0; ; i++) {
        socket.send(new DatagramPacket(query.buffer(), query.length()));
        try {
          var reply = new DatagramPacket(buffer, buffer.length);
          socket.receive(reply);
          return read(buffer, reply.getLength());
        } catch (SocketTimeoutException e) {
          if (i > 0) {
            throw new IOException(server + " does not answer to " + name, e);
          }
        }
      }
    }
  }

  private static Answer read(byte[] message, int length) throws IOException {
    var data = new ArrayList<String>();
    var records = new RecordCursor();
    if (length < HEADER || !records.reset(message, length)) {
      throw new IOException("the answer is not a DNS message");
    }
    while (records.next() && records.section() == RecordCursor.ANSWER) {
      data.add(text(message, length, records));
    }
    return new Answer(message[3] & 15, data);
  }

  private static String text(byte[] message, int length, RecordCursor record) throws IOException {
    int at = record.dataAt();
    return switch (record.type()) {
      case RrType.A, RrType.AAAA -> {
        byte[] address = new byte[record.dataLength()];
        System.arraycopy(message, at, address, 0, address.length);
        yield InetAddress.getByAddress(address).getHostAddress();
      }
      case RrType.PTR, RrType.CNAME -> {
        byte[] name = new byte[WireName.MAX_LENGTH + 1];
        var text = new StringBuilder();
        if (WireName.expand(message, at, length, name, 0) > 0) {
          WireName.appendText(text, name, 0);
        }
        yield text.toString();
      }
      case RrType.TXT -> new String(message, at + 1, message[at] & 0xff, StandardCharsets.US_ASCII);
      default -> "type " + record.type();
    };
  }
}
