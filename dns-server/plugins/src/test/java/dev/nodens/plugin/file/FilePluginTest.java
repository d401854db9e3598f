package dev.nodens.plugin.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ReplyText;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Questions to a zone file and what comes back. A record is written `TYPE data`, with its owner
/// ahead if that is not the queried name.
final class FilePluginTest {
  private static final ReplyText TEXT = new ReplyText(".example.org.");

  private static final String ZONE =
      """
      $ORIGIN example.org.
      $TTL 300
      @        IN SOA ns.example.org. root.example.org. 7 3600 600 86400 60
      @           NS  ns
      @           NS  ns.elsewhere.test.
      @           MX  10 mail
      ns          A   192.0.2.1
      ns          AAAA 2001:db8::1
      mail        A   192.0.2.2
      www     60  A   192.0.2.3
      Www         TXT "Some Text"
      alias       CNAME www
      alias2      CNAME alias
      self        CNAME self
      one         CNAME two
      two         CNAME one
      nodataalias CNAME mail
      outside     CNAME host.elsewhere.test.
      missing     CNAME nothing
      wildalias   CNAME x.wild
      *.wild      A   192.0.2.4
      *.wild      MX  5 mail
      a.b.ent     A   192.0.2.5
      *.ent       A   192.0.2.6
      *.alias.wc  CNAME www
      sub         NS  ns.sub
      sub         NS  ns.elsewhere.test.
      sub         DS  1 8 2 0000000000000000000000000000000000000000000000000000000000000000
      ns.sub      A   192.0.2.7
      intosub     CNAME x.sub
      old         DNAME new
      www.new     A   192.0.2.8
      _s._tcp     SRV 0 0 80 www
      _s._tcp     SRV 1 0 81 www
      bad.dots    A   192.0.2.9
      """;

