package dev.nodens.plugin.dynupdate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.cache.CachePlugin;
import dev.nodens.plugin.transfer.TransferPlugin;
import dev.nodens.plugin.tsig.TsigPlugin;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// Requests of RFC 2136 against a zone, each in one line: `add NAME TTL TYPE DATA`, `delete NAME
/// [TYPE [DATA]]`, `present NAME [TYPE [DATA]]`, `absent NAME [TYPE]`.
final class DynupdatePluginTest {
  private static final Name ZONE = Name.fromConstantString("example.org.");
  private static final String SECRET = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";
  private static final TSIG KEY = key("key.");
  private static final TSIG NARROW = key("narrow.");
  private static final String SEED =
      """
      $ORIGIN example.org.
      $TTL 300
      @ IN SOA ns root 7 3600 600 86400 60
      @    NS  ns
      ns   A   192.0.2.1
      www  A   192.0.2.2
      www  A   192.0.2.3
      ftp  CNAME www
      """;

  @TempDir Path directory = Path.of("");

  private TestPlatform platform = new TestPlatform();
  private final DynupdatePlugin plugin = new DynupdatePlugin();

  private static TSIG key(String name) {
    return new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString(name), SECRET);
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("seed"), SEED);
  }

  private PluginTester serve(String options) {
    return serve(options, "");
  }

  private PluginTester serve(String options, String others) {
    platform.blocking = Runnable::run;
    String corefile =
        """
        example.org {
          tsig {
            secret key. %s
            secret narrow. %s
            secret stranger. %s
            require_opcode UPDATE
          }
          %s
          dynupdate {
            file %s
            allow key. * *
            allow narrow. www.example.org. A
            allow narrow. @ TXT
            %s
          }
          whoami
        }
        other.test {
          whoami
        }
        """
            .formatted(SECRET, SECRET, SECRET, others, directory.resolve("seed"), options);
    List<Plugin<?>> plugins =
        List.of(
            new TsigPlugin(), new CachePlugin(), new TransferPlugin(), plugin, new WhoamiPlugin());
    return PluginTester.of(platform, corefile, plugins);
  }

  private static Update request(String lines) {
    var update = new Update(ZONE);
    try {
      for (String line : lines.split(";")) {
        add(update, line.strip().split(" ", 5));
      }
    } catch (IOException e) {
      throw new AssertionError(lines, e);
    }
    return update;
  }

  private static void add(Update update, String[] words) throws IOException {
    Name name = Name.fromString(words[1], ZONE);
    String type = words.length > 2 ? words[2] : "";
    String data = words.length > 3 ? words[3] : "";
    switch (words[0] + (type.isEmpty() ? "" : " type") + (data.isEmpty() ? "" : " data")) {
      case "add type data" ->
          update.add(
              Record.fromString(
                  name, Type.value(data), DClass.IN, Long.parseLong(type), words[4], ZONE));
      case "delete" -> update.delete(name);
      case "delete type" -> update.delete(name, Type.value(type));
      case "delete type data" -> update.delete(name, Type.value(type), data);
      case "present" -> update.present(name);
      case "present type" -> update.present(name, Type.value(type));
      case "present type data" -> update.present(name, Type.value(type), data);
      case "absent" -> update.absent(name);
      case "absent type" -> update.absent(name, Type.value(type));
      default -> throw new AssertionError(String.join(" ", words));
    }
  }

  private static Message send(PluginTester tester, Message request, TSIG key) {
    key.apply(request, null);
    return reply(tester, request.toWire());
  }

  private static Message reply(PluginTester tester, byte[] request) {
    PluginTester.Reply reply = tester.send(request, Transport.UDP);
    tester.loop().runTasks();
    return reply.message();
  }

  private static Message update(PluginTester tester, String lines) {
    return send(tester, request(lines), KEY);
  }

  private static List<String> data(PluginTester tester, String name, String type) {
    return tester.ask(name + ".example.org.", Type.value(type)).getSection(Section.ANSWER).stream()
        .map(record -> record.getTTL() + " " + record.rdataToString())
        .sorted()
        .toList();
  }

  private static long serial(PluginTester tester) {
    Record soa = tester.ask("example.org.", Type.SOA).getSection(Section.ANSWER).getFirst();
    return ((SOARecord) soa).getSerial();
  }

  @Test
  void addsAndSignsTheReply() {
    PluginTester tester = serve("");
    Update request = request("add new 60 A 192.0.2.9");
    KEY.apply(request, null);
    PluginTester.Reply sent = tester.send(request.toWire(), Transport.TCP);
    tester.loop().runTasks();
    Message reply = sent.message();
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getOpcode()).isEqualTo(Opcode.UPDATE);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(reply.getSection(Section.ZONE)).hasSize(1);
    assertThat(KEY.verify(reply, sent.octets(), request.getTSIG())).isEqualTo(Rcode.NOERROR);
    assertThat(data(tester, "new", "A")).containsExactly("60 192.0.2.9");
    assertThat(serial(tester)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Prerequisites (RFC 2136 §3.2)
        "present www; add x 60 A 192.0.2.9             | NOERROR",
        "present nowhere; add x 60 A 192.0.2.9         | NXDOMAIN",
        "absent nowhere; add x 60 A 192.0.2.9          | NOERROR",
        "absent www; add x 60 A 192.0.2.9              | YXDOMAIN",
        "present www A; add x 60 A 192.0.2.9           | NOERROR",
        "present www TXT; add x 60 A 192.0.2.9         | NXRRSET",
        "absent www TXT; add x 60 A 192.0.2.9          | NOERROR",
        "absent www A; add x 60 A 192.0.2.9            | YXRRSET",
        "present www A 192.0.2.2; add x 60 A 192.0.2.9 | NXRRSET",
        "present www A 192.0.2.3; present www A 192.0.2.2; add x 60 A 192.0.2.9 | NOERROR",
        "present other.test.; add x 60 A 192.0.2.9     | NOTZONE",
        "present www DS; add x 60 A 192.0.2.9          | NOTIMP",
        // Changes (RFC 2136 §3.4.1)
        "add x.other.test. 60 A 192.0.2.9              | NOTZONE",
        "add x 60 DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000                          | NOTIMP",
        "delete x RRSIG                                | NOTIMP",
        "add x 60 SOA ns root 9 1 1 1 1                | FORMERR",
        "add @ 60 SOA ns root 0 1 1 1 1                | FORMERR",
      })
  void saysWhatIsWrong(String lines, String rcode) {
    PluginTester tester = serve("");
    Message reply = update(tester, lines);
    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(serial(tester)).isEqualTo(rcode.equals("NOERROR") ? 8 : 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add www 300 A 192.0.2.4         | www A   | 300 192.0.2.2,300 192.0.2.3,300 192.0.2.4 | 8",
        "add www 60 A 192.0.2.2          | www A   | 300 192.0.2.3,60 192.0.2.2                | 8",
        "add www 300 A 192.0.2.2         | www A   | 300 192.0.2.2,300 192.0.2.3               | 7",
        "delete www A 192.0.2.2          | www A   | 300 192.0.2.3                             | 8",
        "delete www A 192.0.2.7          | www A   | 300 192.0.2.2,300 192.0.2.3               | 7",
        "delete www A                    | www A   |                                           | 8",
        "delete www                      | www A   |                                           | 8",
        "delete nowhere                  | www A   | 300 192.0.2.2,300 192.0.2.3               | 7",
        "add www 300 CNAME ns            | www A   | 300 192.0.2.2,300 192.0.2.3               | 7",
        "add ftp 300 A 192.0.2.9         | ftp TXT | 300 www.example.org.                      | 7",
        "add ftp 300 CNAME ns            | ftp TXT | 300 ns.example.org.                       | 8",
        "delete ftp CNAME WWW.example.org. | ftp TXT |                                         | 8",
        "delete @ NS                     | ns A    | 300 192.0.2.1                             | 7",
        "delete @ NS ns.example.org.     | ns A    | 300 192.0.2.1                             | 7",
        "delete @                        | ns A    | 300 192.0.2.1                             | 7",
        "add @ 300 SOA ns root 5 1 1 1 1 | ns A    | 300 192.0.2.1                             | 7",
        "add @ 300 SOA ns root 50 1 1 1 1| ns A    | 300 192.0.2.1                             | 50",
        "delete www; add www 60 TXT hi   | www TXT | 60 hi                                 | 8",
      })
  void changesTheZone(String lines, String question, String expected, long serial) {
    PluginTester tester = serve("");
    assertThat(update(tester, lines).getRcode()).isEqualTo(Rcode.NOERROR);
    List<String> data = data(tester, question.split(" ")[0], question.split(" ")[1]);
    assertThat(data).isEqualTo(expected == null ? List.of() : List.of(expected.split(",")));
    assertThat(serial(tester)).isEqualTo(serial);
  }

  @Test
  void keepsAnotherNameServerFromBeingTheLast() {
    PluginTester tester = serve("");
    update(tester, "add @ 300 NS ns2; add ns2 300 A 192.0.2.5");
    update(tester, "delete @ NS ns.example.org.");
    assertThat(data(tester, "ns2", "A")).hasSize(1);
    Message servers = tester.ask("example.org.", Type.NS);
    assertThat(servers.getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void doesAllOrNothing() {
    PluginTester tester = serve("max_records 7");
    Message reply = update(tester, "add a 60 A 192.0.2.9; add b 60 A 192.0.2.9");
    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(data(tester, "a", "A")).isEmpty();
    assertThat(serial(tester)).isEqualTo(7);
  }

  @Test
  void skipsSerialNumberZero() throws IOException {
    Files.writeString(directory.resolve("seed"), SEED.replace(" 7 ", " 4294967295 "));
    PluginTester tester = serve("");
    update(tester, "add a 60 A 192.0.2.9");
    assertThat(serial(tester)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add www 60 A 192.0.2.9         | NOERROR",
        "add WWW 60 A 192.0.2.9         | NOERROR",
        "add @ 60 TXT hi                | NOERROR",
        "add www 60 AAAA ::1            | REFUSED",
        "add ftp 60 A 192.0.2.9         | REFUSED",
        "delete www                     | REFUSED",
        "absent www; add ftp 60 TXT hi  | YXDOMAIN",
      })
  void letsKeysDoWhatTheirRulesSay(String lines, String rcode) {
    Message reply = send(serve(""), request(lines), NARROW);
    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
  }

  @Test
  void refusesWhoIsNotNamed() {
    PluginTester tester = serve("");
    assertThat(reply(tester, request("delete www").toWire()).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(send(tester, request("delete www"), key("stranger.")).getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(send(tester, request("delete www"), key("unknown.")).getRcode())
        .isEqualTo(Rcode.NOTAUTH);
    assertThat(data(tester, "www", "A")).hasSize(2);
  }

  @Test
  void refusesLongRequests() {
    PluginTester tester = serve("max_update_records 2");
    assertThat(update(tester, "present www; present ns; delete www").getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(update(tester, "present www; delete www").getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void isNotTheAuthorityOfOtherZones() {
    PluginTester tester = serve("");
    Update below = new Update(Name.fromConstantString("www.example.org."));
    assertThat(send(tester, below, KEY).getRcode()).isEqualTo(Rcode.NOTAUTH);
    Message elsewhere = reply(tester, new Update(Name.fromConstantString("other.test.")).toWire());
    assertThat(elsewhere.getRcode()).isEqualTo(Rcode.NOTIMP);
    Message nowhere = reply(tester, new Update(Name.fromConstantString("third.test.")).toWire());
    assertThat(nowhere.getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void letsUpdatesInOnlyWhereSomebodyTakesThem() {
    PluginTester tester = PluginTester.of("example.org {\n whoami\n}", List.of(new WhoamiPlugin()));
    byte[] octets = tester.send(request("delete www").toWire(), Transport.UDP).octets();
    assertThat(octets).hasSize(12);
    assertThat(octets[3] & 15).isEqualTo(Rcode.NOTIMP);
  }

  /// Signed octets that are no well-formed request: the zone section asks for A; data that end too
  /// early.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "000028000001000000000000 076578616d706c65036f726700 00010001",
        "000028000001000000010000 076578616d706c65036f726700 00060001 017800 00010001 0000003c 0002 c000",
      })
  void refusesWhatIsMalformed(String hex) {
    byte[] octets = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] signature = KEY.generate(new Message(0), octets, 0, null).toWire(Section.ADDITIONAL);
    byte[] signed = java.util.Arrays.copyOf(octets, octets.length + signature.length);
    System.arraycopy(signature, 0, signed, octets.length, signature.length);
    signed[11] = 1;
    PluginTester tester = serve("");
    assertThat(reply(tester, signed).getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(serial(tester)).isEqualTo(7);
  }

  @Test
  void answersOtherNamesElsewhereAndNoTransfers() {
    PluginTester tester = serve("");
    assertThat(tester.ask("www.example.org.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
    Message missing = tester.ask("nowhere.example.org.", Type.A);
    assertThat(missing.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(missing.getHeader().getFlag(Flags.AA)).isTrue();
  }

  @Test
  void isTransferredAsItIsNow() {
    PluginTester tester = serve("", "transfer {\n to *\n }");
    update(tester, "delete www; add new 60 A 192.0.2.9");
    byte[] query = PluginTester.query("example.org.", Type.AXFR).toWire();
    List<Record> records = tester.send(query, Transport.TCP).message().getSection(Section.ANSWER);
    assertThat(records).hasSize(6).anyMatch(record -> record.toString().contains("new.example"));
    assertThat(((SOARecord) records.getLast()).getSerial()).isEqualTo(8);
  }

  @Test
  void isNeverAnsweredFromTheCache() {
    PluginTester tester = serve("", "cache");
    assertThat(data(tester, "new", "A")).isEmpty();
    update(tester, "add new 60 A 192.0.2.9");
    assertThat(data(tester, "new", "A")).containsExactly("60 192.0.2.9");
    update(tester, "delete new");
    assertThat(data(tester, "new", "A")).isEmpty();
  }

  // ---- database

  private PluginTester kept() {
    platform = new TestPlatform();
    return serve("database " + directory.resolve("zone.db"));
  }

  @Test
  void forgetsWithoutADatabase() {
    update(serve(""), "add new 60 A 192.0.2.9");
    platform = new TestPlatform();
    assertThat(data(serve(""), "new", "A")).isEmpty();
  }

  @Test
  void keepsChangesInItsDatabase() throws IOException {
    PluginTester tester = kept();
    update(tester, "add new 60 A 192.0.2.9");
    tester.running().retire();
    Files.delete(directory.resolve("seed"));
    PluginTester again = kept();
    assertThat(data(again, "new", "A")).containsExactly("60 192.0.2.9");
    assertThat(serial(again)).isEqualTo(8);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("zone.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void writesTheDatabaseOnceItServes() {
    kept();
    assertThat(directory.resolve("zone.db")).exists();
  }

  @Test
  void sharesTheZoneOverAReload() {
    PluginTester before = kept();
    PluginTester after = kept();
    update(before, "add late 60 A 192.0.2.9");
    assertThat(data(after, "late", "A")).hasSize(1);
    update(after, "add later 60 A 192.0.2.9");
    before.running().retire();
    assertThat(data(after, "later", "A")).hasSize(1);
    assertThat(serial(after)).isEqualTo(9);
  }

  @Test
  void readsADatabaseThatSomebodyElseWrote() throws IOException {
    PluginTester here = kept();
    var other = new DynupdatePluginTest();
    other.directory = directory;
    update(other.kept(), "add theirs 60 A 192.0.2.9");
    update(here, "add ours 60 A 192.0.2.9");
    assertThat(data(here, "theirs", "A")).hasSize(1);
    assertThat(serial(here)).isEqualTo(9);
  }

  @Test
  void failsAnUpdateThatItCannotKeep() throws IOException {
    PluginTester tester = kept();
    Files.createDirectory(directory.resolve("zone.db.new"));
    Files.writeString(directory.resolve("zone.db.new/x"), "in the way");
    assertThat(update(tester, "add new 60 A 192.0.2.9").getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(data(tester, "new", "A")).isEmpty();
  }

  @Test
  void refusesADatabaseThatIsNone() throws IOException {
    Files.writeString(directory.resolve("zone.db"), "nonsense");
    assertThatThrownBy(this::kept)
        .isInstanceOf(PluginException.class)
        .hasMessageEndingWith(
            "loading database \"" + directory.resolve("zone.db") + "\": invalid database");
  }

  @Test
  void refusesASeedThatIsTheDatabase() {
    assertThatThrownBy(() -> serve("database " + directory.resolve("seed")))
        .isInstanceOf(PluginException.class)
        .hasMessageEndingWith("database and seed must be different files");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www TXT a;www CNAME ns    | invalid zone \"www.example.org.\": zone contains CNAME data conflict at www.example.org.",
        "x DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000             | invalid zone \"example.org.\": zone contains unsupported RR type DS",
        "x.other. A 192.0.2.1      | invalid zone \"example.org.\": zone contains an out-of-zone record",
        "@ SOA ns root 9 1 1 1 1   | zone \"example.org.\" contains more than one SOA",
      })
  void refusesASeed(String lines, String message) throws IOException {
    Files.writeString(directory.resolve("seed"), SEED + lines.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> serve(""))
        .isInstanceOf(PluginException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void refusesAMissingSeed() throws IOException {
    Path seed = directory.resolve("seed");
    Files.delete(seed);
    assertThatThrownBy(() -> serve(""))
        .isInstanceOf(PluginException.class)
        .hasMessageEndingWith(
            "opening zone file \"%s\": open %s: no such file or directory".formatted(seed, seed));
  }
}
