package dev.nodens.core.server;

import dev.nodens.core.Exchange;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.port.Loop;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that listens on one transport, address and port: routes a request to its zone's
/// chain.
///
/// Immutable; a reload replaces it. [#handle] runs on the exchange's event loop.
public final class Server {
  private static final byte[] REVISION_NAME = Name.parse("revision.nodens.").lower();

  private static final byte[] NO_OPTIONS = {};

  private final String label;

  /// The blocks of each zone, in the order of the file.
  private final ZoneTable<ServedZone[]> zones;

  private final boolean anyClass;
  private final boolean takesUpdates;
  private final byte[] revision;
  private final RefusalObserver[] observers;
  private final Counter panics;
  private final StreamTerms streams;
  private final @Nullable SourceLimit sources;
  private final @Nullable ProxyProtocol proxy;
  private final int sockets;

  /// A server named `label` (`dns://:53`).
  ///
  /// @param zones all zones; several blocks may have the same
  /// @param anyClass whether queries of classes other than IN enter the chain
  /// @param revision hash of the configuration served, answered at `revision.nodens. CH TXT`
  /// @param observers hear of refusals before a chain
  public Server(
      String label,
      List<ServedZone> zones,
      boolean anyClass,
      String revision,
      List<RefusalObserver> observers,
      Counter panics) {
    this.label = label;
    this.zones = byName(zones);
    this.anyClass = anyClass;
    this.takesUpdates = takesUpdates(zones);
    this.revision = revision.getBytes(StandardCharsets.US_ASCII);
    this.observers = observers.toArray(RefusalObserver[]::new);
    this.panics = panics;
    this.streams = StreamTerms.PLAIN;
    this.sources = null;
    this.proxy = null;
    this.sockets = 0;
  }

  private Server(
      Server like,
      StreamTerms streams,
      @Nullable SourceLimit sources,
      @Nullable ProxyProtocol proxy,
      int sockets) {
    this.label = like.label;
    this.zones = like.zones;
    this.anyClass = like.anyClass;
    this.takesUpdates = like.takesUpdates;
    this.revision = like.revision;
    this.observers = like.observers;
    this.panics = like.panics;
    this.streams = streams;
    this.sources = sources;
    this.proxy = proxy;
    this.sockets = sockets;
  }

  private static boolean takesUpdates(List<ServedZone> zones) {
    boolean updates = false;
    for (ServedZone zone : zones) {
      updates |= zone.chain().takesUpdates();
    }
    return updates;
  }

  private static ZoneTable<ServedZone[]> byName(List<ServedZone> zones) {
    var blocks = new LinkedHashMap<Name, List<ServedZone>>();
    zones.forEach(zone -> blocks.computeIfAbsent(zone.zone(), name -> new ArrayList<>()).add(zone));
    var byName = new LinkedHashMap<Name, ServedZone[]>();
    blocks.forEach((name, list) -> byName.put(name, list.toArray(ServedZone[]::new)));
    return ZoneTable.of(byName);
  }

  /// `dns://:53`, as metrics and logs name this server.
  public String label() {
    return label;
  }

  /// Whether a block takes UPDATE messages; the other blocks say NOTIMP then.
  public boolean takesUpdates() {
    return takesUpdates;
  }

  /// What stream connections get.
  public StreamTerms streams() {
    return streams;
  }

  /// The same server with other stream connections.
  public Server withStreams(StreamTerms terms) {
    return new Server(this, terms, sources, proxy, sockets);
  }

  /// The same server with a limit to what one source may ask.
  Server withSources(@Nullable SourceLimit limit) {
    return new Server(this, streams, limit, proxy, sockets);
  }

  /// The same server with peers that speak for their clients.
  public Server withProxy(@Nullable ProxyProtocol terms) {
    return new Server(this, streams, sources, terms, sockets);
  }

  /// The same server with `number` sockets at its address, or one on each event loop for 0.
  public Server withSockets(int number) {
    return new Server(this, streams, sources, proxy, number);
  }

  /// How many sockets it listens with; 0 for one on each event loop.
  public int sockets() {
    return sockets;
  }

  /// Whose word about clients counts; null if nobody may say any.
  public @Nullable ProxyProtocol proxy() {
    return proxy;
  }

  /// Tells that UDP replies are lost because the system did not take them.
  ///
  /// @param loop index of the event loop that calls
  public void lost(int loop, int replies) {
    for (RefusalObserver observer : observers) {
      observer.lost(label, loop, replies);
    }
  }

