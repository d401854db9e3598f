package dev.nodens.core;

import dev.nodens.core.port.Loop;
import dev.nodens.core.server.ServedZone;
import dev.nodens.core.server.Server;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Truncation;
import org.jspecify.annotations.Nullable;

/// One query in flight: request octets, parsed question, client, the way through the chain, reply.
///
/// Reused from query to query; belongs to one event loop and is touched by no other thread. A
/// handler that parks it must check [#generation] before it touches it again, unless it is sure to
/// be the only one who can resume it.
public final class Exchange {
  private static final int REQUEST_CAPACITY = 4096;
  private static final int REPLY_CAPACITY = 4096;

  private final Loop loop;
  private final Query query = new Query();
  private final MessageWriter reply = new MessageWriter(REPLY_CAPACITY);
  private final RecordCursor cursor = new RecordCursor();
  private final ReplyOptions options = new ReplyOptions();
  private final ChainWalk walk = new ChainWalk(this);
  private final byte[] clientAddress = new byte[16];
  private final byte[] localAddress = new byte[16];

  /// Where it comes from and goes back to.
  final ExchangePool pool;

  /// The pool's turn in which it was acquired; the pool's business alone.
  int turn;

  /// How many exchanges it is within, see [InnerQuestions].
  int depth;

  private byte[] request = new byte[REQUEST_CAPACITY];
  private int requestLength;
  private Transport transport = Transport.UDP;
  private int clientAddressLength;
  private int clientPort;
  private int localAddressLength;
  private int localPort;
  private int generation;
  private long startNanos;
  private long deadline;
  private @Nullable Server server;
  private @Nullable ServedZone served;
  private @Nullable ReplySink sink;
  private @Nullable Object attachment;
  private byte @Nullable [] proxyTlvs;
  private int failureRcode;
  private @Nullable String failurePlugin;
  private @Nullable String failure;
  private @Nullable ReplySeal seal;

