package dev.nodens.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.port.HttpEndpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// HTTP endpoints on the JDK's server, one listener per address, one virtual thread per request.
/// Thread-safe.
///
/// When a path of an address is served twice, the later one answers until it closes: over a reload
/// the new configuration takes a path over before the old one lets go of it.
final class JdkHttpEndpoints implements HttpEndpoints {
  private static final int BACKLOG = 128;

  private final Executor executor;
  private final PlainPod pod;
  private final Map<InetSocketAddress, Site> sites = new HashMap<>();

  JdkHttpEndpoints(Executor executor, PlainPod pod) {
    this.pod = pod;
    this.executor = executor;
  }

  @Override
  public synchronized Endpoint serve(
      InetSocketAddress address, Optional<ServerTls> tls, String path, Page page)
      throws IOException {
    Site site = sites.get(address);
    if (site != null && !site.tls.equals(tls)) {
      throw new IOException(
          "listen tcp "
              + address
              + ": its pages differ in TLS; give them addresses of their own, or restart");
    }
    if (site == null) {
      site = new Site(address, tls, listen(address, tls));
      if (address.getPort() != 0) {
        sites.put(address, site);
      }
    }
    var route = new Route(site, path, page);
    site.routes.addFirst(route);
    return route;
  }

  private HttpServer listen(InetSocketAddress address, Optional<ServerTls> tls) throws IOException {
    @Nullable HttpsConfigurator secure =
        tls.isPresent() ? HttpsPages.configurator(tls.get(), executor) : null;
    try {
      HttpServer server =
          secure == null
              ? HttpServer.create(pod.place(address), BACKLOG)
              : HttpsPages.create(pod.place(address), BACKLOG, secure);
      server.setExecutor(executor);
      server.start();
      return server;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT);
      String host = address.isUnresolved() ? "" : address.getAddress().getHostAddress();
      throw new IOException("listen tcp " + host + ":" + address.getPort() + ": " + reason, e);
    }
  }

  private synchronized void close(Route route) {
    Site site = route.site;
    if (site.routes.remove(route) && site.routes.isEmpty()) {
      sites.remove(site.address, site);
      site.server.stop(0);
    }
  }

  private static final class Site {
    private final InetSocketAddress address;
    private final Optional<ServerTls> tls;
    private final HttpServer server;
    private final List<Route> routes = new CopyOnWriteArrayList<>();

    Site(InetSocketAddress address, Optional<ServerTls> tls, HttpServer server) {
      this.address = address;
      this.tls = tls;
      this.server = server;
      server.createContext("/", this::answer);
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        URI uri = exchange.getRequestURI();
        String path = Objects.requireNonNullElse(uri.getPath(), "");
        for (Route route : routes) {
          if (route.serves(path)) {
            String query = Objects.requireNonNullElse(uri.getRawQuery(), "");
            send(exchange, route.page.content(new Request(path, query)));
            return;
          }
        }
        byte[] body = "404 page not found\n".getBytes(StandardCharsets.UTF_8);
        send(exchange, new Content(404, "text/plain; charset=utf-8", body));
      }
    }

    private static void send(HttpExchange exchange, Content content) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", content.type());
      content.headers().forEach(exchange.getResponseHeaders()::set);
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      int length = content.body().length;
      exchange.sendResponseHeaders(content.status(), headOnly || length == 0 ? -1 : length);
      if (!headOnly && length > 0) {
        exchange.getResponseBody().write(content.body());
      }
    }
  }

  private final class Route implements Endpoint {
    private final Site site;
    private final String path;
    private final Page page;

    Route(Site site, String path, Page page) {
      this.site = site;
      this.path = path;
      this.page = page;
    }

    boolean serves(String asked) {
      return path.endsWith("/") ? asked.startsWith(path) : asked.equals(path);
    }

    @Override
    public void close() {
      JdkHttpEndpoints.this.close(this);
    }

    @Override
    public InetSocketAddress address() {
      return site.server.getAddress();
    }
  }
}
