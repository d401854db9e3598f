package dev.nodens.plugin.log;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Metadata;
import dev.nodens.core.Outcome;
import dev.nodens.core.output.LineBuilder;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.output.LogFormat;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.corefile.DomainText;
import dev.nodens.plugin.log.LogConfig.ReplyClass;
import dev.nodens.plugin.log.LogConfig.Rule;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes one line for each query that a rule matches, once it has its reply. Allocates nothing;
/// the line is copied to a ring and written by another thread.
final class LogHandler implements Handler, Interceptor {
  private static final int MIN_UDP_SIZE = 512;
  private static final int MAX_SIZE = 65535;

  private final List<Scope> scopes;
  private final LineOutput output;
  private final Metadata metadata;
  private final LineBuilder[] lineByLoop;
  private final ReplyView[] replyByLoop;
  private final QueryJson[] jsonByLoop;
  private final InstantSource clock;
  private final boolean json;

  /// @param clock for the time that JSON lines have
  LogHandler(
      LogConfig config, LineOutput output, int loops, Metadata metadata, InstantSource clock) {
    this.metadata = metadata;
    this.clock = clock;
    this.json = output.format() == LogFormat.JSON;
    this.scopes =
        config.rules().stream()
            .filter(rule -> DomainText.isName(rule.scope()))
            .map(Scope::of)
            .toList();
    this.output = output;
    lineByLoop = new LineBuilder[loops];
    replyByLoop = new ReplyView[loops];
    jsonByLoop = new QueryJson[loops];
    for (int i = 0; i < loops; i++) {
      lineByLoop[i] = new LineBuilder();
      replyByLoop[i] = new ReplyView();
      jsonByLoop[i] = new QueryJson();
    }
  }

  /// A rule, ready to be used.
  private record Scope(ZoneTable<Rule> zone, Set<ReplyClass> classes, LineFormat.Part[] format) {
    static Scope of(Rule rule) {
      return new Scope(
          ZoneTable.of(Map.of(Name.parse(rule.scope()), rule)),
          rule.classes(),
          LineFormat.parse(rule.format()));
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    for (int i = 0; i < scopes.size(); i++) {
      Scope scope = scopes.get(i);
      if (scope.zone().find(exchange.query()) != null) {
        exchange.intercept(this, scope, exchange.loop().nanoTime());
        break;
      }
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (exchange.interceptorState() instanceof Scope scope) {
      int loop = exchange.loop().index();
      ReplyView reply = replyByLoop[loop];
      reply.read(exchange, outcome);
      if (scope.classes().isEmpty() || scope.classes().contains(reply.replyClass())) {
        LineBuilder line = lineByLoop[loop].clear();
        if (!json) {
          line.text("[INFO] ");
        }
        for (LineFormat.Part part : scope.format()) {
          append(line, part, exchange, reply);
        }
        output.write(loop, json ? asJson(loop, line, exchange, reply) : line.ascii('\n'));
      }
    }
    return outcome;
  }

  private LineBuilder asJson(int loop, LineBuilder line, Exchange exchange, ReplyView reply) {
    long nanos = exchange.loop().nanoTime() - exchange.interceptorBits();
    return jsonByLoop[loop].of(clock.instant(), line, exchange, reply, nanos);
  }

  private void append(LineBuilder line, LineFormat.Part part, Exchange exchange, ReplyView reply) {
    switch (part) {
      case LineFormat.Literal literal -> line.utf8(literal.text());
      case LineFormat.Label label -> {
        String value = metadata.value(exchange, label.label());
        line.text(value.isEmpty() ? "-" : value);
      }
      case LineFormat.Field field -> appendField(line, field, exchange, reply);
    }
  }

  private static void appendField(
      LineBuilder line, LineFormat.Field field, Exchange exchange, ReplyView reply) {
    switch (field) {
      case RCODE, RSIZE, RFLAGS -> appendReply(line, field, reply);
      case DURATION ->
          line.seconds(exchange.loop().nanoTime() - exchange.interceptorBits()).ascii('s');
      case TYPE, NAME, CLASS, PROTO, SIZE, REMOTE, PORT, LOCAL, ID, OPCODE, DO, BUFSIZE ->
          appendQuery(line, field, exchange);
    }
  }

  private static void appendReply(LineBuilder line, LineFormat.Field field, ReplyView reply) {
    if (field == LineFormat.Field.RSIZE) {
      line.number(reply.size());
    } else if (!reply.sent()) {
      line.ascii('-');
    } else if (field == LineFormat.Field.RCODE) {
      line.text(Rcode.toText(reply.rcode()));
    } else {
      flags(line, reply.flags());
    }
  }

  private static void appendQuery(LineBuilder line, LineFormat.Field field, Exchange exchange) {
    Query query = exchange.query();
    switch (field) {
      case TYPE -> line.text(RrType.toText(query.qtype()));
      case NAME -> line.name(query.qname());
      case CLASS -> line.text(RrClass.toText(query.qclass()));
      case PROTO -> line.text(exchange.transport().protocol());
      case SIZE -> line.number(query.length());
      case REMOTE -> line.address(exchange.clientAddress(), exchange.clientAddressLength());
      case PORT -> line.number(exchange.clientPort());
      case LOCAL -> local(line, exchange);
      case ID -> line.number(query.id());
      case OPCODE -> line.number(query.opcode());
      case DO -> line.text(query.dnssecOk() ? "true" : "false");
      case BUFSIZE -> line.number(bufferSize(exchange));
      case RCODE, RSIZE, RFLAGS, DURATION -> throw new IllegalArgumentException(field.name());
    }
  }

  private static void local(LineBuilder line, Exchange exchange) {
    if (exchange.localAddressLength() == 0) {
      line.ascii('-');
    } else {
      line.address(exchange.localAddress(), exchange.localAddressLength());
    }
  }

  static int bufferSize(Exchange exchange) {
    return exchange.transport().protocol().equals("tcp")
        ? MAX_SIZE
        : Math.max(MIN_UDP_SIZE, exchange.query().udpSize());
  }

  private static void flags(LineBuilder line, int flags) {
    int start = line.length();
    flag(line, start, flags & Header.QR, "qr");
    flag(line, start, flags & Header.AA, "aa");
    flag(line, start, flags & Header.TC, "tc");
    flag(line, start, flags & Header.RD, "rd");
    flag(line, start, flags & Header.RA, "ra");
    flag(line, start, flags & 0x40, "z");
    flag(line, start, flags & Header.AD, "ad");
    flag(line, start, flags & Header.CD, "cd");
  }

  private static void flag(LineBuilder line, int start, int bit, String name) {
    if (bit != 0) {
      if (line.length() > start) {
        line.ascii(',');
      }
      line.text(name);
    }
  }
}
