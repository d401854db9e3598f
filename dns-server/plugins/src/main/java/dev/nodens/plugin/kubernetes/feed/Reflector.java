package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.core.port.ApiServer;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one kind of objects in the table current, on a thread of its own: a list, streamed where
/// the API server can do that and in pages where not, then watches from where it left off.
///
/// What was read stays in the table while the API server is away. Only a resource version that the
/// API server no longer knows makes it list again.
final class Reflector implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

  /// JSON is what there is of objects that a CustomResourceDefinition defines.
  private static final String ACCEPT = ProtobufReader.CONTENT_TYPE + ", application/json";

  private static final int PAGE = 500;
  private static final long SHORTEST_WATCH_SECONDS = 300;
  private static final Duration LIST_SILENCE = Duration.ofSeconds(30);
  private static final Duration WATCH_SILENCE = Duration.ofSeconds(30);
  private static final Duration HEALTHY = Duration.ofSeconds(10);

  /// What all reflectors of a feed share.
  ///
  /// @param onSynced called each time a list is complete
  record Context(
      ApiServer server,
      ClusterTable table,
      RequestBudget budget,
      FeedMetrics metrics,
      InstantSource clock,
      RandomGenerator random,
      Stop stop,
      Runnable onSynced) {

    /// The same for another table.
    Context into(ClusterTable other) {
      return new Context(server, other, budget, metrics, clock, random, stop, onSynced);
    }
  }

  private final Resource resource;
  private final ObjectReader reader;
  private final Context context;
  private final Backoff backoff;
  private final Draft row = new Draft();
  private final Draft type = new Draft();
  private final Draft version = new Draft();
  private final Draft token = new Draft();
  private final Draft service = new Draft();
  private MemberReader in = new ProtobufReader();
  private boolean streaming = true;
  private boolean listed;

  Reflector(Resource resource, ObjectReader.Body body, Context context) {
    this.resource = resource;
    this.reader = new ObjectReader(body, resource.isImported());
    this.context = context;
    this.backoff = new Backoff(context.random());
  }

  @Override
  public void run() {
    try {
      while (!context.stop().isStopped()) {
        long began = System.nanoTime();
        try {
          if (round()) {
            pauseAfter(began);
          }
        } catch (IOException | RuntimeException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lists if there is nothing to go on from, else watches once; true after a watch.
  boolean round() throws IOException, InterruptedException {
    if (version.length() > 0) {
      watch();
      return true;
    }
    if (streaming) {
      streamedList();
    } else {
      pagedList();
    }
    return false;
  }

  /// A watch that ends at once although nothing is wrong must not be asked for again at once.
  private void pauseAfter(long began) throws InterruptedException {
    if (System.nanoTime() - began > HEALTHY.toNanos()) {
      backoff.reset();
    } else {
      context.stop().await(backoff.next());
    }
  }

  private void failed(Exception e) throws InterruptedException {
    if (context.stop().isStopped()) {
      return;
    }
    if (e instanceof ApiStatusException status && status.isExpired()) {
      LOG.info(
          "plugin/kubernetes: {} of {} are too far behind, listing again: {}",
          resource.plural(),
          context.server().host(),
          e.getMessage());
      version.clear();
    } else {
      LOG.warn(
          "plugin/kubernetes: cannot {} {} of {}: {}",
          version.length() == 0 ? "list" : "watch",
          resource.plural(),
          context.server().host(),
          e instanceof IOException ? e.getMessage() : e.toString());
    }
    context.stop().await(backoff.next());
  }

  private void streamedList() throws IOException, InterruptedException {
    long seconds = watchSeconds();
    try (ApiServer.Response response = get(resource.streamedList(seconds), LIST_SILENCE)) {
      context.table().beginList(resource.kind());
      listed = false;
      events(response, Duration.ofSeconds(seconds).plus(WATCH_SILENCE));
      if (!listed) {
        version.clear();
        throw new IOException("the list ended early");
      }
    } catch (ApiStatusException e) {
      if (!e.isMisunderstanding()) {
        throw e;
      }
      streaming = false;
    } catch (IOException e) {
      if (!listed) {
        version.clear();
      }
      throw e;
    }
  }

  private void pagedList() throws IOException, InterruptedException {
    context.table().beginList(resource.kind());
    listed = false;
    int limit = PAGE;
    token.clear();
    do {
      String path = resource.page(limit, ObjectReader.text(token));
      try (ApiServer.Response response = get(path, LIST_SILENCE)) {
        token.clear();
        open(response);
        page();
        if (token.length() == 0 && version.length() == 0) {
          throw new IOException("the list has no resourceVersion");
        }
      } catch (ApiStatusException e) {
        if (!e.isExpired() || limit == 0) {
          version.clear();
          throw e;
        }
        // The pages took longer than the API server keeps old versions: all at once, then.
        limit = 0;
        token.clear();
        version.clear();
        context.table().beginList(resource.kind());
      } catch (IOException e) {
        version.clear();
        throw e;
      }
    } while (token.length() > 0 || version.length() == 0);
    complete();
  }

  private void page() throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      if (in.name().is("metadata")) {
        listMetadata();
      } else if (in.name().is("items") && in.beginArray()) {
        while (in.nextElement()) {
          reader.read(in);
          put();
        }
      } else if (!in.name().is("items")) {
        in.skip();
      }
    }
  }

  private void listMetadata() throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      if (in.name().is("resourceVersion")) {
        in.string(version);
      } else if (in.name().is("continue")) {
        in.string(token);
      } else {
        in.skip();
      }
    }
  }

  private void watch() throws IOException, InterruptedException {
    long seconds = watchSeconds();
    Duration silence = Duration.ofSeconds(seconds).plus(WATCH_SILENCE);
    String path = resource.watch(ObjectReader.text(version), seconds);
    try (ApiServer.Response response = get(path, silence)) {
      listed = true;
      events(response, silence);
    }
  }

  private long watchSeconds() {
    return SHORTEST_WATCH_SECONDS + context.random().nextLong(SHORTEST_WATCH_SECONDS);
  }

  /// Reads events until the API server ends the response.
  private void events(ApiServer.Response response, Duration silence) throws IOException {
    open(response);
    while (in.hasNext()) {
      type.clear();
      in.beginObject();
      while (in.nextMember()) {
        if (in.name().is("type")) {
          in.string(type);
        } else if (in.name().is("object")) {
          reader.read(in);
        } else {
          in.skip();
        }
      }
      boolean before = listed;
      event();
      if (listed && !before) {
        response.idle(silence);
      }
    }
  }

  private void event() throws IOException {
    if (type.is("ERROR")) {
      throw new ApiStatusException(reader.code(), reader.message());
    }
    if (type.is("DELETED")) {
      remove();
    } else if (type.is("ADDED") || type.is("MODIFIED")) {
      put();
      observe();
    }
    if (reader.version().length() > 0) {
      version.clear().all(reader.version());
    }
    if (!listed && type.is("BOOKMARK") && reader.isLastOfList()) {
      complete();
    }
  }

  private void put() {
    if (!reader.hasKey()) {
      return;
    }
    if (!reader.isComplete()) {
      remove();
    } else if (!reader.isTerminating() || resource.kind() != Kind.POD) {
      reader.build(row);
      context.table().put(resource.kind(), row, now());
    }
  }

  private void remove() {
    if (reader.hasKey()) {
      reader.build(row);
      context.table().remove(resource.kind(), row, now());
    }
  }

  private void complete() {
    context.table().endList(resource.kind(), now());
    listed = true;
    backoff.reset();
    LOG.debug(
        "plugin/kubernetes: {} {} listed",
        context.table().size(resource.kind()),
        resource.plural());
    context.onSynced().run();
  }

  /// Measures how long a change of endpoints took to get here; a list says nothing about that.
  private void observe() {
    if (!listed || reader.trigger().length() == 0) {
      return;
    }
    reader.serviceKey(service);
    String kind = context.table().programmingKind(service.bytes(), service.length());
    if (kind.isEmpty()) {
      return;
    }
    try {
      Instant changed = Instant.parse(ObjectReader.text(reader.trigger()));
      long nanos = Duration.between(changed, context.clock().instant()).toNanos();
      context.metrics().programmed(kind, nanos);
    } catch (DateTimeParseException | ArithmeticException e) {
      LOG.debug("plugin/kubernetes: trigger time of an endpoint slice", e);
    }
  }

  private int now() {
    return (int) context.clock().instant().getEpochSecond();
  }

  private ApiServer.Response get(String path, Duration idle)
      throws IOException, InterruptedException {
    String host = context.server().host();
    long asked = System.nanoTime();
    context.budget().begin();
    long began = System.nanoTime();
    context.metrics().waited(host, began - asked);
    ApiServer.Response response;
    try {
      response = context.server().get(path, ACCEPT, idle);
    } catch (IOException e) {
      context.metrics().requested(host, "<error>", System.nanoTime() - began);
      throw e;
    } finally {
      context.budget().end();
    }
    String code = String.valueOf(response.status());
    context.metrics().requested(host, code, System.nanoTime() - began);
    if (response.status() != 200) {
      throw refused(response);
    }
    return response;
  }

  private void open(ApiServer.Response response) {
    boolean protobuf = response.contentType().startsWith(ProtobufReader.CONTENT_TYPE);
    if (protobuf != in instanceof ProtobufReader) {
      in = protobuf ? new ProtobufReader() : new JsonReader();
    }
    in.open(response.body());
  }

  private ApiStatusException refused(ApiServer.Response response) {
    try (response) {
      open(response);
      reader.read(in);
      return new ApiStatusException(response.status(), reader.message());
    } catch (IOException e) {
      return new ApiStatusException(response.status(), "");
    }
  }
}
