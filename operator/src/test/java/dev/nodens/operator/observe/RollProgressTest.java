package dev.nodens.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Observation.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RollProgressTest {
  private static final String NEW = "new";
  private static final String OLD = "old";

  static Stream<Arguments> rolls() {
    DnsPod goneOld = pod("c", OLD, false, true);
    DnsPod deadNew = pod("c", NEW, false, false);
    return Stream.of(
        Arguments.of("all nodes are up and updated", counts(3, 3), List.of(), Set.of(), true, 0),
        Arguments.of(
            "a pod of before still serves beside the new one",
            counts(3, 3),
            List.of(pod("a", NEW, true, false), pod("a", OLD, true, false)),
            Set.of(),
            false,
            0),
        Arguments.of(
            "a pod of before answers its last clients",
            counts(3, 3),
            List.of(pod("a", NEW, true, false), pod("a", OLD, true, true)),
            Set.of(),
            true,
            0),
        Arguments.of("one is missing", counts(2, 3), List.of(), Set.of(), false, 0),
        Arguments.of(
            "the old pod of a dead node cannot go",
            counts(2, 2),
            List.of(pod("a", NEW, true, false), pod("b", NEW, true, false), goneOld),
            Set.of("c"),
            true,
            1),
        Arguments.of(
            "the new pod of a dead node cannot start",
            counts(3, 2),
            List.of(pod("a", NEW, true, false), pod("b", NEW, true, false), deadNew),
            Set.of("c"),
            true,
            1),
        Arguments.of(
            "another node is still missing",
            counts(2, 2),
            List.of(pod("a", NEW, true, false), pod("b", OLD, true, false), deadNew),
            Set.of("c"),
            false,
            1),
        Arguments.of(
            "a node is called dead but its pod serves",
            counts(3, 3),
            List.of(pod("c", NEW, true, false)),
            Set.of("c"),
            true,
            0),
        Arguments.of(
            "a dead node without a pod of ours is none of ours",
            counts(2, 2),
            List.of(pod("a", NEW, true, false), pod("b", NEW, true, false)),
            Set.of("d"),
            false,
            0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rolls")
  void onlyNodesThatAreUpAreWaitedFor(
      String what,
      Workload counts,
      List<DnsPod> pods,
      Set<String> down,
      boolean rolled,
      int waived) {
    assertThat(RollProgress.of(counts, pods, NEW, down))
        .as(what)
        .isEqualTo(new RollProgress(rolled, waived));
  }

  private static Workload counts(int updated, int available) {
    return new Workload(true, 3, updated, available, available);
  }

  private static DnsPod pod(String node, String revision, boolean ready, boolean leaving) {
    return new DnsPod(
        "dns-" + node + revision,
        "uid-" + node + revision,
        Optional.of(node),
        Optional.of("192.0.2.1"),
        ready,
        leaving,
        revision,
        Optional.empty());
  }
}
