package dev.nodens.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What the server says to good and bad messages, over UDP and TCP: CoreDNS's own replies to the
/// same probes.
class WireTest {
  private static final String QUESTION = "03777777076578616d706c65036f726700 0001 0001";
  private static final String MALFORMED = read("/malformed.txt");

  @TempDir static Path directory = Path.of("");
  private static Optional<ServerUnderTest> server = Optional.empty();

  @BeforeAll
  static void start() throws IOException {
    var text = new StringBuilder("example.org:0 {\n  hosts {\n    10.0.0.1 www.example.org\n");
    IntStream.range(0, 150)
        .forEach(i -> text.append("    10.1.0.").append(i + 1).append(" big.example.org\n"));
    text.append("  }\n}\nwhoami.test:0 {\n  whoami\n}\n");
    server = Optional.of(ServerUnderTest.started(directory, text.toString()));
  }

  @AfterAll
  static void stop() {
    server.ifPresent(ServerUnderTest::close);
  }

  private static String read(String resource) {
    try (InputStream in = WireTest.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerUnderTest server() {
    return server.orElseThrow();
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  /// Header with id 0xabcd.
  private static String header(String flags, int qd, int an, int ns, int ar) {
    return "abcd %s %04x %04x %04x %04x ".formatted(flags, qd, an, ns, ar);
  }

  /// Replies: `-` silence; `hdr RCODE` header only; `q RCODE` header and question; `normal`.
  static Stream<Arguments> probes() {
    return MALFORMED
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\\|", -1))
        .map(cells -> Arguments.of(cells[0].strip(), cells[1], cells[2].strip()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("probes")
  void repliesToProbesAsCoreDnsDoes(String what, String hex, String expected) throws IOException {
    byte[] request = octets(hex);
    boolean silence = expected.equals("-");
    check(request, server().udp(request, silence), expected);
    check(request, server().tcp(request, silence), expected);
  }

  private static void check(byte[] request, Optional<byte[]> reply, String expected) {
    if (expected.equals("-")) {
      assertThat(reply).isEmpty();
      return;
    }
    byte[] octets = reply.orElseThrow();
    assertThat(octets).startsWith(request[0], request[1]);
    int rcode = octets[3] & 15;
    assertThat(octets[2] & 0x80).as("QR").isNotZero();
    assertThat(octets[2] & 1).as("RD is kept").isOne();
    String[] words = expected.split(" ");
    switch (words[0]) {
      case "hdr" -> {
        assertThat(octets).hasSize(12);
        assertThat(rcode).isEqualTo(Integer.parseInt(words[1]));
        boolean keepsOpcode = rcode == Rcode.NOTIMP;
        assertThat(octets[2] & 0x78).isEqualTo(keepsOpcode ? request[2] & 0x78 : 0);
      }
      case "q" -> {
        assertThat(rcode).isEqualTo(Integer.parseInt(words[1]));
        assertThat(octets[5]).as("QDCOUNT").isOne();
        assertThat(octets[11]).as("ARCOUNT").isZero();
      }
      default -> {
        assertThat(rcode).isZero();
        assertThat(octets[7]).as("ANCOUNT").isOne();
        assertThat(octets[3] & 0x60).as("Z and AD").isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 254, 255, 65535})
  void refusesOtherClasses(int rrclass) throws IOException {
    String hex = header("0100", 1, 0, 0, 0) + QUESTION.replaceAll("0001$", "");
    byte[] request = octets(hex + "%04x".formatted(rrclass));
    check(request, server().udp(request, false), "q 5");
  }

  @ParameterizedTest
  @CsvSource({"0", "100", "511", "512", "1232", "4096", "65535"})
  void echoesTheClientsUdpSizeAndDo(int size) throws IOException {
    Message query = ServerUnderTest.query("www.example.org.", Type.A);
    query.addRecord(new OPTRecord(size, 0, 0, 0x8000), Section.ADDITIONAL);
    OPTRecord opt = server().ask(query).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(size);
    assertThat(opt.getVersion()).isZero();
    assertThat(opt.getFlags()).isEqualTo(0x8000);
    assertThat(opt.getOptions()).isEmpty();
  }

  @Test
  void saysBadVersionToAnotherEdns() throws IOException {
    Message query = ServerUnderTest.query("www.example.org.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 1, 0x8000), Section.ADDITIONAL);
    Message reply = server().ask(query);
    assertThat(reply.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(reply.getOPT().getPayloadSize()).isZero();
    assertThat(reply.getOPT().getFlags()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0,512", "512,512", "1232,1232"})
  void cutsWhatDoesNotFitAndKeepsTheRest(int advertised, int limit) throws IOException {
    Message query = ServerUnderTest.query("big.example.org.", Type.A);
    if (advertised > 0) {
      query.addRecord(new OPTRecord(advertised, 0, 0), Section.ADDITIONAL);
    }
    byte[] octets = server().udp(query.toWire(), false).orElseThrow();
    var reply = new Message(octets);
    assertThat(octets).hasSizeBetween(limit - 16, limit);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
    int opt = advertised > 0 ? 11 : 0;
    int room = (limit - 12 - 21 - opt) / 16;
    assertThat(reply.getSection(Section.ANSWER)).hasSize(room);
  }

  @Test
  void sendsAllOverTcp() throws IOException {
    Message query = ServerUnderTest.query("big.example.org.", Type.A);
    var reply = new Message(server().tcp(query.toWire(), false).orElseThrow());
    assertThat(reply.getSection(Section.ANSWER)).hasSize(150);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
  }

  @Test
  void keepsTheLettersOfTheQuestion() throws IOException {
    Message reply = server().ask("wWw.ExAmPlE.oRg.", Type.A);
    assertThat(reply.getQuestion().getName()).hasToString("wWw.ExAmPlE.oRg.");
    assertThat(reply.getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void tellsWhichRevisionItServes() throws Exception {
    Message query =
        Message.newQuery(Record.newRecord(new Name("revision.nodens."), Type.TXT, DClass.CH));
    Message reply = server().ask(query);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(server().corefileBytes());
    assertThat(reply.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo(HexFormat.of().formatHex(hash));
  }
}
