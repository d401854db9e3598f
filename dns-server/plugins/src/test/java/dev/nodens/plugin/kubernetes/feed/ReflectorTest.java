package dev.nodens.plugin.kubernetes.feed;

import static dev.nodens.plugin.kubernetes.Objects.NAMESPACES;
import static dev.nodens.plugin.kubernetes.Objects.PODS;
import static dev.nodens.plugin.kubernetes.Objects.SERVICES;
import static dev.nodens.plugin.kubernetes.Objects.SLICES;
import static dev.nodens.plugin.kubernetes.Objects.endpoint;
import static dev.nodens.plugin.kubernetes.Objects.port;
import static dev.nodens.plugin.kubernetes.Objects.service;
import static dev.nodens.plugin.kubernetes.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.Histogram;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.plugin.kubernetes.Objects;
import dev.nodens.plugin.kubernetes.ScriptedApiServer;
import dev.nodens.plugin.kubernetes.ScriptedApiServer.Stream;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a reflector asks of an API server and what the table holds afterwards. The reflector runs
/// on a thread of its own, so every look at the table waits for it.
class ReflectorTest {
  private static final String WEB = service("web", "'clusterIP':'10.96.1.1'");
  private static final String API = service("api", "'clusterIP':'10.96.1.2'");

  private final ScriptedApiServer server = new ScriptedApiServer();
  private final ClusterTable table = new ClusterTable();
  private final MetricRegistry metrics = new MetricRegistry(1);
  private Feed feed;

  private void start(Kind kind, String labels, String... namespaces) {
    var scope =
        new Feed.Scope(
            Set.of(kind),
            Optional.of(labels).filter(text -> !text.isEmpty()),
            Optional.of(labels).filter(text -> !text.isEmpty()),
            Set.of(namespaces),
            false,
            false,
            false,
            false,
            0,
            0,
            0);
    // Always the shortest wait: the tests do not sleep through back-offs of many seconds.
    RandomGenerator first = () -> 0L;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    feed = new Feed(table, table, scope, server, metrics, () -> now, first);
    feed.start(Thread::startVirtualThread);
  }

  @AfterEach
  void stop() {
    feed.close();
  }

