package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What a load balancer says of its clients, in a whole server.
final class ProxyprotoTest {
  private static final String COREFILE =
      """
      example.org:0 {
        bind 127.0.0.1
        metadata
        proxyproto {
          allow 127.0.0.1/32
          tlv_metadata
        }
        template IN TXT {
          answer "{{ .Name }} 60 IN TXT {{ .Meta \\"proxyproto/tlv\\" }}"
        }
        acl {
          block net 127.0.0.0/8
        }
        whoami
      }
      """;

  @TempDir private Path directory = Path.of("");

  /// A word of version 2: the client 192.0.2.7, and 01 02 under the type ea.
  private static byte[] spoken(int protocol, byte[] query) {
    byte[] header =
        HexFormat.of()
            .parseHex(
                "0d0a0d0a000d0a515549540a21%02x0011c00002070a00000112340035ea00020102"
                    .formatted(protocol));
    return ByteBuffer.allocate(header.length + query.length).put(header).put(query).array();
  }

  private static byte[] query(int type) throws IOException {
    return Message.newQuery(Record.newRecord(new Name("a.example.org."), type, DClass.IN)).toWire();
  }

  private static Message askUdp(InetSocketAddress server, byte[] datagram) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(datagram, datagram.length, server));
      var reply = new DatagramPacket(new byte[512], 512);
      socket.receive(reply);
      return new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
    }
  }

  private static Message askTcp(InetSocketAddress server, byte[] query) throws IOException {
    byte[] frame =
        ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).array();
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(spoken(0x11, frame));
      var in = new DataInputStream(socket.getInputStream());
      return new Message(in.readNBytes(in.readUnsignedShort()));
    }
  }

  @Test
  void pluginsSeeTheClientAndWhatWasSaidOfIt() throws Exception {
    try (var server = ServerUnderTest.started(directory, COREFILE)) {
      InetSocketAddress address = server.address("dns://127.0.0.1:0");

      Message udp = askUdp(address, spoken(0x12, query(Type.A)));
      Message tcp = askTcp(address, query(Type.A));
      Message said = askUdp(address, spoken(0x12, query(Type.TXT)));
      Message alone = askUdp(address, query(Type.A));

      assertThat(udp.getSection(Section.ADDITIONAL).getFirst().rdataToString())
          .isEqualTo("192.0.2.7");
      assertThat(tcp.getSection(Section.ADDITIONAL).getFirst().rdataToString())
          .isEqualTo("192.0.2.7");
      assertThat(said.getSection(Section.ANSWER).getFirst().rdataToString()).contains("ea00020102");
      assertThat(alone.getRcode()).as("the acl sees the peer").isEqualTo(5);
    }
  }
}
