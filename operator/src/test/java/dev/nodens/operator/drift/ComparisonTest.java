package dev.nodens.operator.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTest {
  private static final String DAEMON_SET =
      """
      kind: DaemonSet
      metadata:
        name: d
        labels: {a: "1"}
        annotations: {nodens.dev/intent: x}
      spec:
        minReadySeconds: 5
        template:
          metadata:
            labels: {a: "1"}
          spec:
            dnsPolicy: Default
            tolerations: [{key: k, operator: Exists}]
            containers:
            - name: dns-server
              image: i
              ports:
              - {containerPort: 53, protocol: UDP, name: dns}
              - {containerPort: 53, protocol: TCP, name: dns-tcp}
              volumeMounts:
              - {name: config, mountPath: /etc/coredns}
      """;

  static Stream<Arguments> edits() {
    return Stream.of(
        edit(
            "/spec/template/spec",
            "dnsPolicy",
            "ClusterFirst",
            "/spec/template/spec/dnsPolicy CHANGED"),
        edit("/spec/template/spec", "hostNetwork", "true", "/spec/template/spec/hostNetwork ADDED"),
        edit("/spec/template/spec", "tolerations", "[]", "/spec/template/spec/tolerations CHANGED"),
        edit("/spec/template/spec", "tolerations", null, "/spec/template/spec/tolerations REMOVED"),
        edit(
            "/spec/template/spec/containers/0",
            "image",
            "j",
            "/spec/template/spec/containers[dns-server]/image CHANGED"),
        edit(
            "/spec/template/spec/containers/0/ports/1",
            "name",
            "x",
            "/spec/template/spec/containers[dns-server]/ports[53,TCP]/name CHANGED"),
        edit(
            "/spec/template/spec/containers/0",
            "volumeMounts",
            "[{name: config, mountPath: /etc/coredns}, {name: x, mountPath: /x}]",
            "/spec/template/spec/containers[dns-server]/volumeMounts[/x] ADDED"),
        edit(
            "/spec/template/spec",
            "containers",
            "[]",
            "/spec/template/spec/containers[dns-server] REMOVED"),
        edit(
            "/spec/template/metadata/labels",
            "extra",
            "y",
            "/spec/template/metadata/labels/extra ADDED"),
        edit("/metadata/labels", "a", "2", "/metadata/labels/a CHANGED"),
        edit("/metadata/labels", "a", null, "/metadata/labels/a REMOVED"),
        edit(
            "/metadata/annotations",
            "nodens.dev/intent",
            null,
            "/metadata/annotations/nodens.dev/intent REMOVED"),
        edit(
            "/metadata",
            "ownerReferences",
            "[{kind: Deployment, name: x}]",
            "/metadata/ownerReferences ADDED"));
  }

  private static Arguments edit(String at, String field, String yaml, String found) {
    return Arguments.of(at, field, yaml, found);
  }

  @ParameterizedTest
  @MethodSource("edits")
  void findsEveryEditInTheOperatorsFields(String at, String field, String yaml, String found) {
    JsonNode declared = Json.of(DAEMON_SET);

    List<Difference> differences =
        Comparison.compare(declared, declared, edited(declared, at, field, yaml));

    assertThat(differences)
        .extracting(difference -> difference.path() + " " + difference.type())
        .containsExactly(found);
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        Arguments.of("/metadata/labels", "team", "dns"),
        Arguments.of("/metadata/annotations", "deprecated.daemonset.template.generation", "\"3\""),
        Arguments.of("/metadata", "finalizers", "[x]"),
        Arguments.of(
            "/spec/template/metadata", "annotations", "{kubectl.kubernetes.io/restartedAt: now}"),
        Arguments.of("/spec/template/metadata", "creationTimestamp", "null"),
        Arguments.of("", "status", "{numberReady: 3}"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void leavesToOthersWhatIsTheirs(String at, String field, String yaml) {
    JsonNode declared = Json.of(DAEMON_SET);

    assertThat(Comparison.compare(declared, declared, edited(declared, at, field, yaml))).isEmpty();
  }

  @Test
  void defaultsOfTheApiServerAreNoDrift() {
    JsonNode intent = Json.of("{kind: Service, metadata: {name: s}, spec: {selector: {a: b}}}");
    JsonNode expected =
        Json.of(
            "{kind: Service, metadata: {name: x}, spec: {selector: {a: b}, sessionAffinity: None, clusterIPs: [10.0.0.9], ipFamilies: [IPv4]}}");
    JsonNode live =
        Json.of(
            "{kind: Service, metadata: {name: s}, spec: {selector: {a: b}, sessionAffinity: None, clusterIPs: [10.0.0.1], ipFamilies: [IPv6]}}");

    assertThat(Comparison.compare(intent, expected, live)).isEmpty();
  }

  @Test
  void aChangedDefaultIsDriftAlthoughNobodyDeclaredIt() {
    JsonNode intent = Json.of("{kind: Service, metadata: {name: s}, spec: {selector: {a: b}}}");
    JsonNode expected =
        Json.of(
            "{kind: Service, metadata: {name: x}, spec: {selector: {a: b}, sessionAffinity: None}}");
    JsonNode live =
        Json.of(
            "{kind: Service, metadata: {name: s}, spec: {selector: {a: b}, sessionAffinity: ClientIP}}");

    assertThat(Comparison.compare(intent, expected, live))
        .extracting(difference -> difference.path().toString())
        .containsExactly("/spec/sessionAffinity");
  }

  @Test
  void keysAddedToAConfigMapAreDrift() {
    JsonNode intent = Json.of("{kind: ConfigMap, metadata: {name: c}, data: {Corefile: x}}");
    JsonNode live =
        Json.of(
            "{kind: ConfigMap, metadata: {name: c}, data: {Corefile: y, evil: z}, binaryData: {b: YQ==}}");

    assertThat(Comparison.compare(intent, intent, live))
        .extracting(difference -> difference.path() + " " + difference.type())
        .containsExactly("/data/Corefile CHANGED", "/data/evil ADDED", "/binaryData ADDED");
  }

  @Test
  void pointerFindsTheElementWhereverItStands() {
    JsonNode object = Json.of("{containers: [{name: a}, {name: 'b', env: [{name: x/y}]}]}");
    FieldPath path =
        FieldPath.of("containers")
            .item(Map.of("name", object.at("/containers/1/name")))
            .field("env")
            .item(Map.of("name", object.at("/containers/1/env/0/name")))
            .field("a/b~c");

    assertThat(path.pointerIn(object)).isEqualTo("/containers/1/env/0/a~1b~0c");
    assertThat(path).hasToString("/containers[b]/env[x/y]/a/b~c");
  }

  private static JsonNode edited(JsonNode object, String at, String field, String yaml) {
    JsonNode copy = object.deepCopy();
    ObjectNode parent = (ObjectNode) copy.at(at);
    if (yaml == null) {
      parent.remove(field);
    } else {
      parent.set(field, Json.of(yaml));
    }
    return copy;
  }
}
