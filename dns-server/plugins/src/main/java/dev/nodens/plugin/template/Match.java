package dev.nodens.plugin.template;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.golang.Regex;
import dev.nodens.golang.expr.EvaluationException;
import dev.nodens.golang.expr.QueryScope;
import dev.nodens.golang.expr.Scope;
import dev.nodens.golang.template.Fields;
import dev.nodens.golang.template.GoTemplate;
import dev.nodens.golang.template.TemplateException;
import dev.nodens.plugin.template.TemplateConfig.Stanza;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query that a stanza is for, and what templates and expressions may ask about it.
final class Match implements Scope.Values {
  private final Exchange exchange;
  private final Metadata metadata;
  private final String zone;
  private final String name;
  private final String rrclass;
  private final String type;
  private final Regex pattern;
  private final List<String> groups;
  private final Map<String, @Nullable Object> groupsByName = new HashMap<>();
  private final Map<String, @Nullable Object> variables = new HashMap<>();
  private final QueryScope query;

  Match(
      Exchange exchange,
      Metadata metadata,
      Stanza stanza,
      String zone,
      String name,
      Regex pattern,
      List<String> groups,
      InstantSource clock) {
    this.exchange = exchange;
    this.metadata = metadata;
    this.zone = zone;
    this.name = name;
    this.pattern = pattern;
    this.groups = groups;
    this.query = new QueryScope(exchange, metadata, clock);
    int qclass = exchange.query().qclass();
    int qtype = exchange.query().qtype();
    this.rrclass = RrClass.toText(qclass == RrClass.ANY ? stanza.rrclass() : qclass);
    this.type = RrType.toText(qtype == RrType.ANY ? stanza.type() : qtype);
    for (int i = 0; i < groups.size(); i++) {
      groupsByName.put(Integer.toString(i), groups.get(i));
    }
    pattern.namedGroups().forEach((label, at) -> groupsByName.put(label, groups.get(at)));
  }

  String zone() {
    return zone;
  }

  String rrclass() {
    return rrclass;
  }

  String type() {
    return type;
  }

  /// The queried name in lower case.
  String name() {
    return name;
  }

  /// Computes the variables, in their order, then the conditions; whether all of these hold.
  ///
  /// @throws EvaluationException if one has no value
  boolean holds(Stanza stanza) {
    for (TemplateConfig.Variable definition : stanza.variables()) {
      variables.put(definition.name(), definition.expression().evaluate(this));
    }
    return stanza.conditions().stream()
        .allMatch(condition -> Boolean.TRUE.equals(condition.evaluate(this)));
  }

  @Override
  public @Nullable Object call(String function, List<@Nullable Object> arguments) {
    if (!function.equals("group")) {
      return query.call(function, arguments);
    }
    @Nullable Object key = arguments.getFirst();
    return key == null ? "" : groupsByName.getOrDefault(key.toString(), "");
  }

  @Override
  public Instant now() {
    return query.now();
  }

  @Override
  public @Nullable Object variable(String variable) {
    return variables.get(variable);
  }

  /// What templates see.
  Map<String, @Nullable Object> data() {
    var data = new HashMap<String, @Nullable Object>();
    data.put("Zone", zone);
    data.put("Name", name);
    data.put("Regex", pattern.toString());
    data.put("Match", new ArrayList<@Nullable Object>(groups));
    data.put("Group", groupsByName);
    data.put("Class", rrclass);
    data.put("Type", type);
    data.put("Question", question());
    data.put("Message", message());
    data.put(
        "Remote", QueryScope.address(exchange.clientAddress(), exchange.clientAddressLength()));
    data.put("Var", variables);
    GoTemplate.Method meta = this::meta;
    data.put("Meta", meta);
    return data;
  }

  private Fields question() {
    Query asked = exchange.query();
    var fields = new HashMap<String, @Nullable Object>();
    fields.put("Name", Name.of(asked.message(), Header.LENGTH).toString());
    fields.put("Qtype", (long) asked.qtype());
    fields.put("Qclass", (long) asked.qclass());
    return new Fields(fields);
  }

  private Fields message() {
    Query asked = exchange.query();
    var fields = new HashMap<String, @Nullable Object>();
    fields.put("Id", (long) asked.id());
    fields.put("Opcode", (long) asked.opcode());
    fields.put("Response", false);
    fields.put("Authoritative", (asked.flags() & Header.AA) != 0);
    fields.put("Truncated", (asked.flags() & Header.TC) != 0);
    fields.put("RecursionDesired", (asked.flags() & Header.RD) != 0);
    fields.put("RecursionAvailable", (asked.flags() & Header.RA) != 0);
    fields.put("AuthenticatedData", (asked.flags() & Header.AD) != 0);
    fields.put("CheckingDisabled", (asked.flags() & Header.CD) != 0);
    fields.put("Question", new ArrayList<@Nullable Object>(List.of(question())));
    var records = new QueryRecords(asked);
    QueryRecords.sections().forEach((section, at) -> fields.put(section, records.section(at)));
    GoTemplate.Method edns = records::edns;
    fields.put("IsEdns0", edns);
    return new Fields(fields);
  }

  private Object meta(List<@Nullable Object> arguments) {
    if (arguments.size() == 1 && arguments.getFirst() instanceof String label) {
      return metadata.value(exchange, label);
    }
    throw new TemplateException("wrong number of args for Meta: want 1 got " + arguments.size());
  }
}
