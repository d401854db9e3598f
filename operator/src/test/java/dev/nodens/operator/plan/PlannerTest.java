package dev.nodens.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Json;
import dev.nodens.operator.plan.ClusterFacts.KnownRevision;
import dev.nodens.operator.plan.InvalidDeclaration.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final Planner PLANNER = new Planner("image:1");

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 10.96.0.10",
    "10.43.0.1, 10.43.0.10",
    "10.0.0.255, 10.0.1.8",
    "172.20.0.1, 172.20.0.10",
    "fd00:10:96::1, fd00:10:96::a",
    "fd00::fff7, fd00::1:0",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:a",
  })
  void takesTheTenthAddressOfTheServiceRange(String apiServer, String expected) throws Exception {
    assertThat(plan("{}", null, null, apiServer).service().clusterIP()).isEqualTo(expected);
  }

  @Test
  void aServiceThatIsGoneGetsItsAddressBack() throws Exception {
    assertThat(plan("{}", null, "10.9.9.9", "10.96.0.1").service().clusterIP())
        .isEqualTo("10.9.9.9");
  }

  @Test
  void aServiceWithAnotherAddressThanBeforeGetsItsAddressBack() throws Exception {
    assertThat(plan("{}", "10.96.0.77", "10.96.0.10", null).service().clusterIP())
        .isEqualTo("10.96.0.10");
    assertThat(
            plan("service: {clusterIP: 10.96.0.10}", "10.96.0.77", "10.96.0.10", null)
                .service()
                .clusterIP())
        .isEqualTo("10.96.0.10");
  }

  @Test
  void theDeclaredAddressMustBeTheLiveOne() {
    assertThatThrownBy(() -> plan("service: {clusterIP: 10.96.0.10}", "10.96.0.77", null, null))
        .isInstanceOfSatisfying(
            InvalidDeclaration.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
        .hasMessageContaining("10.96.0.10")
        .hasMessageContaining("10.96.0.77")
        .hasMessageContaining("kube-system/kube-dns");
  }

  @Test
  void theSameAddressInAnotherSpellingIsNoConflict() throws Exception {
    assertThat(
            plan("service: {clusterIP: 'fd00::a'}", "fd00:0:0::A", null, null)
                .service()
                .clusterIP())
        .isEqualTo("fd00::a");
  }

  @Test
  void saysWhatToDoWhenNoAddressCanBeKnown() {
    assertThatThrownBy(() -> plan("{}", null, null, null))
        .isInstanceOf(InvalidDeclaration.class)
        .hasMessageContaining("set spec.service.clusterIP");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                            | 30
          config: {lameDuckSeconds: 45}                 | 55
          corefile: ". {\\n health\\n}"                 | 30
          corefile: ". {\\n health {\\n lameduck 60s\\n}\\n}" | 70
          corefile: "a {\\n health :1 {\\n lameduck 20s\\n}\\n}\\nb {\\n health :2 {\\n lameduck 10.5s\\n}\\n}" | 41
          corefile: ". {\\n nonsense\\n}"               | 30
          """)
  void aPodGetsTheTimeOfItsLameDucksToStop(String spec, int seconds) throws Exception {
    assertThat(plan(spec, null, null, "10.96.0.1").workload().gracePeriodSeconds())
        .isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    // declared number and whether it is ours, known number and whether it is ours, expected
    "-1, false, -1, false, 1",
    " 4, true, -1, false, 4",
    " 4, true, 6, false, 4",
    " 4, false, -1, false, 5",
    " 4, false, 2, true, 5",
    " 4, false, 6, true, 6",
    " 4, false, 6, false, 7",
    "-1, false, 7, true, 7",
    "-1, false, 7, false, 8",
  })
  void numbersOnlyGrow(long declared, boolean same, long known, boolean sameKnown, long expected)
      throws Exception {
    String ours = plan("corefile: \". {\\n}\"", "10.96.0.10", null, null).revision().name();
    var facts =
        new ClusterFacts(
            36,
            "10.96.0.10",
            null,
            null,
            List.of(),
            known < 0 ? List.of() : List.of(new KnownRevision(sameKnown ? ours : "other", known)),
            declared < 0 ? null : new KnownRevision(same ? ours : "another", declared));

    Plan plan = PLANNER.plan("c", spec("corefile: \". {\\n}\""), facts);

    assertThat(plan.revision().number()).isEqualTo(expected);
    assertThat(plan.revision().name()).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                        | false
          {drift: Report, revisionHistoryLimit: 3}  | false
          {rollout: {maxSurge: 50%}}                | false
          {service: {trafficDistribution: Any}}     | false
          {image: 'other:2'}                        | true
          {imagePullPolicy: Always}                 | true
          {resources: {requests: {cpu: 70m}}}       | true
          {nodeSelector: {disk: ssd}}               | true
          {tolerations: [{operator: Exists}]}       | true
          {priorityClassName: system-node-critical} | true
          {settings: {NODENS_FORWARD: hedge=off}}   | true
          {config: {lameDuckSeconds: 60}}           | true
          {config: {cache: {maxSeconds: 7}}}        | true
          """)
  void whatThePodsAreMadeFromMakesARevision(String yaml, boolean another) throws Exception {
    String plain = plan("{}", "10.0.0.1", null, null).revision().name();

    assertThat(!plan(yaml, "10.0.0.1", null, null).revision().name().equals(plain))
        .isEqualTo(another);
  }

  @Test
  void aRevisionThatIsReadBackHasTheSamePodsAndTheSameName() throws Exception {
    Plan slow = plan("{config: {lameDuckSeconds: 60}, image: 'other:2'}", "10.0.0.1", null, null);

    ClusterDNSSpec now = spec("{revisionHistoryLimit: 3, image: 'newer:3'}");
    Plan again =
        PLANNER.plan(
            "c",
            now.withRevision(slow.accepted()),
            facts("10.0.0.1", null, null),
            slow.revision().text());

    assertThat(again.workload().revisionHistoryLimit()).isEqualTo(3);
    assertThat(again.workload().image()).isEqualTo(slow.workload().image());
    assertThat(again.workload().gracePeriodSeconds()).isEqualTo(70);
    assertThat(again.revision()).isEqualTo(slow.revision());
  }

  @Test
  void lineEndsAndTrailingBlanksDoNotMakeARevision() throws Exception {
    assertThat(plan("corefile: \". {\\r\\n}\\r\\n\\n  \"", "10.0.0.1", null, null).revision())
        .isEqualTo(plan("corefile: \". {\\n}\"", "10.0.0.1", null, null).revision());
  }

  @Test
  void rememberedDeclarationMakesTheSamePlanAgain() throws Exception {
    String yaml = "{nodeHosts: {enabled: true}, drift: Report, tolerations: [{operator: Exists}]}";
    Plan plan = plan(yaml, "10.0.0.1", null, null);

    ClusterDNSSpec remembered =
        AcceptedSpec.read(AcceptedSpec.write(plan.accepted())).orElseThrow();
    Plan again =
        new Planner("image:2")
            .plan(
                "c",
                remembered.serving("image:1", plan.revision().corefile()),
                facts("10.0.0.1", null, null));

    assertThat(again.workload().image()).isEqualTo("image:1");
    assertThat(again.accepted()).isEqualTo(plan.accepted());
    assertThat(again.revision()).isEqualTo(plan.revision());
  }

  @Test
  void brokenRememberedDeclarationIsIgnored() {
    assertThat(AcceptedSpec.read("{nonsense")).isEmpty();
  }

  private static Plan plan(
      String yaml, @Nullable String live, @Nullable String recorded, @Nullable String apiServer)
      throws Exception {
    return PLANNER.plan("c", spec(yaml), facts(live, recorded, apiServer));
  }

  private static ClusterFacts facts(
      @Nullable String live, @Nullable String recorded, @Nullable String apiServer) {
    return new ClusterFacts(36, live, recorded, apiServer, List.of(), List.of(), null);
  }

  private static ClusterDNSSpec spec(String yaml) throws Exception {
    return new ObjectMapper().treeToValue(Json.of(yaml), ClusterDNSSpec.class);
  }
}
