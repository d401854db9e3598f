package dev.nodens.plugin.forward;

import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Resolves the names of upstreams, by the system or by servers given in the Corefile. Blocks.
final class AddressLookup {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int BUFFER = 4096;

  private final List<String> resolvers;
  private final SecureRandom random = new SecureRandom();

  /// @param resolvers `IP` or `IP:port`; empty means the system's way
  AddressLookup(List<String> resolvers) {
    this.resolvers = resolvers;
  }

  /// The addresses of `host`, taken as an absolute name; at least one.
  ///
  /// @throws IOException in Go's words if there is none
  List<InetAddress> resolve(String host) throws IOException {
    String name = DomainText.absolute(host);
    if (!resolvers.isEmpty()) {
      return resolveByServers(name);
    }
    try {
      return Arrays.asList(InetAddress.getAllByName(name));
    } catch (UnknownHostException e) {
      throw new IOException("lookup " + name + ": no such host", e);
    }
  }

  private List<InetAddress> resolveByServers(String name) throws IOException {
    String last = "";
    for (String resolver : resolvers) {
      Destination.HostPort server = Destination.HostPort.split(resolver);
      var address =
          new InetSocketAddress(InetAddress.ofLiteral(server.host()), server.port(53, resolver));
      List<InetAddress> found = new ArrayList<>();
      try {
        found.addAll(ask(address, name, RrType.A));
        found.addAll(ask(address, name, RrType.AAAA));
      } catch (IOException e) {
        last = ": " + resolver + ": " + e.getMessage();
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new IOException("no addresses found for " + GoSyntax.quote(name) + last);
  }

  private List<InetAddress> ask(InetSocketAddress server, String name, int type)
      throws IOException {
    int id = random.nextInt(0x10000);
    var question = new MessageWriter(0);
    question.startQuestion(id, Header.RD, Name.parse(name).wire(), type, RrClass.IN);
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(question.buffer(), question.length()));
      var packet = new DatagramPacket(new byte[BUFFER], BUFFER);
      do {
        packet.setLength(BUFFER);
        socket.receive(packet);
      } while (packet.getLength() < Header.LENGTH || Octets.u16(packet.getData(), Header.ID) != id);
      return addresses(packet.getData(), packet.getLength(), type);
    }
  }

  private static List<InetAddress> addresses(byte[] message, int length, int type)
      throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    var cursor = new RecordCursor();
    cursor.reset(message, length);
    while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
      int octets = type == RrType.A ? 4 : 16;
      if (cursor.type() == type && cursor.dataLength() == octets) {
        int at = cursor.dataAt();
        addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(message, at, at + octets)));
      }
    }
    return addresses;
  }
}