  private void awaitSize(Kind kind, int size) {
    await("the feed works on its own thread")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> table.size(kind) == size);
  }

  private void awaitRequests(String path, int count) {
    await("the feed works on its own thread")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> server.requests(path).size() >= count);
  }

  private boolean has(String service) {
    byte[] key = new byte[service.length() + 6];
    key[0] = (byte) service.length();
    for (int i = 0; i < service.length(); i++) {
      key[1 + i] = (byte) service.charAt(i);
    }
    System.arraycopy(new byte[] {4, 's', 'h', 'o', 'p'}, 0, key, 1 + service.length(), 5);
    return table.service(key, 0, key.length) != null;
  }

  @Test
  void streamsTheListAndStaysOnTheStream() {
    server.holds(SERVICES, WEB).holds(SERVICES, API);
    start(Kind.SERVICE, "");
    awaitSize(Kind.SERVICE, 2);
    await("the bookmark follows the objects").until(() -> table.isSynced(Kind.SERVICE));
    server
        .last(SERVICES)
        .event("DELETED", WEB)
        .event("ADDED", service("new", "'clusterIP':'1.1.1.1'"));
    await("the feed works on its own thread").until(() -> has("new") && !has("web"));
    assertThat(server.requests(SERVICES))
        .singleElement()
        .asString()
        .contains("watch=true")
        .contains("sendInitialEvents=true&resourceVersionMatch=NotOlderThan")
        .contains("allowWatchBookmarks=true");
  }

  @Test
  void goesOnFromTheLastResourceVersionWhenAStreamEnds() {
    start(Kind.SERVICE, "");
    awaitRequests(SERVICES, 1);
    server
        .last(SERVICES)
        .event("ADDED", WEB.replace("\"resourceVersion\":\"7\"", "\"resourceVersion\":\"123\""))
        .event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"200\"}}")
        .end();
    awaitRequests(SERVICES, 2);
    assertThat(server.requests(SERVICES).getLast()).contains("watch=true&resourceVersion=200&");
    assertThat(table.size(Kind.SERVICE)).isEqualTo(1);
  }

  @Test
  void keepsWhatItKnowsWhenTheConnectionBreaks() {
    server.holds(SERVICES, WEB);
    start(Kind.SERVICE, "");
    awaitSize(Kind.SERVICE, 1);
    await("the bookmark follows the objects").until(() -> table.isSynced(Kind.SERVICE));
    server.last(SERVICES).text("{\"type\":\"DELETED\",\"object\":{\"metadata\":{").cut();
    awaitRequests(SERVICES, 2);
    assertThat(server.requests(SERVICES).getLast()).contains("resourceVersion=100&");
    assertThat(has("web")).isTrue();
  }

  @Test
  void listsAgainWhenItsVersionIsGoneAndForgetsWhatTheListLacks() {
    server.holds(SERVICES, WEB);
    start(Kind.SERVICE, "");
    awaitSize(Kind.SERVICE, 1);
    server.next(SERVICES, new Stream(200).event("ADDED", API).initialEventsEnd("300"));
    server
        .last(SERVICES)
        .event(
            "ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
    await("a list follows").until(() -> has("api") && !has("web"));
    assertThat(server.requests(SERVICES))
        .hasSize(2)
        .last()
        .asString()
        .contains("sendInitialEvents");
  }

  @Test
  void listsAgainWhenAWatchIsRefusedWith410() {
    server.holds(SERVICES, WEB);
    start(Kind.SERVICE, "");
    awaitSize(Kind.SERVICE, 1);
    await("the bookmark follows the objects").until(() -> table.isSynced(Kind.SERVICE));
    server.next(SERVICES, Stream.whole(410, "{\"message\":\"Expired\",\"code\":410}"));
    server.last(SERVICES).end();
    awaitRequests(SERVICES, 3);
    assertThat(server.requests(SERVICES).get(1)).contains("resourceVersion=100&");
    assertThat(server.requests(SERVICES).get(2)).contains("sendInitialEvents");
    assertThat(has("web")).isTrue();
  }

  @Test
  void startsAnewWhenAStreamedListEndsEarly() {
    server.next(SERVICES, new Stream(200).event("ADDED", WEB).end());
    server.holds(SERVICES, API);
    start(Kind.SERVICE, "");
    await("the second list").until(() -> has("api") && !has("web"));
    assertThat(server.requests(SERVICES)).hasSize(2);
  }

  @Test
  void listsInPagesWhereStreamingIsUnknown() {
    server
        .next(SERVICES, Stream.whole(422, "{\"message\":\"sendInitialEvents is forbidden\"}"))
        .next(
            SERVICES,
            Stream.whole(
                200,
                "{\"kind\":\"ServiceList\",\"metadata\":{\"resourceVersion\":\"50\",\"continue\":\"a+b=\","
                    + "\"remainingItemCount\":1},\"items\":["
                    + WEB
                    + "]}"))
        .next(
            SERVICES,
            Stream.whole(
                200, "{\"items\":[" + API + "],\"metadata\":{\"resourceVersion\":\"50\"}}"));
    start(Kind.SERVICE, "");
    awaitSize(Kind.SERVICE, 2);
    awaitRequests(SERVICES, 4);
    assertThat(server.requests(SERVICES).get(1)).isEqualTo("/api/v1/services?limit=500");
    assertThat(server.requests(SERVICES).get(2))
        .isEqualTo("/api/v1/services?limit=500&continue=a%2Bb%3D");
    assertThat(server.requests(SERVICES).get(3)).contains("watch=true&resourceVersion=50&");
  }

  @Test
  void listsAllAtOnceWhenAContinueTokenExpires() {
    server
        .next(SERVICES, Stream.whole(400, "{}"))
        .next(
            SERVICES,
            Stream.whole(
                200,
                "{\"metadata\":{\"resourceVersion\":\"50\",\"continue\":\"x\"},\"items\":["
                    + WEB
                    + "]}"))
        .next(SERVICES, Stream.whole(410, "{\"code\":410}"))
        .next(
            SERVICES,
            Stream.whole(
                200, "{\"metadata\":{\"resourceVersion\":\"60\"},\"items\":[" + API + "]}"));
    start(Kind.SERVICE, "");
    await("the whole list").until(() -> has("api") && !has("web"));
    assertThat(server.requests(SERVICES).get(3)).isEqualTo("/api/v1/services?limit=0");
  }

  @Test
  void triesAgainAfterARefusal() {
    server.next(NAMESPACES, Stream.whole(403, "{\"message\":\"namespaces is forbidden\"}"));
    server.holds(NAMESPACES, Objects.namespace("shop"));
    start(Kind.NAMESPACE, "");
    awaitSize(Kind.NAMESPACE, 1);
    assertThat(counter("coredns_kubernetes_rest_client_requests_total", "403")).isEqualTo(1);
    assertThat(counter("coredns_kubernetes_rest_client_requests_total", "200")).isEqualTo(1);
  }

  @Test
  void asksWithSelectors() {
    start(Kind.POD, "team in (a, b)");
    awaitRequests(PODS, 1);
    assertThat(server.requests(PODS).getFirst())
        .contains("&labelSelector=team+in+%28a%2C+b%29")
        .contains(
            "&fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed%2C"
                + "status.phase%21%3DUnknown");
  }

  @Test
  void keepsOnlyTheNamespacesNamed() {
    server.holds(NAMESPACES, Objects.namespace("shop")).holds(NAMESPACES, Objects.namespace("b"));
    start(Kind.NAMESPACE, "", "shop");
    await("the bookmark follows the objects").until(() -> table.isSynced(Kind.NAMESPACE));
    assertThat(table.size(Kind.NAMESPACE)).isEqualTo(1);
  }

  @Test
  void forgetsASliceThatLosesItsService() {
    String with = slice("web-1", "web", port("http", 80), endpoint("10.0.0.1"));
    server.holds(SLICES, with);
    start(Kind.SLICE, "");
    awaitSize(Kind.SLICE, 1);
    server.last(SLICES).event("MODIFIED", with.replace("kubernetes.io/service-name", "other"));
    awaitSize(Kind.SLICE, 0);
    assertThat(has("web")).isFalse();
  }

  @Test
  void ignoresPodsThatAreAboutToEnd() {
    String pod = Objects.pod("p", "shop", "10.0.0.1");
    server.holds(
        PODS, pod.replace("\"name\"", "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"name\""));
    server.holds(PODS, Objects.pod("q", "shop", "10.0.0.2"));
    start(Kind.POD, "");
    await("the bookmark follows the objects").until(() -> table.isSynced(Kind.POD));
    assertThat(table.size(Kind.POD)).isEqualTo(1);
  }

  @Test
  void measuresHowLongAChangeOfEndpointsTook() {
    String changed = slice("web-1", "web", port("http", 80), endpoint("10.0.0.1"));
    server.holds(SLICES, changed);
    start(Kind.SLICE, "");
    awaitSize(Kind.SLICE, 1);
    assertThat(histograms()).as("a list is no change").isEmpty();

    var services = new ScriptedApiServer().holds(SERVICES, WEB);
    var scope =
        new Feed.Scope(
            Set.of(Kind.SERVICE),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            false,
            false,
            false,
            false,
            0,
            0,
            0);
    try (var second =
        new Feed(
            table, table, scope, services, metrics, Instant::now, RandomGenerator.getDefault())) {
      second.start(Thread::startVirtualThread);
      await("the service").until(() -> table.isSynced(Kind.SERVICE));
      server.last(SLICES).event("MODIFIED", changed.replace("10.0.0.1", "10.0.0.2"));
      await("the change").until(() -> !histograms().isEmpty());
    }
    Histogram histogram = histograms().getFirst();
    assertThat(histogram.sum()).isEqualTo(0.5);
    assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(1);
  }

  private List<Histogram> histograms() {
    return metrics.families().stream()
        .filter(f -> f.name().equals("coredns_kubernetes_dns_programming_duration_seconds"))
        .flatMap(family -> family.metrics().entrySet().stream())
        .filter(entry -> entry.getKey().equals(List.of("cluster_ip")))
        .map(entry -> (Histogram) entry.getValue())
        .toList();
  }

  private long counter(String name, String code) {
    for (Family<?> family : metrics.families()) {
      if (family.name().equals(name)
          && family.metrics().get(List.of(code, "GET", "10.96.0.1:443")) instanceof Counter c) {
        return c.value();
      }
    }
    return 0;
  }
}
