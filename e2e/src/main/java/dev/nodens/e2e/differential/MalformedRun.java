package dev.nodens.e2e.differential;

import dev.nodens.verify.compare.Comparison;
import dev.nodens.verify.compare.Findings;
import dev.nodens.verify.compare.Reply;
import dev.nodens.verify.compare.Rules;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;

/// The table of malformed packets, each sent to both servers over UDP, and over TCP with a good
/// query behind it. What both said stands in `replies.txt` of the run's folder.
final class MalformedRun {
  private static final String SCENARIO = "malformed";
  private static final String TABLE = "dns-server/app/src/test/resources/malformed.txt";
  private static final int PATIENCE_MILLIS = 3_000;
  private static final int SILENCE_MILLIS = 400;
  private static final byte[] GOOD =
      HexFormat.of()
          .parseHex("123401000001000000000000" + "03777777076578616d706c65036f726700" + "00010001");

  private static final String COREFILE =
      "example.org {\n  hosts {\n    10.0.0.1 www.example.org\n  }\n}\nwhoami.test {\n  whoami\n}\n";

  private final Surroundings surroundings;
  private final Findings findings;
  private final List<String> record = new ArrayList<>();

  /// What came back.
  ///
  /// @param octets empty for silence
  /// @param open whether the good query on the same connection was answered; true over UDP
  private record Said(byte[] octets, boolean open) {
    Reply reply() {
      return octets.length == 0 ? Reply.SILENCE : Reply.read(octets, 0);
    }

    String text() {
      String hex = octets.length == 0 ? "silence" : HexFormat.of().formatHex(octets);
      return hex + (open ? "" : ", closed");
    }
  }

  MalformedRun(Surroundings surroundings, Findings findings) {
    this.surroundings = surroundings;
    this.findings = findings;
  }

  void run() throws IOException {
    Path folder = surroundings.folder(SCENARIO);
    List<String> table = Files.readAllLines(surroundings.root().resolve(TABLE));
    int packets = 0;
    try (Servers servers = surroundings.servers(SCENARIO, COREFILE)) {
      DnsProcess theirs = servers.theirs();
      DnsProcess ours = servers.ours();
      for (String line : table) {
        String[] cells = line.split("\\|", -1);
        if (line.startsWith("#") || cells.length != 3) {
          continue;
        }
        packets++;
        byte[] octets = HexFormat.of().parseHex(cells[1].replaceAll("\\s", ""));
        boolean silence = cells[2].strip().equals("-");
        String name = cells[0].strip().replace(' ', '-');
        judge("udp." + name, udp(theirs, octets, silence), udp(ours, octets, silence));
        judge("tcp." + name, tcp(theirs, octets), tcp(ours, octets));
      }
    }
    Files.write(folder.resolve("replies.txt"), record);
    System.out.printf("  %-22s %5d packets over UDP and TCP%n", SCENARIO, packets);
  }

  private void judge(String kind, Said theirs, Said ours) {
    record.add(kind + "\n  CoreDNS: " + theirs.text() + "\n  here:    " + ours.text());
    SortedSet<String> aspects = Comparison.of(theirs.reply(), ours.reply(), new Rules(0, false));
    if (theirs.reply().kind() == Reply.Kind.NO_MESSAGE
        && !Arrays.equals(theirs.octets(), ours.octets())) {
      aspects.add("octets");
    }
    if (theirs.open() != ours.open()) {
      aspects.add("connection:" + state(theirs) + ">" + state(ours));
    }
    if (!aspects.isEmpty()) {
      findings.add(SCENARIO, kind, "-", aspects, record.getLast());
    }
  }

  private static String state(Said said) {
    return said.open() ? "open" : "closed";
  }

  private static InetSocketAddress address(DnsProcess server) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
  }

  private static Said udp(DnsProcess server, byte[] octets, boolean silence) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(address(server));
      socket.setSoTimeout(silence ? SILENCE_MILLIS : PATIENCE_MILLIS);
      socket.send(new DatagramPacket(octets, octets.length));
      var packet = new DatagramPacket(new byte[65535], 65535);
      socket.receive(packet);
      return new Said(Arrays.copyOf(packet.getData(), packet.getLength()), true);
    } catch (SocketTimeoutException e) {
      return new Said(new byte[0], true);
    }
  }

  /// Answers may come in either order.
  private static Said tcp(DnsProcess server, byte[] octets) throws IOException {
    byte[] found = new byte[0];
    boolean open = false;
    try (var socket = new Socket()) {
      socket.connect(address(server), PATIENCE_MILLIS);
      socket.setSoTimeout(SILENCE_MILLIS);
      var out = new DataOutputStream(socket.getOutputStream());
      var frames = new java.io.ByteArrayOutputStream();
      var data = new DataOutputStream(frames);
      data.writeShort(octets.length);
      data.write(octets);
      data.writeShort(GOOD.length);
      data.write(GOOD);
      out.write(frames.toByteArray());
      var in = new DataInputStream(socket.getInputStream());
      while (!open || found.length == 0) {
        byte[] reply = new byte[in.readUnsignedShort()];
        in.readFully(reply);
        if (reply.length > 1 && reply[0] == GOOD[0] && reply[1] == GOOD[1]) {
          open = true;
        } else {
          found = reply;
        }
      }
    } catch (IOException e) {
      // Closed, reset or nothing more within the time: what came until then counts.
      return new Said(found, open);
    }
    return new Said(found, open);
  }
}
