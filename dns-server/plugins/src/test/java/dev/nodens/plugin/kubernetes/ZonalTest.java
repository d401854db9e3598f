package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.SERVICES;
import static dev.nodens.plugin.kubernetes.Objects.SLICES;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static dev.nodens.plugin.kubernetes.Objects.service;
import static dev.nodens.plugin.kubernetes.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ReplyText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Names for the endpoints of one zone of the topology. Names end in `.cluster.local.`.
class ZonalTest {
  private static final ReplyText TEXT = new ReplyText(".cluster.local.");

  private static ScriptedApiServer cluster() {
    String http = "'ports':[" + port("http", 80) + "]";
    return World.cluster()
        .holds(SERVICES, service("zoned", "'clusterIP':'None','clusterIPs':['None']," + http))
        .holds(
            SLICES,
            slice(
                "zoned-a",
                "zoned",
                port("http", 80),
                endpoint("172.16.5.1", "'west-2a'", true)
                    + ","
                    + endpoint("172.16.5.2", "'west-2b'", true)
                    + ","
                    + endpoint("172.16.5.3", "'West-2b'", true)
                    + ","
                    + endpoint("172.16.5.4", "'west-2d'", false)
                    + ","
                    + endpoint("172.16.5.5", "null", true)))
        .holds(
            SLICES,
            slice("zoned-b", "zoned", port("http", 80), endpoint("fd00::5", "'rack.1'", true)));
  }

  private static String endpoint(String address, String zone, boolean ready) {
    return "{'addresses':['%s'],'zone':%s,'conditions':{'ready':%s}}"
        .formatted(address, zone, ready);
  }

  private static String ask(PluginTester tester, String name, String type) {
    Message reply = tester.ask(name + ".cluster.local.", Type.value(type));
    return Rcode.string(reply.getRcode()) + TEXT.records(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "west-2a.pin._zone.zoned.shop.svc     | A    | NOERROR = A 172.16.5.1",
        "WEST-2a.Pin._Zone.zoned.shop.svc     | A    | NOERROR = A 172.16.5.1",
        "west-2b.pin._zone.zoned.shop.svc     | A    | NOERROR = A 172.16.5.2, A 172.16.5.3",
        "west-2a.prefer._zone.zoned.shop.svc  | A    | NOERROR = A 172.16.5.1",
        "west-2a.pin._zone.zoned.shop.svc     | AAAA | NOERROR / cluster.local. SOA",
        "rack.1.pin._zone.zoned.shop.svc      | AAAA | NOERROR = AAAA fd00:0:0:0:0:0:0:5",
        "1.pin._zone.zoned.shop.svc           | AAAA | NOERROR / cluster.local. SOA",
        "west-2b.pin._zone.zoned.shop.svc     | TXT  | NOERROR / cluster.local. SOA",
        "west-2c.pin._zone.zoned.shop.svc     | TXT  | NOERROR / cluster.local. SOA",
        "west-2c.pin._zone.zoned.shop.svc     | A    | NOERROR / cluster.local. SOA",
        "west-2d.pin._zone.zoned.shop.svc     | A    | NOERROR / cluster.local. SOA",
        "west-2d.prefer._zone.zoned.shop.svc  | A    | NOERROR = A 172.16.5.1, A 172.16.5.2, A 172.16.5.3, A 172.16.5.5",
        "west-2c.pin._zone.empty.shop.svc     | A    | NOERROR / cluster.local. SOA",
        "west-2c.prefer._zone.empty.shop.svc  | A    | NOERROR / cluster.local. SOA",
        "west-2a.pin._zone.zoned.shop.svc     | SRV  | NOERROR = SRV 0 100 80 172-16-5-1.zoned.shop.svc + 172-16-5-1.zoned.shop.svc A 172.16.5.1",
        "west-2a.only._zone.zoned.shop.svc    | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zones.zoned.shop.svc    | A    | NXDOMAIN / cluster.local. SOA",
        "pin._zone.zoned.shop.svc             | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zone.web.shop.svc       | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zone.ext.shop.svc       | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zone.gone.shop.svc      | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zone.zoned.gone.svc     | A    | NXDOMAIN / cluster.local. SOA",
        "west-2a.pin._zone.1-2-3-4.shop.pod   | A    | NXDOMAIN / cluster.local. SOA",
        "zoned.shop.svc                       | AAAA | NOERROR = AAAA fd00:0:0:0:0:0:0:5",
        "172-16-5-3.zoned.shop.svc            | A    | NOERROR = A 172.16.5.3",
      })
  void answersWithTheEndpointsOfTheZone(String name, String type, String expected) {
    assertThat(ask(World.serve(cluster(), "pods insecure\nzonal"), name, type)).isEqualTo(expected);
  }

  @Test
  void areNoNamesWithoutTheOption() {
    PluginTester tester = World.serve(cluster(), "");

    assertThat(ask(tester, "west-2a.pin._zone.zoned.shop.svc", "A"))
        .isEqualTo("NXDOMAIN / cluster.local. SOA");
  }
}
