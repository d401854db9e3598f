package dev.nodens.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.operator.Json;
import dev.nodens.operator.plan.InvalidDeclaration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  @Test
  void ofTwoForTheSameServiceTheOlderOneHasIt() throws Exception {
    ClusterDNS older = dns("older", 1, "{}");
    ClusterDNS newer = dns("newer", 2, "{}");

    assertThat(lost(older, older, newer)).isEmpty();
    assertThat(lost(newer, older, newer))
        .hasValueSatisfying(why -> {
          assertThat(why.reason()).isEqualTo(InvalidDeclaration.Reason.CONFLICT);
          assertThat(why.getMessage())
              .contains("ClusterDNS older, created 2026-01-01T00:00:01Z")
              .contains("Service kube-system/kube-dns")
              .contains("spec.service.name");
        });
  }

  @Test
  void ofTwoOfTheSameSecondTheLesserUidHasIt() throws Exception {
    ClusterDNS one = dns("b", 1, "{}");
    ClusterDNS other = dns("a", 1, "{}");

    assertThat(lost(one, one, other)).isPresent();
    assertThat(lost(other, one, other)).isEmpty();
  }

  @Test
  void anotherServiceIsNoCollision() throws Exception {
    ClusterDNS first = dns("first", 1, "{}");
    ClusterDNS second = dns("second", 2, "{service: {name: dns-two}}");

    assertThat(lost(second, first, second)).isEmpty();
  }

  @Test
  void theSameAddressInAnySpellingIsOne() throws Exception {
    ClusterDNS first = dns("first", 1, "{}");
    first.setStatus(withAddresses("10.96.0.10", "fd00::a"));
    ClusterDNS second =
        dns("second", 2, "{service: {name: dns-two, clusterIP: 'fd00:0:0:0:0:0:0:A'}}");

    assertThat(lost(second, first, second))
        .hasValueSatisfying(why -> assertThat(why).hasMessageContaining("10.96.0.10, fd00::a"));
  }

  @Test
  void whoLostHoldsNothingAgainstAThird() throws Exception {
    ClusterDNS first = dns("first", 1, "{}");
    ClusterDNS loser = dns("loser", 2, "{service: {clusterIP: 10.96.0.99}}");
    ClusterDNS third = dns("third", 3, "{service: {name: dns-three, clusterIP: 10.96.0.99}}");

    assertThat(lost(loser, first, loser, third)).isPresent();
    assertThat(lost(third, first, loser, third)).isEmpty();
  }

  @Test
  void oneThatIsDeletedLetsGoUnlessItsDnsGoesWithIt() throws Exception {
    ClusterDNS retained = dns("first", 1, "{}");
    retained.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
    ClusterDNS removed = dns("first", 1, "{deletionPolicy: Delete}");
    removed.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
    ClusterDNS second = dns("second", 2, "{}");

    assertThat(lost(second, retained, second)).isEmpty();
    assertThat(lost(second, removed, second)).isPresent();
  }

  private static Optional<InvalidDeclaration> lost(ClusterDNS object, ClusterDNS... all) {
    return Claims.lost(object, List.of(all).stream());
  }

  private static ClusterDNSStatus withAddresses(String... addresses) throws Exception {
    return new ObjectMapper()
        .convertValue(Map.of("clusterIPs", List.of(addresses)), ClusterDNSStatus.class);
  }

  private static ClusterDNS dns(String name, int second, String spec) throws Exception {
    var object = new ClusterDNS();
    object.getMetadata().setName(name);
    object.getMetadata().setUid("uid-" + name);
    object.getMetadata().setCreationTimestamp("2026-01-01T00:00:0" + second + "Z");
    object.setSpec(new ObjectMapper().treeToValue(Json.of(spec), ClusterDNSSpec.class));
    return object;
  }
}