  /// Serves the request that stands in `exchange`, sooner or later calling its sink once.
  public void handle(Exchange exchange) {
    if (sources != null && !sources.admits(exchange)) {
      tooMany(exchange, sources.drops());
      return;
    }
    switch (exchange.parse(this)) {
      case OK -> route(exchange);
      case SILENCE -> exchange.dropNow();
      case NOTIMP -> replyHeader(exchange, Rcode.NOTIMP, true);
      case FORMERR_HEADER -> replyHeader(exchange, Rcode.FORMERR, false);
      case SERVFAIL_HEADER -> replyHeader(exchange, Rcode.SERVFAIL, false);
      case FORMERR -> replyQuestion(exchange, Rcode.FORMERR, false);
      case BADVERS -> replyQuestion(exchange, Rcode.BADVERS, true);
    }
  }

  /// Sends a header without question: only id, opcode if `keepOpcode`, RD and `rcode`.
  private static void replyHeader(Exchange exchange, int rcode, boolean keepOpcode) {
    Query query = exchange.query();
    int kept = keepOpcode ? Header.OPCODE_MASK | Header.RD : Header.RD;
    exchange.reply().startEmpty(query.id(), Header.QR | (query.flags() & kept) | rcode);
    exchange.sendAsIs();
  }

  /// Sends the question with `rcode`, and an OPT of size 0 if `badVersion` (RFC 6891 §6.1.3).
  private static void replyQuestion(Exchange exchange, int rcode, boolean badVersion) {
    MessageWriter reply = exchange.reply();
    reply.startReply(exchange.query());
    reply.rcode(rcode);
    if (badVersion) {
      reply.opt(0, rcode >>> 4, false, NO_OPTIONS, 0, 0);
    }
    exchange.sendAsIs();
  }

  private void tooMany(Exchange exchange, boolean drop) {
    if (drop || exchange.parse(this) != Query.Status.OK) {
      exchange.dropNow();
    } else {
      refuse(exchange, Rcode.REFUSED);
    }
  }

  private void route(Exchange exchange) {
    Query query = exchange.query();
    if (query.qclass() != RrClass.IN) {
      if (asksRevision(query)) {
        answerRevision(exchange);
        return;
      }
      if (!anyClass) {
        refuse(exchange, Rcode.REFUSED);
        return;
      }
    }
    ServedZone zone = select(exchange, WireName.MAX_LABELS + 1);
    if (zone != null && query.qtype() == RrType.DS && query.opcode() == Opcode.QUERY) {
      zone = parentOf(zone, exchange);
    }
    if (zone == null || zone.chain().length() == 0) {
      refuse(exchange, Rcode.REFUSED);
      return;
    }
    if (query.opcode() == Opcode.UPDATE && !zone.chain().takesUpdates()) {
      refuse(exchange, Rcode.NOTIMP);
      return;
    }
    exchange.serve(zone);
  }

  /// The first block of the longest zone of fewer than `below` labels whose view takes the query.
  private @Nullable ServedZone select(Exchange exchange, int below) {
    ServedZone @Nullable [] blocks = zones.find(exchange.query(), below);
    while (blocks != null) {
      for (ServedZone block : blocks) {
        if (block.accepts(exchange)) {
          return block;
        }
      }
      blocks = zones.find(exchange.query(), blocks[0].zone().labels());
    }
    return null;
  }

  /// A DS record lives above the cut (RFC 4035 §2.4): a parent served here gets the query, but only
  /// for the cut itself.
  private ServedZone parentOf(ServedZone zone, Exchange exchange) {
    if (zone.zone().length() != exchange.query().qnameLength()) {
      return zone;
    }
    @Nullable ServedZone parent = select(exchange, exchange.query().labelCount());
    return parent == null ? zone : parent;
  }

  private void refuse(Exchange exchange, int rcode) {
    for (RefusalObserver observer : observers) {
      observer.refused(exchange, rcode);
    }
    exchange.refuse(rcode);
  }

  private boolean asksRevision(Query query) {
    return query.qclass() == RrClass.CH
        && query.qtype() == RrType.TXT
        && query.opcode() == Opcode.QUERY
        && query.qnameLength() == REVISION_NAME.length
        && Arrays.equals(
            query.qname(), 0, REVISION_NAME.length, REVISION_NAME, 0, REVISION_NAME.length);
  }

  private void answerRevision(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    Records.txt(reply, RecordCursor.ANSWER, RrClass.CH, 0, revision);
    exchange.answered();
  }

  /// Counts a handler that threw. Called by the exchange.
  public void panicked(Loop loop) {
    panics.increment(loop.index());
  }
}