  Exchange(Loop loop, ExchangePool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  // ---- what transports call

  /// The array that the request's octets go to, at least `capacity` long.
  public byte[] requestBuffer(int capacity) {
    if (request.length < capacity) {
      request = new byte[capacity];
    }
    return request;
  }

  /// Starts a new query of `length` octets that stand in [#requestBuffer].
  ///
  /// @param attachment what the sink needs to find the client again
  public void begin(
      int length, Transport by, ReplySink replyTo, @Nullable Object attachment, long nanoTime) {
    requestLength = length;
    transport = by;
    sink = replyTo;
    this.attachment = attachment;
    startNanos = nanoTime;
    depth = 0;
    options.clear();
    deadline = Long.MAX_VALUE;
    proxyTlvs = null;
    failureRcode = Rcode.NOERROR;
    failurePlugin = null;
    failure = null;
    served = null;
    seal = null;
    walk.clear();
  }

  /// Says who asks; `address` holds 4 or 16 octets at `at`.
  public void client(byte[] address, int at, int length, int port) {
    System.arraycopy(address, at, clientAddress, 0, length);
    clientAddressLength = length;
    clientPort = port;
  }

  /// Says where the query arrived; `address` holds 4 or 16 octets at `at`.
  public void local(byte[] address, int at, int length, int port) {
    System.arraycopy(address, at, localAddress, 0, length);
    localAddressLength = length;
    localPort = port;
  }

  /// What a proxy said of the client besides its address, after [#begin]: types, lengths and values
  /// of the PROXY protocol; null for nothing.
  public void proxyTlvs(byte @Nullable [] tlvs) {
    proxyTlvs = tlvs;
  }

  /// See the setter.
  public byte @Nullable [] proxyTlvs() {
    return proxyTlvs;
  }

  /// What the transport gave to [#begin].
  public @Nullable Object attachment() {
    return attachment;
  }

  /// Gives the exchange back to its loop's pool. Called by the sink.
  public void release() {
    generation++;
    walk.clear();
    attachment = null;
    sink = null;
    served = null;
    pool.release(this);
  }

  // ---- what the server calls

  /// Reads the request; the result says what to do with it.
  public Query.Status parse(Server by) {
    server = by;
    Query.Status status = query.parse(request, requestLength, by.takesUpdates());
    options.size(query.udpSize());
    return status;
  }

  /// Runs `zone`'s chain from its start.
  public void serve(ServedZone zone) {
    served = zone;
    walk.enter(zone.chain());
    walk.run();
  }

  /// Runs the handlers behind the one of `other` that now runs.
  void serveBehind(Exchange other) {
    served = other.served;
    walk.enterBehind(other.walk);
    walk.run();
  }

  /// Ends an exchange before it entered a chain: the server answers `rcode` itself.
  public void refuse(int rcode) {
    failureRcode = rcode;
    complete(Outcome.FAILED);
  }

  /// Sends the reply that the server itself wrote ahead of any chain.
  public void answered() {
    complete(Outcome.ANSWERED);
  }

  /// Sends the reply that the server itself wrote, as it is.
  public void sendAsIs() {
    sinkNow().send(this);
  }

  /// Ends a request that deserves no reply.
  public void dropNow() {
    sinkNow().drop(this);
  }

  // ---- what handlers and interceptors call

  /// The event loop that this exchange belongs to.
  public Loop loop() {
    return loop;
  }

  /// Changes whenever the exchange is given back: a parked continuation that kept an older value
  /// must not touch it.
  public int generation() {
    return generation;
  }

  /// The request.
  public Query query() {
    return query;
  }

  /// The reply being written: question and records, without OPT, which the server adds at the end.
  public MessageWriter reply() {
    return reply;
  }

  /// A cursor for whoever runs right now; its position is lost when another handler runs.
  public RecordCursor cursor() {
    return cursor;
  }

  /// Starts the reply anew with question, `rcode` and AA.
  public MessageWriter startReply(int rcode, boolean authoritative) {
    reply.startReply(query);
    reply.flags(reply.flags() | rcode | (authoritative ? Header.AA : 0));
    return reply;
  }

  /// Notes a failure that no reply was written for, to be returned by the handler.
  ///
  /// @param plugin directive name, for the error log
  /// @param text what went wrong, for the error log
  public Outcome fail(int rcode, String plugin, String text) {
    failureRcode = rcode;
    failurePlugin = plugin;
    failure = text;
    return Outcome.FAILED;
  }

  /// Leaves the reply to the server, without a word in the error log: the plugin knows that it has
  /// no answer.
  public Outcome fail(int rcode) {
    failureRcode = rcode;
    failurePlugin = null;
    failure = null;
    return Outcome.FAILED;
  }

  /// The rcode that the server will answer after `FAILED`.
  public int failureRcode() {
    return failureRcode;
  }

  /// The plugin that failed, or null.
  public @Nullable String failurePlugin() {
    return failurePlugin;
  }

  /// What went wrong, or null.
  public @Nullable String failure() {
    return failure;
  }

  /// The rcode of `outcome` as the client will see it; NOERROR for a dropped query.
  public int rcode(Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> Header.rcode(reply.flags());
      case FAILED -> failureRcode;
      case NEXT, PARKED, DROPPED -> Rcode.NOERROR;
    };
  }

  /// Registers `interceptor` for the way back, with what it wants to remember.
  public void intercept(Interceptor interceptor, @Nullable Object state, long bits) {
    walk.intercept(interceptor, state, bits);
  }

  /// The object that the interceptor now running registered with.
  public @Nullable Object interceptorState() {
    return walk.state();
  }

  /// The number that the interceptor now running registered with.
  public long interceptorBits() {
    return walk.bits();
  }

  /// Goes on with a parked exchange, on its own loop: with the next handler (`NEXT`), or back
  /// through the interceptors.
  public void resume(Outcome outcome) {
    if (outcome == Outcome.NEXT) {
      walk.run();
    } else {
      walk.unwind(outcome);
    }
  }

  /// Asks this exchange's server another question as if the same client had asked, without EDNS.
  ///
  /// @param name uncompressed wire form
  /// @param replyTo gets the inner exchange, reads its reply and releases it
  /// @return false if questions are nested too deeply; nothing was asked then
  public boolean ask(byte[] name, int type, ReplySink replyTo) {
    return InnerQuestions.ask(this, name, type, replyTo);
  }

  /// Runs the rest of this exchange's chain for the same question a second time, apart from the
  /// client: for refreshing what a cache holds. Starts at the handler after the one now running.
  public void askRest(ReplySink replyTo) {
    askRest(request, requestLength, replyTo);
  }