  @TempDir Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("db.example");
    Files.writeString(file, ZONE);
  }

  private PluginTester serve(String options) {
    String corefile =
        "example.org:53 {\n file %s {\n %s\n }\n}\nelsewhere.test:53 {\n whoami\n}"
            .formatted(file, options);
    return PluginTester.of(corefile, List.of(new FilePlugin(), new WhoamiPlugin()));
  }

  private static String text(Message reply) {
    String flags = reply.getHeader().getFlag(Flags.AA) ? " aa" : "";
    return Rcode.string(reply.getRcode()) + flags + TEXT.records(reply);
  }

  private static final String NS = " / example.org. NS ns, example.org. NS ns.elsewhere.test.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www A            | NOERROR aa = A 192.0.2.3 / NS",
        "WWW TXT          | NOERROR aa = TXT \"Some Text\" / NS",
        "www AAAA         | NOERROR aa / example.org. SOA",
        "nothing A        | NXDOMAIN aa / example.org. SOA",
        "x.www A          | NXDOMAIN aa / example.org. SOA",
        "@ SOA            | NOERROR aa = SOA / NS NS",
        "@ NS             | NOERROR aa = NS ns, NS ns.elsewhere.test. + ns A 192.0.2.1, ns AAAA 2001:db8:0:0:0:0:0:1",
        "@ MX             | NOERROR aa = MX 10 mail / NS ns, NS ns.elsewhere.test. + mail A 192.0.2.2",
        "@ A              | NOERROR aa / SOA",
        "@ ANY            | NOERROR aa / SOA",
        "alias A          | NOERROR aa = CNAME www, www A 192.0.2.3 / NS",
        "alias CNAME      | NOERROR aa = CNAME www / NS",
        "alias2 A         | NOERROR aa = CNAME alias, alias CNAME www, www A 192.0.2.3 / NS",
        "self A           | SERVFAIL",
        "self CNAME       | NOERROR aa = CNAME self / NS",
        "nodataalias AAAA | NOERROR aa = CNAME mail / example.org. SOA",
        "missing A        | NXDOMAIN aa = CNAME nothing / example.org. SOA",
        "wildalias A      | NOERROR aa = CNAME x.wild, x.wild A 192.0.2.4 / NS",
        "q.wild A         | NOERROR aa = A 192.0.2.4 / NS",
        "p.q.wild A       | NOERROR aa = A 192.0.2.4 / NS",
        "q.wild AAAA      | NOERROR aa / example.org. SOA",
        "q.wild MX        | NOERROR aa = MX 5 mail / NS + mail A 192.0.2.2",
        "wild A           | NOERROR aa / example.org. SOA",
        "*.wild A         | NOERROR aa = A 192.0.2.4 / NS",
        "ent A            | NOERROR aa / example.org. SOA",
        "b.ent A          | NOERROR aa / example.org. SOA",
        "x.b.ent A        | NXDOMAIN aa / example.org. SOA",
        "x.ent A          | NOERROR aa = A 192.0.2.6 / NS",
        "x.alias.wc A     | NOERROR aa = CNAME www, www A 192.0.2.3 / NS",
        "sub A            | NOERROR / NS ns.sub, NS ns.elsewhere.test. + ns.sub A 192.0.2.7",
        "x.sub A          | NOERROR / sub NS ns.sub, sub NS ns.elsewhere.test. + ns.sub A 192.0.2.7",
        "ns.sub A         | NOERROR / sub NS ns.sub, sub NS ns.elsewhere.test. + A 192.0.2.7",
        "sub DS           | NOERROR aa = DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000 / NS",
        "intosub A        | NOERROR aa = CNAME x.sub / sub NS ns.sub, sub NS ns.elsewhere.test. + ns.sub A 192.0.2.7",
        "www.old A        | NOERROR aa = old DNAME new, CNAME www.new, www.new A 192.0.2.8 / NS",
        "x.old A          | NXDOMAIN aa = old DNAME new, CNAME x.new / example.org. SOA",
        "x.old CNAME      | NOERROR aa = old DNAME new, CNAME x.new / NS",
        "old DNAME        | NOERROR aa = DNAME new / NS",
        "_s._tcp SRV      | NOERROR aa = SRV 0 0 80 www, SRV 1 0 81 www / NS + www A 192.0.2.3",
        "www AXFR         | REFUSED",
      })
  void answers(String question, String reply) {
    String[] words = question.split(" ");
    String name = words[0].equals("@") ? "example.org." : words[0] + ".example.org.";
    String expected = reply.replaceFirst(" / NS NS$", " / NS ns, NS ns.elsewhere.test.");
    assertThat(text(serve("").ask(name, Type.value(words[1]))))
        .isEqualTo(expected.replaceFirst(" / NS(?= \\+|$)", NS));
  }

  @Test
  void asksTheWholeServerForATargetOutside() {
    Message reply = serve("").ask("outside.example.org.", Type.A);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(text(reply))
        .startsWith("NOERROR aa = CNAME host.elsewhere.test. / example.org. SOA");
  }

  @Test
  void endsALoopOfAliases() {
    Message reply = serve("").ask("one.example.org.", Type.A);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(10);
  }

  @Test
  void limitsTheTtlOfDenialsToTheMinimum() {
    Message reply = serve("").ask("nothing.example.org.", Type.A);
    assertThat(reply.getSection(Section.AUTHORITY).getFirst().getTTL()).isEqualTo(60);
    Message apex = serve("").ask("example.org.", Type.SOA);
    assertThat(apex.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(300);
  }

  @Test
  void addsTheSignersOfADelegationForDnssec() {
    Message query = PluginTester.query("x.sub.example.org.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
    assertThat(text(serve("").ask(query))).contains("sub DS 1 8 2 ");
  }

  @Test
  void passesMissingNamesOnWithFallthrough() {
    String corefile =
        "example.org:53 {\n file %s {\n fallthrough x.example.org\n }\n whoami\n}".formatted(file);
    var tester = PluginTester.of(corefile, List.of(new FilePlugin(), new WhoamiPlugin()));
    assertThat(tester.ask("x.example.org.", Type.A).getSection(Section.ADDITIONAL)).hasSize(2);
    assertThat(tester.ask("y.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(tester.ask("www.example.org.", Type.AAAA).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void dropsNotifications() {
    Message notify = PluginTester.query("example.org.", Type.SOA);
    notify.getHeader().setOpcode(Opcode.NOTIFY);
    assertThat(serve("").send(notify.toWire(), Transport.UDP).dropped()).isTrue();
  }

  @Test
  void startsWithoutTheFileAndServesNothing() throws IOException {
    Files.delete(file);
    assertThat(serve("").ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThatThrownBy(() -> serve("reload 0"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www A 192.0.2.1                                         | has no SOA record for origin example.org.",
        "@ SOA a. b. 1 2 3 4 5;www A 192.0.2                     | failed to parse file",
        "other.org. SOA a. b. 1 2 3 4 5                          | SOA owner other.org. that does not match origin example.org.",
        "@ SOA a. b. 1 2 3 4 5;x NSEC3PARAM 1 0 12 aabbccdd      | NSEC3 zone is not supported",
      })
  void refusesAFileThatIsNoSuchZone(String lines, String message) throws IOException {
    Files.writeString(file, "$TTL 60\n" + lines.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> serve(""))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("plugin/file: ")
        .hasMessageContaining(message);
  }
}
