package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.PODS;
import static dev.nodens.plugin.kubernetes.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.autopath.AutopathPlugin;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// `autopath @kubernetes`: the search list of the pod that asks.
class PodSearchPathTest {
  @ParameterizedTest
  @CsvSource({
    "shop,    verified, web.shop.svc.cluster.local.,             1",
    "shop,    verified, web.shop.shop.svc.cluster.local.,        2",
    "shop,    verified, www.example.org.shop.svc.cluster.local., 3",
    "default, verified, www.example.org.shop.svc.cluster.local., 0",
    "shop,    insecure, www.example.org.shop.svc.cluster.local., 0",
  })
  void isThatOfThePodsNamespace(String namespace, String pods, String name, int answers) {
    var platform = new TestPlatform();
    platform.apiServers = World.cluster().holds(PODS, pod("me", namespace, "10.1.2.3"));
    PluginTester tester =
        PluginTester.of(
            platform,
            ". {\nautopath @kubernetes\nkubernetes cluster.local {\npods "
                + pods
                + "\n}\nelsewhere\n}",
            List.of(new AutopathPlugin(), new KubernetesPlugin(), new World.Elsewhere()));

    Message reply = tester.ask(name, Type.A);

    assertThat(reply.getSection(Section.ANSWER)).hasSize(answers);
    assertThat(reply.getRcode()).isEqualTo(answers == 0 ? Rcode.NXDOMAIN : Rcode.NOERROR);
  }
}
