package dev.nodens.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Exchange;
import dev.nodens.core.Installation;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.Span;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.Cursor;
import dev.nodens.wire.Rcode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/// What a chain does for a query that has a span.
final class SpansTest {
  private static final int LINKS = 40;
  private final List<String> notes = new ArrayList<>();

  /// A span that notes what becomes of it.
  private final class NotedSpan implements Span {
    private final String name;
    private final @Nullable Span parent;

    NotedSpan(String name, @Nullable Span parent) {
      this.name = name;
      this.parent = parent;
      notes.add("+" + name);
    }

    @Override
    public Span child(String child) {
      return new NotedSpan(name + ">" + child, this);
    }

    @Override
    public @Nullable Span parent() {
      return parent;
    }

    @Override
    public void tag(String key, String value) {
      throw new AssertionError("chains have nothing to say");
    }

    @Override
    public String traceId() {
      return "1";
    }

    @Override
    public void finish() {
      notes.add("-" + name);
    }
  }

  private record Scripted(String name, Consumer<Installation> installs) implements Plugin<String> {
    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      cursor.next();
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installs.accept(installation);
    }
  }

  private Plugin<String> tracer(boolean traces) {
    return new Scripted(
        "tracer",
        installation ->
            installation.handler(exchange -> {
              if (traces) {
                exchange.span(new NotedSpan("root", null));
              }
              return Outcome.NEXT;
            }));
  }

  private static final Plugin<String> MANY =
      new Scripted(
          "many",
          installation -> {
            Interceptor passes = (exchange, outcome) -> outcome;
            for (int i = 0; i < LINKS; i++) {
              installation.handler(exchange -> {
                exchange.intercept(passes, null, 0);
                return Outcome.NEXT;
              });
            }
          });

  private static final Plugin<String> ANSWER =
      new Scripted("answer", installation -> installation.handler(SpansTest::answer));

  private static Outcome answer(Exchange exchange) {
    exchange.startReply(Rcode.NOERROR, true);
    return Outcome.ANSWERED;
  }

  @Test
  void eachHandlerBehindTheTracerHasASpanThatEndsWhenItsWorkIsDone() {
    var tester = PluginTester.of(". {\n tracer\n answer\n}", List.of(tracer(true), ANSWER));

    tester.ask("a.test.", Type.A);

    assertThat(notes).containsExactly("+root", "+root>answer", "-root>answer");
  }

  @Test
  void aLongChainOfTracedInterceptorsIsWalkedToItsEnd() {
    var tester =
        PluginTester.of(". {\n tracer\n many\n answer\n}", List.of(tracer(true), MANY, ANSWER));

    Message reply = tester.ask("a.test.", Type.A);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(notes).hasSize(1 + 2 * (LINKS + 1));
  }

  @Test
  void aQueryWithoutASpanHasNoneInItsChain() {
    var tester = PluginTester.of(". {\n tracer\n answer\n}", List.of(tracer(false), ANSWER));

    tester.ask("a.test.", Type.A);

    assertThat(notes).isEmpty();
  }
}
