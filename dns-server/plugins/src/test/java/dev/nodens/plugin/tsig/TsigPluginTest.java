package dev.nodens.plugin.tsig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

final class TsigPluginTest {
  private static final String SECRET = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";
  private static final String OTHER = "b3RoZXIgb3RoZXIgb3RoZXIgb3Q=";

  @TempDir Path directory = Path.of("");

  private static PluginTester serve(String options) {
    String corefile = "example.org {\n tsig {\n " + options + "\n }\n whoami\n}";
    return PluginTester.of(corefile, List.of(new TsigPlugin(), new WhoamiPlugin()));
  }

  private static TSIG key(Name algorithm, String name, String secret) {
    return new TSIG(algorithm, Name.fromConstantString(name), secret);
  }

  private static Message signed(TSIG key) {
    Message query = PluginTester.query("www.example.org.", Type.A);
    key.apply(query, null);
    return query;
  }

  private static PluginTester.Reply ask(PluginTester tester, Message query) {
    return tester.send(query.toWire(), Transport.UDP);
  }

  private static TSIGRecord signature(Message reply) {
    TSIGRecord record = reply.getTSIG();
    assertThat(record).isNotNull();
    return record;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hmac-sha1.", "hmac-sha256.", "hmac-sha512.", "HMAC-MD5.SIG-ALG.REG.INT."})
  void signsTheReplyToASignedQuery(String algorithm) {
    TSIG key = key(Name.fromConstantString(algorithm), "key.example.", SECRET);
    Message query = signed(key);
    byte[] octets = ask(serve("secret key.example. " + SECRET + "\n require all"), query).octets();
    Message reply = message(octets);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getSection(Section.ADDITIONAL)).hasSize(3);
    assertThat(key.verify(reply, octets, query.getTSIG())).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void putsTheSignatureBehindTheOptRecord() {
    TSIG key = key(TSIG.HMAC_SHA256, "key.example.", SECRET);
    Message query = PluginTester.query("www.example.org.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    key.apply(query, null);
    byte[] octets = ask(serve("secret key.example. " + SECRET), query).octets();
    Message reply = message(octets);
    assertThat(reply.getSection(Section.ADDITIONAL).getLast().getType()).isEqualTo(Type.TSIG);
    assertThat(reply.getOPT()).isNotNull();
    assertThat(key.verify(reply, octets, query.getTSIG())).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void turnsAwayWhatIsSignedWrongly() {
    PluginTester tester = serve("secret key.example. " + SECRET);
    Message unknown =
        ask(tester, signed(key(TSIG.HMAC_SHA256, "nobody.example.", SECRET))).message();
    assertThat(unknown.getRcode()).isEqualTo(Rcode.NOTAUTH);
    assertThat(signature(unknown).getError()).isEqualTo(Rcode.BADKEY);
    assertThat(signature(unknown).getSignature()).isEmpty();
    Message wrong = ask(tester, signed(key(TSIG.HMAC_SHA256, "key.example.", OTHER))).message();
    assertThat(wrong.getRcode()).isEqualTo(Rcode.NOTAUTH);
    assertThat(signature(wrong).getError()).isEqualTo(Rcode.BADSIG);
  }

  @ParameterizedTest
  @CsvSource({
    "require A, REFUSED",
    "require AAAA MX, NOERROR",
    "require all, REFUSED",
    "require none, NOERROR",
    "require_opcode QUERY, REFUSED",
    "require_opcode NOTIFY UPDATE, NOERROR",
  })
  void refusesWhatShouldBeSignedAndIsNot(String option, String rcode) {
    Message reply = serve(option).ask("www.example.org.", Type.A);
    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(reply.getTSIG()).isNull();
  }

  @Test
  void refusesASignatureThatIsNotTheLastRecord() {
    Message query = signed(key(TSIG.HMAC_SHA256, "key.example.", SECRET));
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    Message reply = ask(serve("secret key.example. " + SECRET), query).message();
    assertThat(reply.getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void readsKeysFromFiles() throws IOException {
    Path file = directory.resolve("keys");
    String keys = "key \"key.example.\" {\n algorithm hmac-sha256;\n secret \"%s\";\n};\n";
    Files.writeString(file, keys.formatted(SECRET));
    TSIG key = key(TSIG.HMAC_SHA256, "key.example.", SECRET);
    assertThat(ask(serve("secrets " + file), signed(key)).message().getRcode())
        .isEqualTo(Rcode.NOERROR);
    Files.writeString(file, "key k {\n algorithm hmac-sha256;\n};\n");
    assertThatThrownBy(() -> serve("secrets " + file))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("expected secret for key \"k\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secret a             | a",
        "secret a b;secret a b | b",
        "secrets              | secrets",
        "require              | require",
        "require NONSENSE     | NONSENSE",
        "require_opcode X     | X",
        "nonsense             | nonsense",
      })
  void refuses(String options, String token) {
    assertThatThrownBy(() -> serve(options.replace(';', '\n')))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(
            "Wrong argument count or unexpected line ending after '" + token + "'");
  }

  private static Message message(byte[] octets) {
    try {
      return new Message(octets);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
