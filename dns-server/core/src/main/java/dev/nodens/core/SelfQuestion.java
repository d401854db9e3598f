package dev.nodens.core;

import org.jspecify.annotations.Nullable;

/// A question that a handler or interceptor asks its own server for the sake of an exchange: as
/// [Exchange#ask], with the parking and resuming done.
public final class SelfQuestion implements ReplySink {
  private final Exchange outer;
  private final Continuation then;
  private boolean returned;
  private @Nullable Outcome early;

  private SelfQuestion(Exchange outer, Continuation then) {
    this.outer = outer;
    this.then = then;
  }

  /// What happens with the reply.
  @FunctionalInterface
  public interface Continuation {
    /// Goes on with `outer`, on its event loop.
    ///
    /// @param inner its [Exchange#reply] is the reply, valid during the call; null if there is none
    /// @return the outcome of `outer`, or `PARKED` after another question
    Outcome reply(Exchange outer, @Nullable Exchange inner);
  }

  /// Asks for `name` and `type`; what it returns is to be returned by the caller.
  ///
  /// @param name uncompressed wire form
  public static Outcome ask(Exchange outer, byte[] name, int type, Continuation then) {
    var question = new SelfQuestion(outer, then);
    if (!outer.ask(name, type, question)) {
      return then.reply(outer, null);
    }
    question.returned = true;
    return question.early == null ? Outcome.PARKED : question.early;
  }

  /// As [#ask], but gives another request to the rest of the chain, see [Exchange#askRest].
  public static Outcome askRest(Exchange outer, byte[] request, Continuation then) {
    var question = new SelfQuestion(outer, then);
    outer.askRest(request, request.length, question);
    question.returned = true;
    return question.early == null ? Outcome.PARKED : question.early;
  }

  @Override
  public void send(Exchange inner) {
    Outcome outcome = then.reply(outer, inner);
    inner.release();
    finish(outcome);
  }

  @Override
  public void drop(Exchange inner) {
    inner.release();
    finish(then.reply(outer, null));
  }

  private void finish(Outcome outcome) {
    if (!returned) {
      early = outcome;
    } else if (outcome != Outcome.PARKED) {
      outer.resume(outcome);
    }
  }
}
