package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.NAMESPACES;
import static dev.nodens.plugin.kubernetes.Objects.SERVICES;
import static dev.nodens.plugin.kubernetes.Objects.SLICES;
import static dev.nodens.plugin.kubernetes.Objects.endpoint;
import static dev.nodens.plugin.kubernetes.Objects.namespace;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static dev.nodens.plugin.kubernetes.Objects.service;
import static dev.nodens.plugin.kubernetes.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ReverseAnswerTest {
  private static PluginTester serve(List<String> endpoints) {
    var api = new ScriptedApiServer();
    api.holds(NAMESPACES, namespace("shop"));
    api.holds(SERVICES, service("db", "'clusterIP':'None'"));
    api.holds(SLICES, slice("db-a", "db", port("sql", 5432), String.join(",", endpoints)));
    return World.serve(api, "");
  }

  @Test
  void namesAnEndpointOnceThoughTheSliceHasItsAddressTwice() {
    PluginTester tester = serve(List.of(endpoint("10.0.0.1"), endpoint("10.0.0.1")));
    assertThat(tester.ask("1.0.0.10.in-addr.arpa.", Type.PTR).getSection(Section.ANSWER))
        .hasSize(1);
  }

  @Test
  void namesEachEndpointOfALargeSliceOnce() {
    var endpoints = new ArrayList<String>();
    for (int i = 1; i <= 200; i++) {
      endpoints.add(endpoint("10.0.1." + i));
    }
    PluginTester tester = serve(endpoints);
    for (int i = 1; i <= 200; i++) {
      assertThat(tester.ask(i + ".1.0.10.in-addr.arpa.", Type.PTR).getSection(Section.ANSWER))
          .as("10.0.1." + i)
          .hasSize(1);
    }
  }
}
