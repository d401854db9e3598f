package dev.nodens.plugin.rewrite;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Metadata;
import dev.nodens.core.Outcome;
import dev.nodens.wire.Header;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs the rules over a query on its way in; on the way back it applies what they want of the
/// reply, the last rule first, and puts the client's own question back. A query that no rule
/// matches costs the comparisons.
final class RewriteHandler implements Handler, Interceptor {
  private final Rule[] rules;
  private final int[] echoed;
  private final Subject[] subjects;
  private final ReplyRewriter[] rewriters;

  RewriteHandler(List<Rule> rules, Metadata metadata, int loops) {
    this.rules = rules.toArray(Rule[]::new);
    this.echoed = echoed(rules);
    this.subjects = new Subject[loops];
    this.rewriters = new ReplyRewriter[loops];
    for (int i = 0; i < loops; i++) {
      subjects[i] = new Subject(metadata);
      rewriters[i] = new ReplyRewriter();
    }
  }

  /// Codes of options that a reply repeats from its query, because a rule of this block names them.
  private static int[] echoed(List<Rule> rules) {
    var codes = new TreeSet<Integer>();
    for (Rule rule : rules) {
      if (rule instanceof EdnsRule edns && edns.echo()) {
        codes.add(edns.code());
      }
    }
    return codes.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Subject subject = subjects[exchange.loop().index()];
    subject.look(exchange);
    @Nullable Rewriting done = null;
    try {
      for (Rule rule : rules) {
        @Nullable Effect effect = rule.effect(subject);
        if (effect == null) {
          continue;
        }
        done = done == null ? new Rewriting(RequestText.copy(exchange.query())) : done;
        done.add(effect.onReply());
        @Nullable String fault = effect.fault();
        if (effect.request() != null && fault == null) {
          fault = replace(exchange, effect.request());
          subject.look(exchange);
        }
        if (fault != null) {
          exchange.replaceRequest(done.original(), done.original().length);
          return exchange.fail(Rcode.SERVFAIL, "rewrite", fault);
        }
        if (rule.stop()) {
          break;
        }
      }
    } finally {
      subject.forget();
    }
    if (done != null || echoed.length > 0 && exchange.query().hasEdns()) {
      exchange.intercept(this, done, 0);
    }
    return Outcome.NEXT;
  }

  private static @Nullable String replace(Exchange exchange, byte[] request) {
    return exchange.replaceRequest(request, request.length) == Query.Status.OK
        ? null
        : "invalid request after rewrite";
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED) {
      echo(exchange);
    }
    if (!(exchange.interceptorState() instanceof Rewriting done)) {
      return outcome;
    }
    return step(exchange, outcome, done, done.rules().size());
  }

  /// Repeats options of the query, unless the chain put some into the reply.
  private void echo(Exchange exchange) {
    if (echoed.length == 0 || !exchange.query().hasEdns() || !exchange.options().isEmpty()) {
      return;
    }
    OptionList options = OptionList.of(exchange.query());
    for (int code : echoed) {
      byte[] value = options.value(code);
      if (value != null) {
        exchange.options().put(code, value);
      }
    }
  }

  /// Applies the rules ahead of `end`, from the last to the first, and ends the rewriting.
  private Outcome step(Exchange exchange, Outcome outcome, Rewriting done, int end) {
    ReplyRewriter rewriter = rewriters[exchange.loop().index()];
    int at = end;
    while (at > 0 && !(done.rules().get(at - 1) instanceof ReplyRule.Target)) {
      at--;
    }
    List<ReplyRule> segment = done.rules().subList(at, end);
    if (at == 0) {
      boolean changed = !isOriginal(exchange.query(), done.original());
      byte[] request = changed ? done.original() : null;
      return rewriter.apply(exchange, outcome, segment, request);
    }
    Outcome reached = rewriter.apply(exchange, outcome, segment, null);
    int next = at - 1;
    if (reached == Outcome.ANSWERED && done.rules().get(next) instanceof ReplyRule.Target target) {
      return TargetSwitch.apply(
          exchange, target.rule(), outer -> step(outer, Outcome.ANSWERED, done, next));
    }
    return step(exchange, reached, done, next);
  }

  private static boolean isOriginal(Query query, byte[] original) {
    // The id and the flags may have been changed by whoever asked upstream: the question counts.
    int from = Header.QDCOUNT;
    return Arrays.equals(query.message(), from, query.length(), original, from, original.length);
  }
}
