package dev.nodens.plugin.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.ReplySink.Room;
import dev.nodens.core.Transport;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.file.FilePlugin;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class TransferPluginTest {
  private static final String HEAD =
      """
      $ORIGIN example.org.
      $TTL 300
      @ IN SOA ns root 7 3600 600 86400 60
      @    NS  ns
      ns   A   192.0.2.1
      *.w  TXT "any"
      sub  NS  ns.sub
      ns.sub A 192.0.2.2
      """;

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("small"), HEAD);
    var large = new StringBuilder(HEAD);
    for (int i = 0; i < 2000; i++) {
      large.append("host").append(i).append(" A 192.0.2.3\n");
    }
    Files.writeString(directory.resolve("large"), large);
  }

  private PluginTester serve(String file, String rule) {
    String corefile =
        "example.org:53 {\n transfer {\n %s\n }\n file %s\n}"
            .formatted(rule, directory.resolve(file));
    return PluginTester.of(corefile, List.of(new TransferPlugin(), new FilePlugin()));
  }

  private static PluginTester.Reply ask(PluginTester tester, Message query, Transport transport) {
    return tester.send(query.toWire(), transport);
  }

  private static Message axfr() {
    return PluginTester.query("example.org.", Type.AXFR);
  }

  private static Message ixfr(long serial) throws IOException {
    Message query = PluginTester.query("example.org.", Type.IXFR);
    var name = new org.xbill.DNS.Name("example.org.");
    query.addRecord(new SOARecord(name, 1, 0, name, name, serial, 0, 0, 0, 0), Section.AUTHORITY);
    return query;
  }

  @Test
  void sendsAllRecordsBetweenTwoCopiesOfTheSoaRecord() {
    Message reply = ask(serve("small", "to *"), axfr(), Transport.TCP).message();
    List<Record> records = reply.getSection(Section.ANSWER);
    assertThat(records).hasSize(7);
    assertThat(records.getFirst().getType()).isEqualTo(Type.SOA);
    assertThat(records.getLast().getType()).isEqualTo(Type.SOA);
    assertThat(
            records.stream().map(record -> record.getName() + " " + Type.string(record.getType())))
        .containsExactlyInAnyOrder(
            "example.org. SOA",
            "example.org. NS",
            "ns.example.org. A",
            "*.w.example.org. TXT",
            "sub.example.org. NS",
            "ns.sub.example.org. A",
            "example.org. SOA");
  }

  @Test
  void sendsALargeZoneInPiecesAndWaitsForASlowClient() throws IOException {
    PluginTester tester = serve("large", "to 10.1.2.3");
    PluginTester.Reply reply = ask(tester, axfr(), Transport.TCP);
    assertThat(reply.pending()).isTrue();
    assertThat(reply.parts()).hasSize(1);
    reply.room = Room.FULL;
    tester.loop().runTasks();
    tester.loop().runTasks();
    assertThat(reply.parts()).hasSize(2);
    reply.room = Room.OPEN;
    tester.loop().advance(Duration.ofMillis(5));
    tester.loop().runTasks();

    var names = new HashSet<String>();
    int records = 0;
    List<byte[]> messages = new ArrayList<>(reply.parts());
    messages.add(reply.octets());
    for (byte[] octets : messages) {
      for (Record record : new Message(octets).getSection(Section.ANSWER)) {
        names.add(record.getName().toString());
        records++;
      }
      assertThat(octets.length).isLessThan(17_000);
    }
    assertThat(records).isEqualTo(2007);
    assertThat(names).hasSize(2005).contains("host0.example.org.", "host1999.example.org.");
  }

  @Test
  void endsWhenTheClientIsGone() {
    PluginTester tester = serve("large", "to *");
    PluginTester.Reply reply = ask(tester, axfr(), Transport.TCP);
    reply.room = Room.GONE;
    tester.loop().runTasks();
    assertThat(reply.dropped()).isTrue();
  }

  @Test
  void refusesStrangersAndDatagrams() {
    assertThat(ask(serve("small", "to 10.9.9.9"), axfr(), Transport.TCP).message().getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(ask(serve("small", "to *"), axfr(), Transport.UDP).message().getRcode())
        .isEqualTo(Rcode.REFUSED);
    Message below = PluginTester.query("ns.example.org.", Type.AXFR);
    assertThat(ask(serve("small", "to *"), below, Transport.TCP).message().getRcode())
        .isEqualTo(Rcode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"7, 1", "8, 1", "6, 7", "4000000000, 7"})
  void answersIxfrWithNothingNewOrWithAll(long serial, int records) throws IOException {
    Message reply = ask(serve("small", "to *"), ixfr(serial), Transport.TCP).message();
    assertThat(reply.getSection(Section.ANSWER)).hasSize(records);
  }

  @Test
  void cannotAnswerIxfrWithoutTheClientsSerial() {
    Message query = PluginTester.query("example.org.", Type.IXFR);
    assertThat(ask(serve("small", "to *"), query, Transport.TCP).message().getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void tellsSecondariesThreeTimes() throws IOException {
    PluginTester tester = serve("small", "to *");
    var handler =
        new TransferHandler(
            config("to 192.0.2.9:5353"), new Notifier(tester.loop()), Runnable::run);
    int before = tester.loop().upstreams().links().size();
    handler.changed(Name.parse("example.org."));
    handler.changed(Name.parse("example.net."));
    tester.loop().runTasks();
    for (int i = 0; i < 4; i++) {
      tester.loop().advance(Duration.ofSeconds(2));
    }
    var links = tester.loop().upstreams().links().subList(before, before + 3);
    assertThat(tester.loop().upstreams().links()).hasSize(before + 3);
    assertThat(links.getFirst().target().address().getPort()).isEqualTo(5353);
    var message = new Message(links.getLast().sent().getFirst());
    assertThat(message.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    assertThat(message.getQuestion().getName()).hasToString("example.org.");
  }

  @Test
  void tellsASecondaryOnceIfItConfirms() {
    PluginTester tester = serve("small", "to *");
    var handler =
        new TransferHandler(config("to 192.0.2.9"), new Notifier(tester.loop()), Runnable::run);
    handler.changed(Name.parse("example.org."));
    tester.loop().runTasks();
    var link = tester.loop().upstreams().links().getLast();
    byte[] reply = link.sent().getFirst().clone();
    reply[2] |= (byte) 0x80;
    link.reply(reply);
    int links = tester.loop().upstreams().links().size();
    tester.loop().advance(Duration.ofSeconds(10));
    assertThat(tester.loop().upstreams().links()).hasSize(links);
    assertThat(link.closed()).isTrue();
  }

  private static TransferConfig config(String options) {
    var configuration =
        PluginTester.configuration(
            "example.org {\n transfer {\n " + options + "\n }\n}", List.of(new TransferPlugin()));
    return (TransferConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  @Test
  void readsEveryOption() {
    TransferConfig.Rule rule =
        config("to 192.0.2.1 192.0.2.2:54 2001:db8::1 [fe80::1%eth0]:55\n to *\n source 192.0.2.8")
            .rules()
            .getFirst();
    assertThat(rule.anyone()).isTrue();
    assertThat(rule.source()).isEqualTo(Optional.of("192.0.2.8"));
    assertThat(rule.secondaries())
        .containsExactly(
            new HostPort("192.0.2.1", 53),
            new HostPort("192.0.2.2", 54),
            new HostPort("2001:db8::1", 53),
            new HostPort("fe80::1%eth0", 55));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to                           | Wrong argument count or unexpected line ending after 'to'",
        "to example.com               | must specify an IP address: `example.com'",
        "to example.com:53            | must specify an IP address: `example.com'",
        "source 192.0.2.1             | is required",
        "to *;source                  | Wrong argument count or unexpected line ending after 'source'",
        "to *;source x                | invalid source address \"x\"",
        "to *;source ::1;source ::1   | source already specified",
        "from *                       | unknown property \"from\"",
      })
  void refuses(String options, String message) {
    assertThatThrownBy(() -> config(options.replace(';', '\n')))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
