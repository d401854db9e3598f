package dev.nodens.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lists in pages and watches, against the sandbox and a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingTest {
  private Servers servers;

  @BeforeAll
  void startServers() throws IOException, GeneralSecurityException {
    servers = new Servers();
  }

  @AfterAll
  void stopServers() {
    servers.close();
  }

  List<ApiUnderTest> all() {
    return servers.all();
  }

  private static String configMaps(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private static String create(ApiUnderTest api, String namespace, String name) {
    String body = "{\"metadata\": {\"name\": \"" + name + "\", \"labels\": {\"from\": \"test\"}}}";
    var answer = api.post(configMaps(namespace), body);
    assertThat(answer.code()).as(answer.toString()).isEqualTo(201);
    return Json.text(answer.body(), "metadata", "resourceVersion");
  }

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    Json.at(list, "items").forEach(i -> names.add(Json.text(i, "metadata", "name")));
    return names;
  }

  private static String version(JsonNode object) {
    return Json.text(object, "metadata", "resourceVersion");
  }

  /// Reads events up to and including the first one that `last` accepts.
  private static List<JsonNode> events(Stream<String> lines, Predicate<JsonNode> last) {
    var events = new ArrayList<JsonNode>();
    try (lines) {
      lines.map(Json::parse).peek(events::add).anyMatch(last);
    }
    return events;
  }

  private static String told(JsonNode event) {
    return Json.text(event, "type") + " " + Json.text(event, "object", "metadata", "name");
  }

  @ParameterizedTest
  @MethodSource("all")
  void allPagesOfAListShowTheSameRevision(ApiUnderTest api) {
    String namespace = api.newNamespace();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      create(api, namespace, name);
    }
    JsonNode first = api.get(configMaps(namespace) + "?limit=2&labelSelector=").body();
    api.delete(configMaps(namespace) + "/d");
    create(api, namespace, "f");
    String next = Json.text(first, "metadata", "continue");
    JsonNode second = api.get(configMaps(namespace) + "?limit=2&continue=" + next).body();
    String last = Json.text(second, "metadata", "continue");
    JsonNode third = api.get(configMaps(namespace) + "?limit=2&continue=" + last).body();

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(Json.at(first, "metadata", "remainingItemCount").asInt()).isEqualTo(3);
    assertThat(names(second)).containsExactly("c", "d");
    assertThat(names(third)).containsExactly("e");
    assertThat(Json.text(third, "metadata", "continue")).isEmpty();
    assertThat(List.of(version(second), version(third))).containsOnly(version(first));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anUnreadableContinueTokenIsRefused(ApiUnderTest api) {
    var answer = api.get(configMaps("default") + "?limit=2&continue=nonsense");

    assertThat(answer.code()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWatchFromARevisionTellsWhatHappenedSince(ApiUnderTest api) {
    String namespace = api.newNamespace();
    String from = create(api, namespace, "a");
    create(api, namespace, "b");
    api.merge(configMaps(namespace) + "/b", "{\"data\": {\"k\": \"v\"}}");
    api.delete(configMaps(namespace) + "/a");
    String path = configMaps(namespace) + "?watch=true&timeoutSeconds=20&resourceVersion=" + from;

    var events = events(api.watch(path), e -> told(e).equals("DELETED a"));

    assertThat(events.stream().map(ReadingTest::told))
        .containsExactly("ADDED b", "MODIFIED b", "DELETED a");
    long deletedAt = Long.parseLong(version(events.getLast().get("object")));
    assertThat(deletedAt).isGreaterThan(Long.parseLong(from));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWatchWithASelectorSeesObjectsComeAndGo(ApiUnderTest api) {
    String namespace = api.newNamespace();
    String from = create(api, namespace, "a");
    String label = "{\"metadata\": {\"labels\": {\"wanted\": %s}}}";
    api.merge(configMaps(namespace) + "/a", label.formatted("\"yes\""));
    api.merge(configMaps(namespace) + "/a", "{\"data\": {\"k\": \"v\"}}");
    api.merge(configMaps(namespace) + "/a", label.formatted("null"));
    String path =
        configMaps(namespace)
            + "?watch=true&timeoutSeconds=20&labelSelector=wanted%3Dyes&resourceVersion="
            + from;

    var events = events(api.watch(path), e -> told(e).equals("DELETED a"));

    assertThat(events.stream().map(ReadingTest::told))
        .containsExactly("ADDED a", "MODIFIED a", "DELETED a");
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWatchCanSendTheInitialStateAndSayWhereItEnds(ApiUnderTest api) {
    String namespace = api.newNamespace();
    create(api, namespace, "a");
    create(api, namespace, "b");
    String path =
        configMaps(namespace)
            + "?watch=true&timeoutSeconds=20&sendInitialEvents=true&allowWatchBookmarks=true"
            + "&resourceVersionMatch=NotOlderThan";

    var events = events(api.watch(path), e -> Json.text(e, "type").equals("BOOKMARK"));

    assertThat(events.stream().map(ReadingTest::told))
        .containsExactly("ADDED a", "ADDED b", "BOOKMARK ");
    JsonNode bookmark = events.getLast().get("object");
    assertThat(Json.text(bookmark, "metadata", "annotations", "k8s.io/initial-events-end"))
        .isEqualTo("true");
    assertThat(Json.text(bookmark, "kind")).isEqualTo("ConfigMap");
    assertThat(version(bookmark)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void initialEventsNeedTheRightMatch(ApiUnderTest api) {
    var answer = api.get(configMaps("default") + "?watch=true&sendInitialEvents=true");

    assertThat(answer.code()).isEqualTo(422);
  }

  /// A server tells revisions of the type, not of the namespace; while no object of the type
  /// changes anywhere, a real one sends no bookmark at all.
  @ParameterizedTest
  @MethodSource("all")
  void aWatchThatAllowsBookmarksIsToldOfChangesElsewhereBeforeItEnds(ApiUnderTest api) {
    String namespace = api.newNamespace();
    String elsewhere = api.newNamespace();
    String from = create(api, namespace, "a");
    String path =
        configMaps(namespace)
            + "?watch=true&timeoutSeconds=4&allowWatchBookmarks=true&resourceVersion="
            + from;

    Stream<String> watch = api.watch(path);
    String later = create(api, elsewhere, "b");
    var events = events(watch, e -> false);

    assertThat(events).isNotEmpty().allMatch(e -> Json.text(e, "type").equals("BOOKMARK"));
    assertThat(Long.parseLong(version(events.getLast().get("object"))))
        .isGreaterThanOrEqualTo(Long.parseLong(later));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWatchEndsWhenItsTimeIsUp(ApiUnderTest api) {
    String namespace = api.newNamespace();
    String from = create(api, namespace, "a");
    long begin = System.nanoTime();

    var events =
        events(
            api.watch(
                configMaps(namespace) + "?watch=true&timeoutSeconds=1&resourceVersion=" + from),
            e -> false);

    assertThat(events).isEmpty();
    assertThat(System.nanoTime() - begin).isBetween(800_000_000L, 15_000_000_000L);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aListCanBeAskedForAnEarlierRevision(ApiUnderTest api) {
    String namespace = api.newNamespace();
    String then = create(api, namespace, "a");
    create(api, namespace, "b");

    JsonNode list =
        api.get(configMaps(namespace) + "?resourceVersionMatch=Exact&resourceVersion=" + then)
            .body();

    assertThat(names(list)).containsExactly("a");
    assertThat(version(list)).isEqualTo(then);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRevisionOfTheFutureIsRefused(ApiUnderTest api) {
    var answer = api.get(configMaps("default") + "?resourceVersion=999999999");

    assertThat(answer.code()).isEqualTo(504);
    assertThat(Json.text(answer.body(), "reason")).isEqualTo("Timeout");
  }

  /// A real server forgets after five minutes; the sandbox can be told to.
  @org.junit.jupiter.api.Test
  void aWatchFromAForgottenRevisionIsToldSo() {
    ApiUnderTest api = servers.all().getFirst();
    String namespace = api.newNamespace();
    String from = create(api, namespace, "a");
    create(api, namespace, "b");
    servers.sandbox().resources().store().compact();

    var events =
        events(api.watch(configMaps(namespace) + "?watch=true&resourceVersion=" + from), e -> true);

    assertThat(told(events.getFirst())).isEqualTo("ERROR ");
    assertThat(Json.at(events.getFirst(), "object", "code").asInt()).isEqualTo(410);
    assertThat(Json.text(events.getFirst(), "object", "reason")).isEqualTo("Expired");
  }
}
