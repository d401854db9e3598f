package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.PODS;
import static dev.nodens.plugin.kubernetes.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.log.LogPlugin;
import dev.nodens.plugin.metadata.MetadataPlugin;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/// The labels that the log can show.
class ClusterMetadataTest {
  private static final String FORMAT =
      "{/kubernetes/kind} {/kubernetes/namespace} {/kubernetes/service} {/kubernetes/endpoint}"
          + " {/kubernetes/port-name} {/kubernetes/protocol} {/kubernetes/client-namespace}"
          + " {/kubernetes/client-pod-name} {/kubernetes/zone}";

  @ParameterizedTest
  @CsvSource({
    "web.shop.svc.cluster.local.,            svc shop web - - - shop me -",
    "_http._tcp.web.shop.svc.cluster.local., svc shop web - http tcp shop me -",
    "pod-two.hdls.shop.svc.cluster.local.,   svc shop hdls pod-two - - shop me -",
    "10-0-0-1.shop.pod.cluster.local.,       pod shop 10-0-0-1 - - - shop me -",
    "shop.svc.cluster.local.,                svc shop - - - - shop me -",
    "eu.a.pin._zone.hdls.shop.svc.cluster.local., svc shop hdls - - - shop me eu.a",
    "eu.a.florp._zone.hdls.shop.svc.cluster.local., - - - - - - shop me -",
    "www.example.org.,                       - - - - - - shop me -",
  })
  void tellPartsOfTheNameAndTheClient(String name, String line) {
    var platform = new TestPlatform();
    platform.apiServers = World.cluster().holds(PODS, pod("me", "shop", "10.1.2.3"));
    PluginTester tester =
        PluginTester.of(
            platform,
            ". {\nmetadata\nlog . \""
                + FORMAT
                + "\"\nkubernetes cluster.local {\npods verified\nzonal\n}\nelsewhere\n}",
            List.of(
                new MetadataPlugin(),
                new LogPlugin(),
                new KubernetesPlugin(),
                new World.Elsewhere()));

    tester.ask(name, Type.A);

    assertThat(platform.lines()).containsExactly("[INFO] " + line);
  }
}
