package dev.nodens.operator.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Plan.ServiceRole;
import dev.nodens.operator.validate.ServerParsers;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakeoverTest {
  private static final Path FOLDERS =
      Path.of(System.getProperty("nodens.root"), "operator/src/test/resources/adopt");
  private static final Neighbourhood KUBEADM =
      ClusterYaml.neighbourhood(FOLDERS.resolve("kubeadm/in-cluster.yaml"));
  private static final Neighbourhood HELM =
      ClusterYaml.neighbourhood(FOLDERS.resolve("helm/in-cluster.yaml"));

  @ParameterizedTest(name = "{0}, foreign {1}, {2}: {3} {4} {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                    | false | ''                         | NONE      | true  | TAKE_OVER
          NONE      | false | runs joined proven serving | NONE      | true  | KEEP
          SHADOWING | false | runs                       | EXCLUSIVE | true  | TAKE_OVER
          SERVING   | false | runs joined proven serving | EXCLUSIVE | true  | TAKE_OVER
          EXCLUSIVE | false | runs joined                | EXCLUSIVE | true  | KEEP
                    | true  | ''                         | DETECTED  | false | LEAVE
          DETECTED  | true  | runs                       | SHADOWING | false | LEAVE
          SHADOWING | true  | runs                       | SHADOWING | false | LEAVE
          SHADOWING | true  | runs proven                | SHADOWING | true  | LEAVE
          SHADOWING | true  | runs joined                | SHADOWING | true  | LEAVE
          SHADOWING | true  | runs joined serving        | SERVING   | true  | LEAVE
          SERVING   | true  | runs joined                | SERVING   | true  | LEAVE
          SERVING   | true  | runs                       | SERVING   | true  | LEAVE
          EXCLUSIVE | true  | runs joined proven serving | SERVING   | true  | LEAVE
                    | true  | runs joined serving        | SERVING   | true  | LEAVE
          NONE      | true  | runs joined                | SERVING   | true  | LEAVE
          """)
  void whoServesGoesOnAndWhoDoesNotJoinsWhenProven(
      @Nullable State before,
      boolean foreign,
      String ours,
      State state,
      boolean inService,
      ServiceRole service) {
    Neighbourhood around = foreign ? KUBEADM : without(KUBEADM);

    Takeover takeover = judge(spec("Shared"), around, ours(before, ours));

    assertThat(takeover.state()).isEqualTo(state);
    assertThat(takeover.inService()).isEqualTo(inService);
    assertThat(takeover.service()).isEqualTo(service);
  }

  @Test
  void aServiceWithOurLabelIsOursWhoeverServes() {
    Service ours =
        new ServiceBuilder(KUBEADM.service().orElseThrow())
            .editMetadata()
            .addToLabels(Names.OWNER, "cluster")
            .endMetadata()
            .build();

    Takeover takeover =
        judge(
            spec("Shared"),
            new Neighbourhood(
                Optional.of(ours),
                KUBEADM.deployments(),
                List.of(),
                List.of(),
                KUBEADM.configMaps()),
            proven());

    assertThat(takeover.state()).isEqualTo(State.SERVING);
    assertThat(takeover.service()).isEqualTo(ServiceRole.KEEP);
  }

  @Test
  void exclusiveTakesTheServiceOverAsSoonAsOurPodsServe() {
    assertThat(judge(spec("Exclusive"), KUBEADM, proven()).service())
        .isEqualTo(ServiceRole.TAKE_OVER);
    assertThat(
            judge(spec("Exclusive"), KUBEADM, ours(State.SHADOWING, "runs joined proven"))
                .service())
        .isEqualTo(ServiceRole.LEAVE);
  }

  @Test
  void exclusivePointsTheServiceAtOurPodsOnlyWhenTheyServe() {
    Service ours =
        new ServiceBuilder(KUBEADM.service().orElseThrow())
            .editSpec()
            .addToSelector(Names.OWNER, "cluster")
            .endSpec()
            .build();
    var around =
        new Neighbourhood(
            Optional.of(ours), KUBEADM.deployments(), List.of(), List.of(), KUBEADM.configMaps());

    assertThat(judge(spec("Shared"), KUBEADM, proven()).exclusive()).isFalse();
    assertThat(judge(spec("Exclusive"), KUBEADM, proven()).exclusive()).isTrue();
    assertThat(
            judge(spec("Exclusive"), KUBEADM, ours(State.SHADOWING, "runs joined proven"))
                .exclusive())
        .isFalse();
    assertThat(judge(spec("Exclusive"), around, proven()).instructions())
        .contains("has no clients");
    Takeover leaving =
        judge(spec("Exclusive"), around, proven()).leaving("cluster", spec("Exclusive"));
    assertThat(leaving.exclusive()).isFalse();
    assertThat(leaving.service()).isEqualTo(ServiceRole.RETURN);
  }

  @Test
  void exclusiveLeavesAServiceWhoseOwnerWouldWriteItBack() {
    Service tracked =
        new ServiceBuilder(KUBEADM.service().orElseThrow())
            .editMetadata()
            .addToAnnotations("argocd.argoproj.io/tracking-id", "dns:/Service:kube-system/kube-dns")
            .endMetadata()
            .build();

    Takeover takeover =
        judge(
            spec("Exclusive"),
            new Neighbourhood(
                Optional.of(tracked),
                KUBEADM.deployments(),
                List.of(),
                List.of(),
                KUBEADM.configMaps()),
            proven());

    assertThat(takeover.service()).isEqualTo(ServiceRole.LEAVE);
    assertThat(takeover.instructions()).contains("stays with Argo CD application dns");
  }

  @Test
  void aServiceThatDoesNotSelectOurPodsIsJoinedOnlyInExclusiveMode() {
    Takeover.OurSide proven = ours(State.SHADOWING, "runs proven");

    assertThat(judge(spec("Shared"), HELM, proven).inService()).isFalse();
    assertThat(judge(spec("Exclusive"), HELM, proven).inService()).isTrue();
    assertThat(judge(spec("Exclusive"), HELM, proven).service()).isEqualTo(ServiceRole.LEAVE);
    assertThat(judge(spec("Exclusive"), HELM, proven()).service()).isEqualTo(ServiceRole.TAKE_OVER);
  }

  @Test
  void aDeploymentWithoutReplicasDoesNotServe() {
    Neighbourhood parked =
        new Neighbourhood(
            KUBEADM.service(),
            KUBEADM.deployments().stream()
                .map(deployment ->
                    new DeploymentBuilder(deployment).editSpec().withReplicas(0).endSpec().build())
                .toList(),
            List.of(),
            List.of(),
            KUBEADM.configMaps());

    assertThat(judge(spec("Shared"), parked, proven()).foreign()).isEmpty();
  }

  @Test
  void whatIsDeclaredAlreadyIsNotProposed() {
    String live = KUBEADM.configMaps().named("coredns").orElseThrow().getData().get(Names.COREFILE);

    assertThat(judge(spec("Shared"), KUBEADM, proven()).proposal()).isPresent();
    assertThat(
            judge(
                    spec("Shared"),
                    KUBEADM,
                    new Takeover.OurSide(
                        State.SERVING, true, true, true, true, Optional.of(live.strip())))
                .proposal())
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          argocd.argoproj.io/tracking-id=dns:apps/DaemonSet:a/b | - | kubectl | Argo CD application dns
          - | app.kubernetes.io/instance=dns | argocd-controller | Argo CD application dns
          - | kustomize.toolkit.fluxcd.io/name=dns | kustomize-controller | Flux dns
          objectset.rio.cattle.io/owner-gvk=k3s.cattle.io/v1, Kind=Addon;objectset.rio.cattle.io/owner-name=coredns | - | k3s | k3s add-on coredns
          objectset.rio.cattle.io/owner-gvk=fleet.cattle.io/v1, Kind=Bundle;objectset.rio.cattle.io/owner-name=dns | - | fleet | fleet
          meta.helm.sh/release-name=dns;meta.helm.sh/release-namespace=kube-system | - | helm | Helm release kube-system/dns
          - | eks.amazonaws.com/component=coredns | eks | EKS add-on coredns
          - | - | kubeadm | kubeadm
          - | - | kubectl-create | kubectl-create
          - | - | - | unknown
          """)
  void namesTheOwnerByWhatItLeaves(
      @Nullable String annotations,
      @Nullable String labels,
      @Nullable String manager,
      String owner) {
    var service = new ServiceBuilder().withNewMetadata().withName("a");
    service.withAnnotations(map(annotations)).withLabels(map(labels));
    if (manager != null) {
      service.addNewManagedField().withManager(manager).endManagedField();
    }

    assertThat(Owner.of(service.endMetadata().build())).hasToString(owner);
  }

  private static Map<String, String> map(@Nullable String entries) {
    if (entries == null) {
      return Map.of();
    }
    return Arrays.stream(entries.split(";"))
        .map(entry -> entry.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Neighbourhood without(Neighbourhood around) {
    return new Neighbourhood(
        around.service(), List.of(), List.of(), List.of(), around.configMaps());
  }

  private static Takeover.OurSide proven() {
    return ours(State.SHADOWING, "runs joined proven serving");
  }

  private static Takeover.OurSide ours(@Nullable State before, String facts) {
    return new Takeover.OurSide(
        before,
        facts.contains("runs"),
        facts.contains("joined"),
        facts.contains("proven"),
        facts.contains("serving"),
        declared());
  }

  private static Optional<String> declared() {
    return Optional.of("declared");
  }

  private static ClusterDNSSpec spec(String mode) {
    return ClusterYaml.spec("spec: {adoption: {mode: " + mode + "}}");
  }

  private static Takeover judge(ClusterDNSSpec spec, Neighbourhood around, Takeover.OurSide ours) {
    return Takeover.judge("cluster", spec, around, ours, new ServerParsers());
  }
}
