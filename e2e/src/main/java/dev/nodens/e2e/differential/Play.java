package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.ask.Manner;
import dev.nodens.verify.ask.PairClient;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Comparison;
import dev.nodens.verify.compare.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.random.RandomGenerator;

/// One scenario at play: asks the questions, asks again where a difference may be a matter of time,
/// and tells what stays different.
final class Play {
  private static final int PIPELINE = 16;
  private static final long SECOND_NANOS = 1_100_000_000L;
  private static final long SETTLE_NANOS = 8_000_000_000L;

  private final Scenario scenario;
  private final Repertoire repertoire;
  private final PairClient client;
  private final RandomGenerator random;
  private final Findings findings;
  private final List<Question> open = new ArrayList<>();
  private final List<Question> pipeline = new ArrayList<>();
  private int asked;

  Play(
      Scenario scenario,
      Repertoire repertoire,
      PairClient client,
      RandomGenerator random,
      Findings findings) {
    this.scenario = scenario;
    this.repertoire = repertoire;
    this.client = client;
    this.random = random;
    this.findings = findings;
  }

  int asked() {
    return asked;
  }

  /// Asks `count` questions.
  void ask(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Question question = Manner.vary(repertoire.next(random), random);
      if (question.tcp()) {
        pipeline.add(question);
      } else {
        judge(client.ask(question), false);
      }
      if (pipeline.size() == PIPELINE || (i + 1 == count && !pipeline.isEmpty())) {
        client.askPipelined(pipeline).forEach(pair -> judge(pair, false));
        pipeline.clear();
      }
    }
  }

  private void judge(PairClient.Pair pair, boolean last) {
    asked++;
    SortedSet<String> aspects = Comparison.of(pair.theirs(), pair.ours(), scenario.rules());
    if (aspects.isEmpty()) {
      return;
    }
    boolean silence = aspects.stream().anyMatch(aspect -> aspect.startsWith("reply:"));
    boolean timing = silence || scenario.mutates() || Comparison.isTtlOnly(aspects);
    Question question = pair.question();
    if (timing && !last && !isKnown(question, aspects)) {
      open.add(question);
      return;
    }
    findings.add(
        scenario.name(),
        question.kind(),
        question.typeText(),
        aspects,
        question
            + "\n  CoreDNS: "
            + pair.theirs().summary()
            + "\n  here:    "
            + pair.ours().summary());
  }

  private boolean isKnown(Question question, Set<String> aspects) {
    return findings.explains(scenario.name(), question.kind(), question.typeText(), aspects);
  }

  /// Asks again what differed and may not differ any more: a datagram was lost, a TTL counted down
  /// in between, a change of the world arrived later at one server.
  void settle() throws IOException {
    long start = System.nanoTime();
    long patience = scenario.mutates() ? SETTLE_NANOS : SECOND_NANOS;
    List<PairClient.Pair> left = List.of();
    while (!open.isEmpty()) {
      long now = System.nanoTime();
      left = differing();
      open.clear();
      left.forEach(pair -> open.add(pair.question()));
      if (now - start > patience) {
        break;
      }
      pause();
    }
    open.clear();
    left.forEach(pair -> judge(pair, true));
  }

  private List<PairClient.Pair> differing() throws IOException {
    var left = new ArrayList<PairClient.Pair>();
    for (Question question : open) {
      PairClient.Pair pair = client.ask(question);
      SortedSet<String> aspects = Comparison.of(pair.theirs(), pair.ours(), scenario.rules());
      if (!isKnown(question, aspects)) {
        left.add(pair);
      }
    }
    return left;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
