package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.output.LogFormat;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/// What `log` and `errors` write with `-log-format json`.
class JsonLogTest {
  @Test
  void aQueryIsOneObject() {
    PluginTester tester = tester("log . \"say \\\"{name}\\\"\"\nwhoami");

    tester.send(query("Www.Example.org."), Transport.UDP);

    assertThat(tester.platform().lines())
        .containsExactly(
            """
            {"time":"2026-01-01T00:00:00Z","level":"INFO","msg":"say \\"www.example.org.\\"",\
            "plugin":"log","client_ip":"10.1.2.3","client_port":40212,"qname":"www.example.org.",\
            "qtype":"A","qclass":"IN","protocol":"udp","id":7,"opcode":0,"request_size":33,\
            "dnssec_ok":false,"bufsize":512,"rcode":"NOERROR","response_size":103,\
            "duration_seconds":0}\
            """);
  }

  @Test
  void aQueryWithoutAReplyHasNoRcode() {
    PluginTester tester = tester("log . \"{rcode}\"\nacl {\ndrop\n}\nwhoami");

    tester.send(query("www.example.org."), Transport.UDP);

    assertThat(tester.platform().lines())
        .singleElement()
        .asString()
        .contains("\"msg\":\"-\"", "\"rcode\":null,\"response_size\":0,");
  }

  @Test
  void anErrorIsOneObject() {
    PluginTester tester = tester("errors\ntemplate IN A {\nanswer \"{{ .No.Field }}\"\n}");

    tester.send(query("www.example.org."), Transport.UDP);

    assertThat(tester.platform().lines())
        .singleElement()
        .asString()
        .startsWith(
            "{\"time\":\"2026-01-01T00:00:00Z\",\"level\":\"ERROR\",\"msg\":\"2 www.example.org. A: ")
        .endsWith(",\"plugin\":\"errors\"}");
  }

  private static byte[] query(String name) {
    Message query = PluginTester.query(name, Type.A);
    query.getHeader().setID(7);
    return query.toWire();
  }

  private static PluginTester tester(String directives) {
    var platform = new TestPlatform();
    platform.logFormat = LogFormat.JSON;
    return PluginTester.of(platform, ". {\n" + directives + "\n}", Plugins.ORDER);
  }
}
