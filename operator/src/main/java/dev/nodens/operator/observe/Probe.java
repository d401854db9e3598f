package dev.nodens.operator.observe;

import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.Optional;

/// One question with what its answer must be.
///
/// @param what the probe in words, such as `cluster name`
/// @param name asked for
/// @param type asked for
/// @param rrclass asked for
/// @param expected what the answer must be
public record Probe(String what, Name name, int type, int rrclass, Expected expected) {

  /// What an answer must be.
  public sealed interface Expected {}

  /// NOERROR with at least one record of the type, and this one among them unless it is empty.
  ///
  /// @param data the record's data in presentation form; empty for any
  public record Records(String data) implements Expected {}

  /// Any answer but SERVFAIL and REFUSED, from a server that the pod forwards to. When the serving
  /// pod of the same node does not get one either, it is not this revision's fault.
  public record Reachable() implements Expected {}

  /// A question in the class IN.
  public static Probe in(String what, Name name, int type, Expected expected) {
    return new Probe(what, name, type, RrClass.IN, expected);
  }

  /// Whether a failure counts only if the serving pod does better.
  public boolean isComparative() {
    return expected instanceof Reachable;
  }

  /// What is wrong with a reply; empty when nothing is.
  public Optional<String> fault(Reply reply) {
    return switch (reply) {
      case Reply.Silent(String reason) -> Optional.of(reason);
      case Reply.Answer answer -> fault(answer);
    };
  }

  private Optional<String> fault(Reply.Answer answer) {
    return switch (expected) {
      case Reachable reachable ->
          answer.rcode() == Rcode.SERVFAIL || answer.rcode() == Rcode.REFUSED
              ? Optional.of(Rcode.toText(answer.rcode()))
              : Optional.empty();
      case Records(String data) -> {
        if (answer.rcode() != Rcode.NOERROR) {
          yield Optional.of(Rcode.toText(answer.rcode()));
        }
        if (answer.data().isEmpty()) {
          yield Optional.of("NOERROR without a record");
        }
        yield data.isEmpty() || answer.data().contains(data)
            ? Optional.empty()
            : Optional.of("%s instead of %s".formatted(String.join(" ", answer.data()), data));
      }
    };
  }

  /// As it stands in messages, such as `cluster name kubernetes.default.svc.cluster.local. A`.
  @Override
  public String toString() {
    return what + " " + name + " " + RrType.toText(type);
  }
}
