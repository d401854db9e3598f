package dev.nodens.bench.micro;

import dev.nodens.bench.World;
import dev.nodens.core.port.ApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An API server that lists the Services of a [World] and then has no news: a chain at work without
/// a cluster.
final class WorldApi implements ApiServer {
  private static final int OK = 200;
  private static final int NOT_UNDERSTOOD = 400;

  private final World world;
  private final CountDownLatch closed = new CountDownLatch(1);

  WorldApi(World world) {
    this.world = world;
  }

  @Override
  public Response get(String pathAndQuery, String accept, Duration idle) throws IOException {
    if (pathAndQuery.contains("sendInitialEvents")) {
      return new Text(NOT_UNDERSTOOD, body("{}"));
    }
    if (pathAndQuery.contains("watch=true")) {
      awaitClose();
    }
    return new Text(OK, body(list(pathAndQuery)));
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("closed");
  }

  @Override
  public String host() {
    return "world:443";
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private String list(String path) {
    String items = "";
    if (path.startsWith("/api/v1/namespaces")) {
      items = join(World.NAMESPACES, World::namespaceObject);
    } else if (path.startsWith("/api/v1/services")) {
      items = join(world.services(), World::serviceObject);
    }
    return "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}";
  }

  private static InputStream body(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String join(int count, IntFunction<String> object) {
    return IntStream.range(0, count).mapToObj(object).collect(Collectors.joining(","));
  }

  private record Text(int status, InputStream body) implements Response {
    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public void idle(Duration silence) {}

    @Override
    public void close() {}
  }
}
