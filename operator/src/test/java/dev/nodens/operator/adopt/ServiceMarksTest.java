package dev.nodens.operator.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ServiceMarksTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aServiceOfK3sIsTakenOutOfItsAddOn() throws Exception {
    JsonNode service =
        JSON.readTree(
            """
            {"metadata": {
              "labels": {"k8s-app": "kube-dns", "objectset.rio.cattle.io/hash": "1"},
              "annotations": {"objectset.rio.cattle.io/owner-name": "coredns", "a": "b"}}}
            """);

    assertThat(ServiceMarks.disowned(service))
        .hasToString(
            """
            [{"op":"remove","path":"/metadata/labels/objectset.rio.cattle.io~1hash"},\
            {"op":"remove","path":"/metadata/annotations/objectset.rio.cattle.io~1owner-name"}]\
            """);
  }

  @Test
  void whatIsHandedBackLosesOurMarksAndNothingElse() throws Exception {
    JsonNode service =
        JSON.readTree(
            """
            {"metadata": {
              "labels": {"k8s-app": "kube-dns", "nodens.dev/clusterdns": "cluster",
                "kubernetes.io/name": "Nodens", "app.kubernetes.io/managed-by": "Helm",
                "app.kubernetes.io/name": "nodens"},
              "annotations": {"nodens.dev/intent": "1", "prometheus.io/scrape": "true"}}}
            """);

    assertThat(ServiceMarks.handedBack(service, "cluster"))
        .hasToString(
            """
            [{"op":"remove","path":"/metadata/labels/nodens.dev~1clusterdns"},\
            {"op":"remove","path":"/metadata/labels/kubernetes.io~1name"},\
            {"op":"remove","path":"/metadata/labels/app.kubernetes.io~1name"},\
            {"op":"remove","path":"/metadata/annotations/nodens.dev~1intent"}]\
            """);
  }

  @Test
  void anUnmarkedServiceIsLeftAlone() throws Exception {
    assertThat(ServiceMarks.disowned(JSON.readTree("{\"metadata\": {}}"))).isEmpty();
  }
}
