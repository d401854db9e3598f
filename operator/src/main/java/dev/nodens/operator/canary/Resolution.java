package dev.nodens.operator.canary;

import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.observe.Prober.Transport;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether a pod that can be asked resolves names. Pure.
public final class Resolution {
  private Resolution() {}

  /// The first wrong answer, in words; empty when there is none.
  ///
  /// A question that gets no answer is one too, if others got theirs over the same transport: a
  /// server that waits for an upstream which nobody reaches is silent. A transport over which
  /// nothing comes back proves nothing about the server.
  public static Optional<String> fault(List<Result> results) {
    Set<Transport> open = EnumSet.noneOf(Transport.class);
    for (Result result : results) {
      if (result.reply() instanceof Reply.Answer) {
        open.add(result.transport());
      }
    }
    return CanaryJudge.firstFault(
        results.stream().filter(result -> open.contains(result.transport())).toList());
  }
}
