package dev.nodens.plugin.autopath;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.SearchPath;
import dev.nodens.core.SelfQuestion;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes queries that end with the first domain of the client's search list, and gives the rest of
/// the chain the name with one domain after the other, at last with none, until one exists.
final class AutopathHandler implements Handler {
  private final ZoneTable<Name> zones;
  private final Family<Counter> walked;
  private volatile SearchPath source = exchange -> List.of();

  AutopathHandler(List<Name> zones, Family<Counter> walked) {
    this.zones = ZoneTable.ofNames(zones);
    this.walked = walked;
  }

  /// Takes search lists from `newSource`.
  void use(SearchPath newSource) {
    source = newSource;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (zones.find(query) == null) {
      return Outcome.NEXT;
    }
    List<Name> path = source.searchPath(exchange);
    if (path.isEmpty()) {
      return Outcome.NEXT;
    }
    int baseLength = query.qnameLength() - path.getFirst().length();
    if (!endsWith(query, path.getFirst(), baseLength)) {
      return Outcome.NEXT;
    }
    byte[] base = Arrays.copyOfRange(query.message(), Header.LENGTH, Header.LENGTH + baseLength);
    return new Walk(base, path).step(exchange, 0);
  }

  private static boolean endsWith(Query query, Name domain, int at) {
    int above = query.labelCount() - domain.labels();
    return at >= 0
        && above >= 0
        && query.label(above) == at
        && Arrays.equals(
            query.qname(), at, query.qnameLength(), domain.lower(), 0, domain.length());
  }

  /// The walk of one query.
  private final class Walk {
    private final byte[] base;
    private final List<Name> path;
    private byte[] first = new byte[0];
    private int firstRcode = Rcode.SERVFAIL;

    Walk(byte[] base, List<Name> path) {
      this.base = base;
      this.path = path;
    }

    /// Tries the domains from `at` on; one behind the last is none.
    Outcome step(Exchange exchange, int at) {
      if (at > path.size()) {
        return firstAgain(exchange);
      }
      byte[] domain = at == path.size() ? Name.ROOT.wire() : path.get(at).wire();
      if (base.length + domain.length > WireName.MAX_LENGTH) {
        return step(exchange, at + 1);
      }
      byte[] name = Arrays.copyOf(base, base.length + domain.length);
      System.arraycopy(domain, 0, name, base.length, domain.length);
      return SelfQuestion.askRest(
          exchange, exchange.query().withName(name), (outer, inner) -> look(outer, inner, at));
    }

    private Outcome look(Exchange outer, @Nullable Exchange inner, int at) {
      @Nullable String failure = inner == null ? null : inner.failure();
      if (inner != null && failure != null) {
        @Nullable String plugin = inner.failurePlugin();
        return outer.fail(inner.failureRcode(), plugin == null ? "autopath" : plugin, failure);
      }
      boolean written = inner != null && inner.failureRcode() == Rcode.NOERROR;
      int rcode = inner == null ? Rcode.NOERROR : Header.rcode(inner.reply().flags());
      if (inner != null && written && rcode != Rcode.NXDOMAIN) {
        FoundReply.write(outer, inner.reply().buffer(), inner.reply().length());
        walked.with(outer.served().server()).increment(outer.loop().index());
        return Outcome.ANSWERED;
      }
      if (at == 0 && inner != null) {
        firstRcode = rcode;
        first =
            written ? Arrays.copyOf(inner.reply().buffer(), inner.reply().length()) : new byte[0];
      }
      return step(outer, at + 1);
    }

    /// The client goes on itself with the next domain of its list.
    private Outcome firstAgain(Exchange exchange) {
      if (first.length == 0) {
        return exchange.fail(firstRcode);
      }
      FoundReply.write(exchange, first, first.length);
      return Outcome.ANSWERED;
    }
  }
}
