package dev.nodens.verify;

import dev.nodens.verify.ask.PairClient;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Comparison;
import dev.nodens.verify.compare.Findings;
import dev.nodens.verify.compare.Reply;
import dev.nodens.verify.compare.Rules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/// Asks both servers, and asks again what differs: an answer may have changed in between, and an
/// upstream may give another one each time.
final class Conversation {
  /// Where the rows of the table look: `verify/family.shape`.
  static final String SCENARIO = "verify";

  /// Caches of two servers that were filled at different times count down differently.
  private static final Rules RULES = new Rules(Integer.MAX_VALUE, false);

  private static final int ROUNDS = 3;
  private static final int MANNERS = 4;
  private static final int SIZE = 1232;

  private final PairClient client;
  private final Findings findings;
  private final long pauseMillis;

  /// @param pauseMillis between the rounds of asking again
  Conversation(PairClient client, Findings findings, long pauseMillis) {
    this.client = client;
    this.findings = findings;
    this.pauseMillis = pauseMillis;
  }

  /// Asks all of `questions`, in one of four manners by turns.
  void hold(List<Question> questions) throws IOException {
    List<Question> open = new ArrayList<>();
    for (Question question : questions) {
      open.add(inTurn(question, open.size()));
    }
    for (int round = 1; !open.isEmpty(); round++) {
      if (round > 1) {
        pause();
      }
      open = differing(open, round == ROUNDS);
    }
  }

  private List<Question> differing(List<Question> questions, boolean last) throws IOException {
    List<Question> left = new ArrayList<>();
    for (Question question : questions) {
      PairClient.Pair pair = client.ask(question);
      SortedSet<String> aspects = Comparison.of(pair.theirs(), pair.ours(), RULES);
      if (aspects.isEmpty()) {
        continue;
      }
      if (last || findings.explains(SCENARIO, question.kind(), question.typeText(), aspects)) {
        add(pair, aspects);
      } else {
        left.add(question);
      }
    }
    return left;
  }

  private static Question inTurn(Question question, int index) {
    return switch (index % MANNERS) {
      case 0 -> question.withEdns(new Question.Edns(SIZE, 0, false, List.of()));
      case 1 -> question.overTcp();
      case 2 -> question.withEdns(new Question.Edns(SIZE, 0, true, List.of()));
      default -> question;
    };
  }

  private void add(PairClient.Pair pair, SortedSet<String> aspects) {
    Question question = pair.question();
    findings.add(
        SCENARIO,
        question.kind(),
        question.typeText(),
        aspects,
        question + "\n  there: " + pair.theirs().summary() + "\n  here:  " + pair.ours().summary());
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(pauseMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Which of the two servers says nothing to `question`: `--against`, `--server`, both, or empty.
  String silent(Question question) throws IOException {
    PairClient.Pair pair = client.ask(question);
    boolean there = pair.theirs().kind() == Reply.Kind.SILENCE;
    boolean here = pair.ours().kind() == Reply.Kind.SILENCE;
    return (there ? "--against" : "") + (there && here ? " and " : "") + (here ? "--server" : "");
  }
}
