package dev.nodens.sandbox.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.nodens.sandbox.json.ApiError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The HTTP server: one virtual thread per request, on the loopback address. Everybody who can
/// connect may do everything; it is for one user on one machine.
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ApiServer.class.getName());

  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Router router;
  private final Optional<ServerCertificate> certificate;
  private volatile Faults faults = Faults.NONE;

  private ApiServer(
      HttpServer server,
      ExecutorService threads,
      Router router,
      Optional<ServerCertificate> certificate) {
    this.certificate = certificate;
    this.server = server;
    this.threads = threads;
    this.router = router;
  }

  /// Starts a server in front of `resources`.
  ///
  /// @param port 0 for any free one
  /// @param bookmarkEvery how often a watch that allows bookmarks may get one
  /// @param certificate for HTTPS; empty for plain HTTP
  /// @throws IOException when the port is taken
  public static ApiServer start(
      Resources resources,
      int port,
      Duration bookmarkEvery,
      Optional<ServerCertificate> certificate)
      throws IOException {
    // Without it every small answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server;
    if (certificate.isPresent()) {
      HttpsServer secure = HttpsServer.create(address, BACKLOG);
      secure.setHttpsConfigurator(new HttpsConfigurator(certificate.get().context()));
      server = secure;
    } else {
      server = HttpServer.create(address, BACKLOG);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    var api = new ApiServer(server, threads, new Router(resources, bookmarkEvery), certificate);
    server.setExecutor(threads);
    server.createContext("/", api::handle);
    server.start();
    return api;
  }

  /// The address clients use, such as `http://127.0.0.1:41234`.
  public String url() {
    return (certificate.isPresent() ? "https" : "http") + "://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// The text of a kubeconfig for this server.
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: sandbox
      cluster:
        server: %s%s
    users:
    - name: sandbox
      user: {token: anybody}
    contexts:
    - name: sandbox
      context:
        cluster: sandbox
        user: sandbox
        namespace: default
    current-context: sandbox
    """
        .formatted(url(), certificate.map(ApiServer::authority).orElse(""));
  }

  private static String authority(ServerCertificate certificate) {
    byte[] pem = certificate.pem().getBytes(StandardCharsets.US_ASCII);
    return "\n    certificate-authority-data: " + Base64.getEncoder().encodeToString(pem);
  }

  /// Writes a kubeconfig for this server.
  public Path writeKubeconfig(Path file) {
    try {
      return Files.writeString(file, kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces what goes wrong from now on.
  public void faults(Faults newFaults) {
    faults = newFaults;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var call = new Call(exchange);
      Faults.Fault fault = faults.of(call.request());
      switch (fault) {
        case Faults.Refused refused -> refuse(call, refused);
        case Faults.Lost lost -> lose(call, lost);
        case Faults.Paused paused -> {
          paused.until().await();
          answer(call, exchange);
        }
        case Faults.Cut cut -> {
          call.endWatchAfter(cut.after());
          answer(call, exchange);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(Call call, Faults.Refused refused) throws IOException {
    if (refused.retryAfterSeconds() > 0) {
      call.retryAfter(refused.retryAfterSeconds());
    }
    call.answer(
        refused.code(), new ApiError(refused.code(), refused.reason(), refused.message()).status());
  }

  /// Closing an exchange that has no answer yet closes its connection.
  private void lose(Call call, Faults.Lost lost) throws IOException, InterruptedException {
    if (lost.carriedOut()) {
      call.beSilent();
      try {
        router.route(call);
      } catch (ApiError e) {
        LOG.log(Level.FINE, "refused without a word", e);
      }
    }
  }

  private void answer(Call call, HttpExchange exchange) throws IOException, InterruptedException {
    try {
      router.route(call);
    } catch (ApiError e) {
      if (e.isNoSuchPath()) {
        byte[] text = "404 page not found\n".getBytes(StandardCharsets.US_ASCII);
        call.answer(404, "text/plain; charset=utf-8", text);
      } else {
        call.answer(e.code(), e.status());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, exchange.getRequestMethod() + " " + exchange.getRequestURI(), e);
      var error = new ApiError(500, "InternalError", "Internal error occurred: " + e);
      call.answer(500, error.status());
    }
  }

  /// Stops at once; open watches end.
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
