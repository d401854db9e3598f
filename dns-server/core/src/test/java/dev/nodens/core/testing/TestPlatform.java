package dev.nodens.core.testing;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.output.LogFormat;
import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import dev.nodens.core.port.HostFacts;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.Platform;
import dev.nodens.core.port.Reloader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The outside world as a test wants it. Set the fields before [#platform()].
public final class TestPlatform implements HttpEndpoints, HostFacts, Reloader {
  /// One loop, unless a test adds more.
  public final List<ManualLoop> loops = new ArrayList<>(List.of(new ManualLoop(0)));

  /// Pages by `address path`, as served now.
  public final Map<String, Page> pages = new LinkedHashMap<>();

  /// What [HostFacts] says.
  public final Map<String, String> environment = new LinkedHashMap<>();

  public String hostName = "node-1";
  public List<InetAddress> addresses = List.of(InetAddress.getLoopbackAddress());
  public Path directory = Path.of("").toAbsolutePath();
  public Executor blocking = Thread::startVirtualThread;
  public Instant now = Instant.parse("2026-01-01T00:00:00Z");
  public ApiServers apiServers = TestPlatform::noApiServer;
  public LogFormat logFormat = LogFormat.TEXT;
  public int reloads;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable LineOutput output;

  /// The log lines that were written so far, without line ends; forgets them.
  public List<String> lines() {
    if (output == null) {
      return List.of();
    }
    output.drain();
    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    written.reset();
    return lines;
  }

  private static ApiServer noApiServer(ApiServers.Access access) throws IOException {
    throw new IOException("this test has no API server");
  }

  /// The platform made of the fields.
  public Platform platform() {
    output = new LineOutput(loops.size(), written, logFormat);
    return new Platform(
        List.<Loop>copyOf(loops),
        new MetricRegistry(loops.size()),
        apiServers,
        this,
        this,
        this,
        output,
        blocking,
        blocking,
        () -> now,
        directory,
        "0.0.0-test");
  }

  @Override
  public Endpoint serve(
      InetSocketAddress address, Optional<ServerTls> tls, String path, Page page) {
    String scheme = tls.isPresent() ? "https://" : "";
    String key = scheme + address.getHostString() + ":" + address.getPort() + path;
    pages.put(key, page);
    return new Endpoint() {
      @Override
      public void close() {
        pages.remove(key, page);
      }

      @Override
      public InetSocketAddress address() {
        return address;
      }
    };
  }

  @Override
  public String hostName() {
    return hostName;
  }

  @Override
  public List<InetAddress> interfaceAddresses(String name) {
    return name.equals("lo") ? List.of(InetAddress.getLoopbackAddress()) : List.of();
  }

  @Override
  public List<InetAddress> addresses() {
    return addresses;
  }

  @Override
  public String environment(String name) {
    return environment.getOrDefault(name, "");
  }

  @Override
  public String currentHash() {
    return "current";
  }

  @Override
  public String servedHash() {
    return "served";
  }

  @Override
  public void reload() {
    reloads++;
  }
}