  /// Runs the rest of this exchange's chain for another request of the same client, which must be
  /// one that can be served.
  public void askRest(byte[] octets, int length, ReplySink replyTo) {
    InnerQuestions.askRest(this, octets, length, replyTo);
  }

  /// The span of a traced query in which its handlers work now; null if the query is not traced.
  public @Nullable Span span() {
    return walk.span();
  }

  /// Traces the query from here on, as parts of `span`; null ends that.
  public void span(@Nullable Span span) {
    walk.span(span);
  }

  /// How the query came.
  public Transport transport() {
    return transport;
  }

  /// The client's address; the first [#clientAddressLength()] octets count.
  public byte[] clientAddress() {
    return clientAddress;
  }

  /// 4 or 16.
  public int clientAddressLength() {
    return clientAddressLength;
  }

  /// The client's port.
  public int clientPort() {
    return clientPort;
  }

  /// The address the query was sent to; the first [#localAddressLength()] octets count.
  public byte[] localAddress() {
    return localAddress;
  }

  /// 4, 16, or 0 if unknown.
  public int localAddressLength() {
    return localAddressLength;
  }

  /// The port the query was sent to.
  public int localPort() {
    return localPort;
  }

  /// `System.nanoTime()` when the request was read.
  public long startNanos() {
    return startNanos;
  }

  /// The server that took the query.
  public Server server() {
    return notNull(server);
  }

  /// The zone of a server block that the query was routed to. Only within a chain.
  public ServedZone served() {
    return notNull(served);
  }

  /// What the reply's OPT record will say.
  public ReplyOptions options() {
    return options;
  }

  /// When to give up on upstreams, on the loop's clock; far away unless somebody set it.
  public long deadline() {
    return deadline;
  }

  /// See [#deadline()].
  public void deadline(long nanoTime) {
    deadline = nanoTime;
  }

  /// Puts another request in the place of this one for the handlers that follow; the client's
  /// limits stay. Whoever does so puts the first one back on the way back.
  ///
  /// @return whether it is one that can be served
  public Query.Status replaceRequest(byte[] octets, int length) {
    System.arraycopy(octets, 0, requestBuffer(length), 0, length);
    requestLength = length;
    return query.parse(request, length, server().takesUpdates());
  }

  /// Most octets that the reply may have.
  public int replyLimit() {
    return transport.isStream() ? MessageWriter.MAX_LENGTH : Math.max(512, options.size());
  }

  /// Has every message of the reply signed by `signer`, at the very end.
  public void seal(ReplySeal signer) {
    seal = signer;
  }

  /// Who signs the reply; null if nobody does.
  public @Nullable ReplySeal seal() {
    return seal;
  }

  /// Sends the reply as it is, as one message of several (RFC 5936 §2.2). The next one is begun
  /// with [#startReply]; the outcome `ANSWERED` sends the last one. Streams only.
  public ReplySink.Room sendPart() {
    finish(options.extendedRcode());
    return sinkNow().part(this);
  }

  // ---- the end

  /// Sends the reply that `outcome` asks for. Called once, at the end of the way back.
  void complete(Outcome outcome) {
    if (outcome == Outcome.DROPPED) {
      sinkNow().drop(this);
      return;
    }
    if (outcome == Outcome.FAILED) {
      reply.startReply(query);
      reply.rcode(failureRcode);
    }
    finish(outcome == Outcome.FAILED ? failureRcode >>> 4 : options.extendedRcode());
    sinkNow().send(this);
  }

  /// Cuts the reply to what the client takes, and adds OPT record and signature.
  private void finish(int extendedRcode) {
    int optLength = query.hasEdns() ? 11 + options.length() : 0;
    int limit = seal == null ? replyLimit() : replyLimit() - seal.length();
    if (reply.length() + optLength > limit || reply.overflow()) {
      Truncation.cut(reply, cursor, limit - optLength);
    }
    if (optLength > 0) {
      options.write(reply, extendedRcode, query.dnssecOk());
    }
    if (seal != null) {
      seal.seal(reply);
    }
  }

  private ReplySink sinkNow() {
    return notNull(sink);
  }

  private static <T> T notNull(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the exchange was used before begin or after release");
    }
    return value;
  }
}
