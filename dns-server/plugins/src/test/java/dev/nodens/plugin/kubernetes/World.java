package dev.nodens.plugin.kubernetes;

import static dev.nodens.plugin.kubernetes.Objects.NAMESPACES;
import static dev.nodens.plugin.kubernetes.Objects.PODS;
import static dev.nodens.plugin.kubernetes.Objects.SERVICES;
import static dev.nodens.plugin.kubernetes.Objects.SLICES;
import static dev.nodens.plugin.kubernetes.Objects.endpoint;
import static dev.nodens.plugin.kubernetes.Objects.namespace;
import static dev.nodens.plugin.kubernetes.Objects.pod;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static dev.nodens.plugin.kubernetes.Objects.service;
import static dev.nodens.plugin.kubernetes.Objects.slice;

import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.Cursor;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import java.net.InetAddress;
import java.util.List;

/// A cluster with one service of each kind, served by a server block with the options of a test.
final class World {
  private World() {}

  /// Serves the cluster with `options` in the directive's braces.
  static PluginTester serve(String options) {
    return serve(cluster(), options);
  }

  /// Serves what `api` holds.
  static PluginTester serve(ScriptedApiServer api, String options) {
    var platform = new TestPlatform();
    platform.apiServers = api;
    platform.addresses =
        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("192.0.2.2"));
    String corefile =
        ". {\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n" + options + "\n}\n elsewhere\n}";
    return PluginTester.of(platform, corefile, List.of(new KubernetesPlugin(), new Elsewhere()));
  }

  static ScriptedApiServer cluster() {
    var api = new ScriptedApiServer();
    api.holds(NAMESPACES, namespace("shop")).holds(NAMESPACES, namespace("default"));
    services(api);
    externalNames(api);
    slices(api);
    api.holds(PODS, pod("p1", "shop", "172.16.9.9", "fd00::9"));
    return api;
  }

  private static void services(ScriptedApiServer api) {
    String http = "'ports':[" + port("http", 80) + "]";
    api.holds(
        SERVICES,
        service(
            "web",
            "'clusterIP':'10.96.1.1','clusterIPs':['10.96.1.1'],'type':'ClusterIP','ports':["
                + port("http", 80)
                + ","
                + port("https", 443)
                + "]"));
    api.holds(SERVICES, service("old", "'clusterIP':'10.96.1.9','ports':[{'port':80}]"));
    api.holds(
        SERVICES,
        service(
            "dual", "'clusterIPs':['10.96.1.2','fd00:10:96::12'],'clusterIP':'10.96.1.2'," + http));
    api.holds(
        SERVICES,
        service(
            "dual3",
            "'clusterIPs':['10.96.1.3','fd00:10:96::13'],'ports':["
                + port("a", 80)
                + ","
                + port("b", 81)
                + ",{'name':'c','port':81,'protocol':'UDP'}]"));
    for (String headless : List.of("hdls", "hdup", "empty")) {
      api.holds(SERVICES, service(headless, "'clusterIP':'None','clusterIPs':['None']," + http));
    }
    api.holds(SERVICES, service("noports", "'clusterIP':'None'"));
  }

  private static void externalNames(ScriptedApiServer api) {
    String[][] targets = {
      {"ext", "www.example.org"},
      {"ext-in", "web.shop.svc.cluster.local"},
      {"ext-chain", "ext-in.shop.svc.cluster.local"},
      {"ext-out", "ext.shop.svc.cluster.local"},
      {"ext-self", "ext-self.shop.svc.cluster.local"},
      {"ext-a", "ext-b.shop.svc.cluster.local"},
      {"ext-b", "ext-a.shop.svc.cluster.local"},
      {"ext-gone", "nope.shop.svc.cluster.local"},
      {"ext-nx", "nx.example.org"},
      {"ext-ip", "1.2.3.4"}
    };
    for (String[] pair : targets) {
      api.holds(
          SERVICES, service(pair[0], "'type':'ExternalName','externalName':'" + pair[1] + "'"));
    }
  }

  private static void slices(ScriptedApiServer api) {
    api.holds(
        SLICES,
        slice(
            "hdls-a",
            "hdls",
            port("http", 80),
            endpoint("172.16.0.1")
                + ","
                + endpoint("172.16.0.2", "pod-two")
                + ",{'addresses':['172.16.0.3'],'conditions':{'ready':false}}"));
    api.holds(
        SLICES,
        slice(
            "hdls-b",
            "hdls",
            port("http", 80),
            endpoint("fd00::1")
                + ","
                + endpoint("fd00::2", "pod-two")
                + ","
                + endpoint("fd00:1::")));
    api.holds(
        SLICES,
        slice(
            "hdup-a",
            "hdup",
            port("http", 80) + "," + port("metrics", 9000),
            "{'addresses':['172.16.1.1'],'targetRef':{'kind':'Pod','name':'hdup-1'}},"
                + endpoint("172.16.1.2")));
    api.holds(
        SLICES,
        slice(
            "hdup-b",
            "hdup",
            port("http", 8080),
            endpoint("172.16.1.1") + "," + endpoint("172.16.1.3")));
    api.holds(SLICES, slice("noports-a", "noports", "", endpoint("172.16.2.1")));
    api.holds(SLICES, slice("web-a", "web", port("http", 8080), endpoint("172.16.3.1")));
  }

  /// Stands in for what follows in the chain: knows `www.example.org`, fails for
  /// `dead.example.org`.
  static final class Elsewhere implements Plugin<String> {
    @Override
    public String name() {
      return "elsewhere";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      cursor.next();
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      byte[] known = Name.parse("www.example.org").lower();
      byte[] cached = Name.parse("cdn.example.org").wire();
      Handler handler =
          exchange -> {
            boolean found =
                Name.of(exchange.query().qname(), 0).equals(Name.of(known, 0))
                    && exchange.query().qtype() == RrType.A;
            var out = exchange.startReply(found ? Rcode.NOERROR : Rcode.NXDOMAIN, false);
            if (found) {
              Records.target(out, RecordCursor.ANSWER, RrType.CNAME, 60, cached);
              byte[] address = {9, 9, 9, 9};
              Records.address(out, RecordCursor.ANSWER, cached, 60, address, 0, 4);
            }
            return Outcome.ANSWERED;
          };
      installation.handler(handler);
    }
  }
}
