package dev.nodens.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.corefile.Parser;
import dev.nodens.netty.api.JsonText;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.KnownDifferences;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is asked, by source of names.
class QuestionsTest {
  private static final CorefileZones ZONES =
      CorefileZones.of(
          Parser.ofText()
              .parse(
                  "Corefile",
                  """
                  . {
                    kubernetes c.test in-addr.arpa {
                      pods insecure
                    }
                    forward . 10.0.0.1
                  }
                  example.test {
                    file db.example
                  }
                  """));

  private static ApiObject object(String json) throws IOException {
    return new ApiObject(JsonText.read(json.replace('\'', '"')));
  }

  private static List<String> texts(List<Question> questions) {
    return questions.stream().map(q -> q.kind() + " " + q).toList();
  }

  @Test
  void zonesOfACorefileTellWhatANameIs() {
    assertThat(ZONES.clusterZone()).hasValue("c.test.");
    assertThat(ZONES.kind("web.shop.svc.c.test.")).isEqualTo("cluster");
    assertThat(ZONES.kind("www.example.test.")).isEqualTo("zone");
    assertThat(ZONES.kind("www.example.org.")).isEqualTo("outside");
    assertThat(CorefileZones.NONE.kind("www.example.org.")).isEqualTo("outside");
    assertThat(texts(ZONES.questions())).contains("zone.apex example.test. IN SOA");
  }

  @Test
  void queryLogsAreReadLineByLine() {
    Stream<String> lines =
        Stream.of(
            "[INFO] 10.0.0.1:4242 - 7 \"AAAA IN www.example.test. udp 45 false 512\" NOERROR qr 1 0.1s",
            "[INFO] 10.0.0.1:4242 - 8 \"AAAA IN www.example.test. tcp 45 true 512\" NOERROR qr 1 0.1s",
            "web.shop.svc.c.test",
            "example.org MX",
            "example.org NOTYPE",
            "[INFO] plugin/reload: Running configuration SHA512 = ab",
            "");
    assertThat(texts(QueryLog.read(lines, ZONES)))
        .containsExactly(
            "zone.logged www.example.test. IN AAAA",
            "cluster.logged web.shop.svc.c.test. IN A",
            "outside.logged example.org. IN MX");
  }

  @Test
  void objectsOfAClusterGiveNamesOfEveryKind() throws IOException {
    var objects =
        new ClusterObjects(
            List.of(object("{'metadata':{'name':'shop'}}")),
            List.of(
                object(
                    "{'metadata':{'name':'web','namespace':'shop'},'spec':{'clusterIP':'10.96.1.1',"
                        + "'clusterIPs':['10.96.1.1'],'ports':[{'name':'http','port':80,'protocol':'TCP'}]}}"),
                object(
                    "{'metadata':{'name':'ext','namespace':'shop'},'spec':"
                        + "{'type':'ExternalName','externalName':'web.shop.svc.c.test'}}")),
            List.of(
                object(
                    "{'metadata':{'name':'web-a','namespace':'shop','labels':"
                        + "{'kubernetes.io/service-name':'web'}},'endpoints':"
                        + "[{'addresses':['10.0.0.1'],'hostname':'one'}]}")),
            List.of(
                object(
                    "{'metadata':{'name':'p','namespace':'shop'},'status':{'podIPs':[{'ip':'fd00::1'}]}}")));
    assertThat(texts(ClusterNames.of(objects, "c.test.")))
        .contains(
            "cluster.apex c.test. IN SOA",
            "cluster.namespace shop.svc.c.test. IN A",
            "cluster.service web.shop.svc.c.test. IN AAAA",
            "cluster.service-port _http._tcp.web.shop.svc.c.test. IN SRV",
            "cluster.external-inside ext.shop.svc.c.test. IN A",
            "cluster.headless-endpoint one.web.shop.svc.c.test. IN A",
            "cluster.headless-endpoint 10-0-0-1.web.shop.svc.c.test. IN A",
            "cluster.reverse 1.1.96.10.in-addr.arpa. IN PTR",
            "cluster.pod fd00--1.shop.pod.c.test. IN AAAA");
  }

  @Test
  void theTableOfKnownDifferencesIsBuiltIn() throws IOException {
    KnownDifferences known = KnownDifferences.builtIn();
    assertThat(known.signature("verify/cluster.apex", "TXT", "rcode:NXDOMAIN>NOERROR"))
        .hasValueSatisfying(signature -> assertThat(known.reason(signature)).isNotEmpty());
  }
}
