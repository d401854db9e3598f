package dev.nodens.plugin.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An API server that a test plays: it keeps what was asked and answers what the test wants.
/// Without a script for a request, it streams the objects it holds and then keeps the stream open.
public final class ScriptedApiServer implements ApiServer, ApiServers {
  private static final byte[] END = {};
  private static final byte[] CUT = {};

  private final List<String> requests = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Held> objects = new ArrayList<>();
  private final Queue<Script> scripts = new ArrayDeque<>();
  private boolean closed;

  private record Held(String path, String json) {}

  private record Script(String pathPrefix, Function<String, Stream> answer) {}

  /// Holds `json` in the collection at `path`.
  public synchronized ScriptedApiServer holds(String path, String json) {
    objects.add(new Held(path, json));
    return this;
  }

  /// Answers the next request whose path begins with `prefix` with `answer`.
  public synchronized ScriptedApiServer next(String prefix, Stream answer) {
    scripts.add(new Script(prefix, path -> answer));
    return this;
  }

  /// All requests, the oldest first.
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /// Requests for `path`, the oldest first.
  public List<String> requests(String path) {
    return requests().stream().filter(request -> request.startsWith(path)).toList();
  }

  /// The stream that the last request for `path` got.
  public synchronized Stream last(String path) {
    return streams.stream()
        .filter(stream -> stream.path.startsWith(path))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Override
  public ApiServer open(Access access) {
    return this;
  }

  @Override
  public synchronized Response get(String pathAndQuery, String accept, Duration idle)
      throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    requests.add(pathAndQuery);
    Stream stream = script(pathAndQuery);
    if (stream == null) {
      stream = new Stream(200);
      if (pathAndQuery.contains("sendInitialEvents")) {
        for (Held held : objects) {
          if (pathAndQuery.startsWith(held.path() + "?")) {
            stream.event("ADDED", held.json());
          }
        }
        stream.initialEventsEnd("100");
      }
    }
    stream.path = pathAndQuery;
    streams.add(stream);
    return stream;
  }

  private @Nullable Stream script(String pathAndQuery) {
    for (Script script : scripts) {
      if (pathAndQuery.startsWith(script.pathPrefix())) {
        scripts.remove(script);
        return script.answer().apply(pathAndQuery);
      }
    }
    return null;
  }

  @Override
  public String host() {
    return "10.96.0.1:443";
  }

  @Override
  public synchronized void close() {
    closed = true;
    streams.forEach(Stream::cut);
  }

  /// One response; its body grows as the test says.
  public static final class Stream implements Response {
    private final int status;
    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
    private String path = "";

    /// A response with `status` and an open body.
    public Stream(int status) {
      this.status = status;
    }

    /// A whole response.
    public static Stream whole(int status, String body) {
      return new Stream(status).text(body).end();
    }

    /// Appends to the body.
    public Stream text(String text) {
      pieces.add(text.getBytes(UTF_8));
      return this;
    }

    /// Appends an event.
    public Stream event(String type, String json) {
      return text("{\"type\":\"" + type + "\",\"object\":" + json + "}\n");
    }

    /// Appends the bookmark that ends the initial events.
    public Stream initialEventsEnd(String version) {
      return event(
          "BOOKMARK",
          "{\"metadata\":{\"resourceVersion\":\""
              + version
              + "\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}");
    }

    /// Ends the body as a server does.
    public Stream end() {
      pieces.add(END);
      return this;
    }

    /// Ends the body as a broken connection does.
    public Stream cut() {
      pieces.add(CUT);
      return this;
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public void idle(Duration silence) {}

    @Override
    public void close() {
      cut();
    }

    @Override
    public InputStream body() {
      return new InputStream() {
        private byte[] piece = {};
        private int at;

        @Override
        public int read() {
          throw new UnsupportedOperationException("one octet at a time");
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // two marks, both empty
        public int read(byte[] target, int offset, int length) throws IOException {
          if (at == piece.length) {
            try {
              piece = pieces.take();
              at = 0;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IOException("interrupted", e);
            }
          }
          if (piece == END) {
            return -1;
          }
          if (piece == CUT) {
            throw new IOException("connection reset");
          }
          int count = Math.min(length, piece.length - at);
          System.arraycopy(piece, at, target, offset, count);
          at += count;
          return count;
        }
      };
    }
  }
}
