package dev.nodens.plugin.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ScriptedUpstreams;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class RewriteHandlerTest {
  private static final String HOSTS =
      """
      hosts {
        10.0.0.1 b.org a.b.org xay.org
        fallthrough
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          name A.org b.org => a.ORG. => a.org. 10.0.0.1
          name a.org b.org => a.org. => a.org. 10.0.0.1
          name exact x.org b.org => a.b.org. => a.b.org. 10.0.0.1
          name prefix one. a. => one.b.org. => a.b.org. 10.0.0.1
          name prefix one. a. answer auto => one.b.org. => one.b.org. 10.0.0.1
          name suffix .c.org .b.org => a.c.org. => a.b.org. 10.0.0.1
          name suffix .c.org .b.org answer auto => a.c.org. => a.c.org. 10.0.0.1
          name suffix c.org b.org answer auto => c.org. => c.org. 10.0.0.1
          name regex (.)-(.)-org.test {1}.{2}.org => a-b-org.test. => a.b.org. 10.0.0.1
          name regex (.)-(.)-org.test {1}.{2}.org answer auto => a-b-org.test. => a-b-org.test. 10.0.0.1
          name regex (.)-(.)-org.test {1}.{2}.org answer name (.)\\.(.)\\.org {2}.{1}.test => a-b-org.test. => b.a.test. 10.0.0.1
          ttl b.org 77 => b.org. => b.org. 10.0.0.1
          """)
  void changesTheNameAndMapsItBack(String rule, String name, String answer) {
    Message reply = tester("rewrite " + rule + "\n" + HOSTS).ask(name, Type.A);

    assertThat(reply.getQuestion().getName()).hasToString(name);
    assertThat(reply.getQuestion().getType()).isEqualTo(Type.A);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(answers(reply)).isEqualTo(answer);
  }

  @Test
  void goesOnWithTheNextRuleOnlyIfTold() {
    String rules = "rewrite %s name x.org y.org\nrewrite name y.org b.org\n" + HOSTS + "whoami\n";

    Message stopped = tester(rules.formatted("stop")).ask("x.org.", Type.A);
    Message continued = tester(rules.formatted("continue")).ask("x.org.", Type.A);

    assertThat(answers(stopped)).isEmpty();
    assertThat(answers(continued)).isEqualTo("x.org. 10.0.0.1");
  }

  @Test
  void readsRulesInBraces() {
    var tester =
        tester(
            """
            rewrite stop {
              name regex (.*)\\.c\\.org {1}.b.org
              answer name (.*)\\.b\\.org {1}.c.org
            }
            """
                + HOSTS);

    assertThat(answers(tester.ask("a.c.org.", Type.A))).isEqualTo("a.c.org. 10.0.0.1");
  }

  @Test
  void failsOnANameThatCannotBe() {
    var tester = tester("errors\nrewrite name regex (.*) {1}..b.org\n" + HOSTS);

    Message reply = tester.ask("X.org.", Type.A);

    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.getQuestion().getName()).hasToString("X.org.");
    assertThat(tester.platform().lines())
        .containsExactly(
            "[ERROR] plugin/errors: 2 x.org. A: invalid name after rewrite: x.org...b.org.");
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "10-20, 20", "-100, 100", "7000-, 7000", "1-9999, 3600"})
  void bringsTtlsIntoARange(String range, long ttl) {
    Message reply = tester("rewrite ttl b.org " + range + "\n" + HOSTS).ask("b.org.", Type.A);

    assertThat(reply.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(ttl);
  }

  @ParameterizedTest
  @CsvSource({
    "b.org., NOERROR NXDOMAIN, NXDOMAIN",
    "b.org., NXDOMAIN NOERROR, NOERROR",
    "other.org., SERVFAIL NXDOMAIN, NXDOMAIN",
    "other.org., 2 0, NOERROR",
  })
  void changesRcodesAlsoOfFailures(String name, String change, String rcode) {
    var tester = tester("rewrite rcode suffix org " + change + "\nhosts {\n10.0.0.1 b.org\n}");

    assertThat(Rcode.string(tester.ask(name, Type.A).getRcode())).isEqualTo(rcode);
  }

  @Test
  void changesTypesAndPutsTheQuestionBack() {
    Message reply = tester("rewrite type ANY A\n" + HOSTS).ask("b.org.", Type.ANY);

    assertThat(reply.getQuestion().getType()).isEqualTo(Type.ANY);
    assertThat(answers(reply)).isEqualTo("b.org. 10.0.0.1");
  }

  @Test
  void changesClasses() throws IOException {
    var tester = tester("chaos V\nrewrite class CH IN\n" + HOSTS + "whoami");
    Message query = Message.newQuery(Record.newRecord(new Name("b.org."), Type.A, DClass.CH));

    Message reply = tester.ask(query);

    assertThat(reply.getQuestion().getDClass()).isEqualTo(DClass.CH);
    assertThat(answers(reply)).isEqualTo("b.org. 10.0.0.1");
  }

  @Test
  void logsAndCountsTheQuestionOfTheClient() {
    var tester =
        tester("prometheus\nlog . \"{name} {type} {rcode}\"\nrewrite name a.org b.org\n" + HOSTS);

    tester.ask("a.org.", Type.A);

    assertThat(tester.platform().lines()).containsExactly("[INFO] a.org. A NOERROR");
  }

  @Test
  void mapsTheValuesOfRecordsBack() throws IOException {
    var tester = tester("rewrite name suffix .ext.org .int.org answer auto\nforward . 192.0.2.1");
    PluginTester.Reply reply = ask(tester, "www.ext.org.", Type.MX);

    Message asked =
        answer(
            tester,
            "www.int.org. 60 IN MX 10 mail.int.org.",
            "www.int.org. 60 IN MX 20 mail.other.org.");

    assertThat(asked.getQuestion().getName()).hasToString("www.int.org.");
    assertThat(answers(reply.message()))
        .isEqualTo("www.ext.org. 10 mail.ext.org., www.ext.org. 20 mail.other.org.");
  }

  @Test
  void followsAnotherTargetThanTheCnameNames() throws IOException {
    var tester =
        tester(
            "rewrite cname suffix cdn.org. local.org.\nhosts {\n10.0.0.9 x.local.org\nfallthrough\n}\nforward . 192.0.2.1");
    PluginTester.Reply reply = ask(tester, "www.org.", Type.A);

    answer(tester, "www.org. 60 IN CNAME x.cdn.org.", "x.cdn.org. 60 IN A 192.0.2.7");

    assertThat(answers(reply.message())).isEqualTo("www.org. x.local.org., x.local.org. 10.0.0.9");
  }

  @Test
  void leavesOtherTargetsAlone() throws IOException {
    var tester = tester("rewrite cname cdn.org local.org\nforward . 192.0.2.1");
    PluginTester.Reply reply = ask(tester, "www.org.", Type.A);

    answer(tester, "www.org. 60 IN CNAME x.cdn.org.", "x.cdn.org. 60 IN A 192.0.2.7");

    assertThat(answers(reply.message())).isEqualTo("www.org. x.cdn.org., x.cdn.org. 192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          local set 0xffee 0x6162 => ab
          local append 0xffee text => text
          local set 0xffee {qname} => WWW.org.
          local set 0xffee {protocol} => udp
          local replace 0xffee x =>
          """)
  void addsOptionsForTheUpstream(String rule, String value) throws IOException {
    var tester = tester("rewrite edns0 " + rule + "\nforward . 192.0.2.1");
    PluginTester.Reply reply = ask(tester, "WWW.org.", Type.A);

    Message asked = answer(tester, "www.org. 60 IN A 192.0.2.7");

    List<EDNSOption> options =
        asked.getOPT() == null ? List.of() : asked.getOPT().getOptions(0xffee);
    assertThat(options.stream().map(RewriteHandlerTest::text).toList())
        .isEqualTo(value == null ? List.of() : List.of(value));
    assertThat(reply.message().getOPT()).as("the client sent none").isNull();
  }

  @Test
  void addsTheClientsNetwork() throws Exception {
    var tester = tester("rewrite edns0 subnet set 20 56\nforward . 192.0.2.1");
    ask(tester, "www.org.", Type.A);

    Message asked = answer(tester, "www.org. 60 IN A 192.0.2.7");

    ClientSubnetOption subnet =
        (ClientSubnetOption) asked.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).getFirst();
    assertThat(subnet.getAddress().getHostAddress()).isEqualTo("10.1.0.0");
    assertThat(subnet.getSourcePrefixLength()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"set, mine, new", "set, , new", "append, mine, mine", "replace, mine, new"})
  void repeatsLocalOptionsToTheClient(String action, String own, String echoed) {
    var tester = tester("rewrite edns0 local " + action + " 0xffee new\nwhoami");

    assertThat(echo(tester, own)).isEqualTo(echoed);
  }

  @ParameterizedTest
  @CsvSource({"set, mine, mine", "replace, mine, mine"})
  void showsTheClientItsOwnOptionsIfTold(String action, String own, String echoed) {
    var tester = tester("rewrite edns0 local " + action + " 0xffee new revert\nwhoami");

    assertThat(echo(tester, own)).isEqualTo(echoed);
  }

  @Test
  void takesOptionsOut() {
    assertThat(echo(tester("rewrite edns0 local unset 0xffee\nwhoami"), "mine")).isEmpty();
    assertThat(echo(tester("whoami"), "mine")).isEmpty();
  }

  private static String echo(PluginTester tester, String own) {
    Message query = PluginTester.query("www.org.", Type.A);
    List<EDNSOption> options =
        own == null ? List.of() : List.of(new GenericEDNSOption(0xffee, own.getBytes(UTF_8)));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, options), Section.ADDITIONAL);
    return tester.ask(query).getOPT().getOptions(0xffee).stream()
        .map(RewriteHandlerTest::text)
        .collect(Collectors.joining(","));
  }

  private static String text(EDNSOption option) {
    byte[] wire = option.toWire();
    return new String(wire, 4, wire.length - 4, UTF_8);
  }

  private static PluginTester.Reply ask(PluginTester tester, String name, int type) {
    return tester.send(PluginTester.query(name, type).toWire(), Transport.UDP);
  }

  /// Plays the upstream: answers the query that came last; returns it.
  private static Message answer(PluginTester tester, String... records) throws IOException {
    ScriptedUpstreams.Link link = tester.loop().upstreams().links().getLast();
    var asked = new Message(link.sent().getLast());
    var reply = new Message(asked.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.addRecord(asked.getQuestion(), Section.QUESTION);
    for (String record : records) {
      String[] fields = record.split(" ", 5);
      reply.addRecord(
          Record.fromString(
              new Name(fields[0]),
              Type.value(fields[3]),
              DClass.IN,
              Long.parseLong(fields[1]),
              fields[4],
              Name.root),
          Section.ANSWER);
    }
    link.reply(reply.toWire());
    return asked;
  }

  private static String answers(Message reply) {
    return reply.getSection(Section.ANSWER).stream()
        .map(record -> record.getName() + " " + record.rdataToString())
        .collect(Collectors.joining(", "));
  }

  private static PluginTester tester(String directives) {
    return PluginTester.of(". {\n" + directives + "\n}", Plugins.ORDER);
  }
}
