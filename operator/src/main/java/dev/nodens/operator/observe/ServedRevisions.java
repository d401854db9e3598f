package dev.nodens.operator.observe;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.RevisionProbe.Answer;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Remembers what pods said they serve, and asks again those that have not proved the wanted
/// revision lately.
///
/// Used by one reconciliation of an owner at a time; the memory is per operator process and small:
/// one entry per pod.
public final class ServedRevisions {
  private static final Duration PROOF_LASTS = Duration.ofMinutes(2);
  private static final int MOST_AT_ONCE = 250;
  private static final int MOST_BATCHES = 4;

  private final RevisionProbe probe;
  private final Clock clock;
  private final Map<String, Proof> proofs = new HashMap<>();

  private record Proof(Answer answer, Instant at) {}

  /// @param probe how pods are asked
  /// @param clock how long an answer is believed
  public ServedRevisions(RevisionProbe probe, Clock clock) {
    this.probe = probe;
    this.clock = clock;
  }

  /// What each ready pod serves, by pod name. Blocks while pods are asked.
  ///
  /// @param wanted hash that every pod should serve
  public Map<String, Answer> of(List<DnsPod> pods, String wanted) {
    List<DnsPod> ready =
        pods.stream()
            .filter(pod -> pod.ready() && !pod.leaving() && pod.address().isPresent())
            .toList();
    proofs.keySet().retainAll(ready.stream().map(DnsPod::uid).collect(Collectors.toSet()));
    int batches = 0;
    while (batches < MOST_BATCHES && ask(ready, wanted)) {
      batches++;
    }
    Map<String, Answer> served = new HashMap<>();
    for (DnsPod pod : ready) {
      Proof proof = proofs.get(pod.uid());
      if (proof != null) {
        served.put(pod.name(), proof.answer());
      }
    }
    return served;
  }

  /// Asks some of those that have to be asked: first whom nobody asked yet, then who was asked
  /// longest ago. In a large cluster proofs run out faster than a few batches renew them, and the
  /// last in the list would never have their turn.
  ///
  /// @return whether more remain to be asked, and all of these answered; waiting for silent ones
  ///   costs time
  private boolean ask(List<DnsPod> pods, String wanted) {
    List<DnsPod> open =
        pods.stream()
            .filter(pod -> !isProved(pod, wanted))
            .sorted(Comparator.comparing(this::askedAt))
            .toList();
    List<DnsPod> turn = open.subList(0, Math.min(MOST_AT_ONCE, open.size()));
    if (turn.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    Map<String, Answer> answers =
        probe.ask(
            turn.stream().flatMap(pod -> pod.addresses().stream()).collect(Collectors.toSet()));
    for (DnsPod pod : turn) {
      worst(pod, answers, wanted)
          .ifPresent(answer -> proofs.put(pod.uid(), new Proof(answer, now)));
    }
    return open.size() > MOST_AT_ONCE
        && answers.values().stream().noneMatch(Silent.class::isInstance);
  }

  /// A pod has proved what it serves when it did so at all its addresses: clients of each family
  /// ask another one.
  private static Optional<Answer> worst(DnsPod pod, Map<String, Answer> answers, String wanted) {
    var good = new Serves(wanted);
    Optional<Answer> first = Optional.empty();
    for (String address : pod.addresses()) {
      Answer answer = answers.get(address);
      if (answer != null && !answer.equals(good)) {
        return Optional.of(
            answer instanceof Silent silent && pod.addresses().size() > 1
                ? new Silent(address + ": " + silent.reason())
                : answer);
      }
      first = first.or(() -> Optional.ofNullable(answer));
    }
    return first;
  }

  private Instant askedAt(DnsPod pod) {
    Proof proof = proofs.get(pod.uid());
    return proof == null ? Instant.MIN : proof.at();
  }

  private boolean isProved(DnsPod pod, String wanted) {
    Proof proof = proofs.get(pod.uid());
    return proof != null
        && proof.answer().equals(new Serves(wanted))
        && clock.instant().isBefore(proof.at().plus(PROOF_LASTS));
  }
}
