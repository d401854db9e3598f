package dev.nodens.plugin.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Metadata;
import dev.nodens.core.Outcome;
import dev.nodens.core.SelfQuestion;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.golang.Regex;
import dev.nodens.golang.expr.EvaluationException;
import dev.nodens.golang.template.GoTemplate;
import dev.nodens.golang.template.TemplateException;
import dev.nodens.plugin.template.TemplateConfig.ExtendedError;
import dev.nodens.plugin.template.TemplateConfig.Stanza;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers with records that templates make. Runs through the stanzas in the order of the file; one
/// that has the right type but does not match ends in SERVFAIL, unless it lets the name fall
/// through.
final class TemplateHandler implements Handler {
  private static final int EXTENDED_ERROR = 15;

  private final ZoneTable<Name> zones;
  private final List<Line> lines;
  private final Metadata metadata;
  private final TemplateMetrics metrics;
  private final InstantSource clock;

  /// @param clock what expressions call `now()`
  TemplateHandler(
      TemplateConfig config, Metadata metadata, TemplateMetrics metrics, InstantSource clock) {
    this.clock = clock;
    var all = new LinkedHashSet<Name>();
    config.stanzas().forEach(stanza -> all.addAll(stanza.zones()));
    this.zones = ZoneTable.ofNames(all);
    this.lines = config.stanzas().stream().map(Line::of).toList();
    this.metadata = metadata;
    this.metrics = metrics;
  }

  /// A stanza ready to be used.
  private record Line(
      Stanza stanza,
      ZoneTable<Name> zones,
      ZoneTable<Name> fallthrough,
      List<RecordTemplate> answer,
      List<RecordTemplate> authority,
      List<RecordTemplate> additional) {
    static Line of(Stanza stanza) {
      return new Line(
          stanza,
          ZoneTable.ofNames(stanza.zones()),
          ZoneTable.ofNames(stanza.fallthrough()),
          templates(stanza.reply().answer()),
          templates(stanza.reply().authority()),
          templates(stanza.reply().additional()));
    }

    private static List<RecordTemplate> templates(List<GoTemplate> texts) {
      return texts.stream().map(RecordTemplate::new).toList();
    }

    boolean asks(Query query) {
      return fits(stanza.rrclass(), query.qclass(), RrClass.ANY)
          && fits(stanza.type(), query.qtype(), RrType.ANY);
    }

    private static boolean fits(int wanted, int asked, int any) {
      return wanted == any || asked == any || wanted == asked;
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (zones.find(query) == null) {
      return Outcome.NEXT;
    }
    @Nullable String name = null;
    for (Line line : lines) {
      @Nullable Name zone = line.zones().find(query);
      if (zone == null || !line.asks(query)) {
        continue;
      }
      name = name == null ? query.qnameText() : name;
      @Nullable Match match = match(exchange, line, zone, name);
      try {
        if (match != null && match.holds(line.stanza())) {
          metrics.matched(exchange, match);
          return answer(exchange, line, match);
        }
      } catch (EvaluationException e) {
        return exchange.fail(Rcode.SERVFAIL);
      }
      if (line.fallthrough().find(query) == null) {
        return exchange.fail(Rcode.SERVFAIL);
      }
    }
    return Outcome.NEXT;
  }

  private @Nullable Match match(Exchange exchange, Line line, Name zone, String name) {
    for (Regex pattern : line.stanza().patterns()) {
      @Nullable List<String> groups = pattern.match(name);
      if (groups != null) {
        return new Match(
            exchange, metadata, line.stanza(), zone.toString(), name, pattern, groups, clock);
      }
    }
    return null;
  }

  private Outcome answer(Exchange exchange, Line line, Match match) {
    int rcode = line.stanza().reply().rcode();
    if (rcode == Rcode.SERVFAIL) {
      return exchange.fail(rcode);
    }
    var made = new ArrayList<RecordTemplate.Made>();
    var rest = new ArrayList<RecordTemplate.Made>();
    try {
      make(exchange, match, "answer", line.answer(), made);
      make(exchange, match, "authority", line.authority(), rest);
      make(exchange, match, "additional", line.additional(), rest);
    } catch (TemplateException | IOException e) {
      return exchange.fail(Rcode.SERVFAIL, "template", String.valueOf(e.getMessage()));
    }
    exchange.startReply(rcode & 0xf, true);
    exchange.options().extendedRcode(rcode >>> 4);
    line.stanza().reply().error().ifPresent(error -> put(exchange, error));
    return answers(
        exchange,
        made,
        0,
        outer -> {
          write(outer.reply(), rest.subList(0, line.authority().size()), RecordCursor.AUTHORITY);
          int authorities = line.authority().size();
          write(outer.reply(), rest.subList(authorities, rest.size()), RecordCursor.ADDITIONAL);
        });
  }

  private void make(
      Exchange exchange,
      Match match,
      String section,
      List<RecordTemplate> templates,
      List<RecordTemplate.Made> to)
      throws IOException {
    for (RecordTemplate template : templates) {
      try {
        to.add(template.make(match));
      } catch (TemplateException e) {
        metrics.failed(exchange, match, section, template.toString(), false);
        throw e;
      } catch (IOException e) {
        metrics.failed(exchange, match, section, template.toString(), true);
        throw e;
      }
    }
  }

  private static void put(Exchange exchange, ExtendedError error) {
    byte[] text = error.text().getBytes(UTF_8);
    byte[] option = new byte[2 + text.length];
    Octets.putU16(option, 0, error.code());
    System.arraycopy(text, 0, option, 2, text.length);
    exchange.options().put(EXTENDED_ERROR, option);
  }

  /// What follows the answers.
  private interface Rest {
    void write(Exchange exchange);
  }

  /// Writes the answers from `at` on; behind a CNAME record what its target has, asked of the whole
  /// server.
  private static Outcome answers(
      Exchange exchange, List<RecordTemplate.Made> made, int at, Rest rest) {
    int type = exchange.query().qtype();
    boolean chases = type == RrType.A || type == RrType.AAAA;
    for (int i = at; i < made.size(); i++) {
      write(exchange.reply(), made.subList(i, i + 1), RecordCursor.ANSWER);
      @Nullable Name target = chases ? made.get(i).record().target() : null;
      if (target != null) {
        int next = i + 1;
        return SelfQuestion.ask(
            exchange,
            target.wire(),
            type,
            (outer, inner) -> {
              append(outer.reply(), inner);
              return answers(outer, made, next, rest);
            });
      }
    }
    rest.write(exchange);
    return Outcome.ANSWERED;
  }

  private static void append(MessageWriter reply, @Nullable Exchange inner) {
    if (inner == null) {
      return;
    }
    int truncated = inner.reply().flags() & Header.TC;
    reply.flags(reply.flags() & ~Header.TC | truncated);
    var copier = new RecordCopier();
    RecordCursor records = inner.cursor();
    if (records.reset(inner.reply().buffer(), inner.reply().length())) {
      while (records.next() && records.section() == RecordCursor.ANSWER) {
        copier.copy(records, reply, RecordCursor.ANSWER);
      }
    }
  }

  private static void write(MessageWriter reply, List<RecordTemplate.Made> made, int section) {
    made.forEach(one -> one.record().write(reply, section, one.owner()));
  }
}
