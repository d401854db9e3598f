package dev.nodens.app;

import dev.nodens.core.PluginException;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.port.Platform;
import dev.nodens.core.server.Listener;
import dev.nodens.core.server.RunningConfiguration;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.LocalFiles;
import dev.nodens.netty.DatagramTransport;
import dev.nodens.netty.NettyLoops;
import dev.nodens.netty.api.KubernetesApi;
import dev.nodens.plugin.Plugins;
import dev.nodens.verify.VerifyCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// The `dns-server` program.
public final class Main {
  private static final int FAILED = 1;
  private static final int FORCED = 2;

  private final Flags flags;
  private final PlainPod pod;
  private final Drain drain;
  private final Version version = Version.ofBuild();

  private Main(Flags flags, PlainPod pod, Drain drain) {
    this.pod = pod;
    this.drain = drain;
    this.flags = flags;
  }

  /// Runs the server until a signal ends it.
  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("verify")) {
      System.exit(verify(List.of(arguments).subList(1, arguments.length)));
    }
    try {
      Flags flags = Flags.parse(List.of(arguments), environment("NODENS_LOOPS"));
      PlainPod pod = PlainPod.of(environment(PlainPod.VARIABLE));
      new Main(flags, pod, Drain.of(environment(Drain.VARIABLE))).run(System.out);
    } catch (IllegalArgumentException e) {
      fail(e.getMessage() + "\n" + Flags.USAGE);
    } catch (CorefileException | PluginException | IOException e) {
      fail(e.getMessage() + "\n");
    }
  }

  /// Compares another server with one that runs; loads nothing of what serves.
  private static int verify(List<String> arguments) {
    var host = new LocalHost(PlainPod.of(environment(PlainPod.VARIABLE)));
    boolean inPod = !host.environment("KUBERNETES_SERVICE_HOST").isEmpty();
    return VerifyCommand.run(arguments, new KubernetesApi(host), inPod, System.out);
  }

  private static String environment(String name) {
    return Objects.requireNonNullElse(System.getenv(name), "");
  }

  private static void fail(String text) {
    System.err.print(text);
    System.err.flush();
    Runtime.getRuntime().halt(FAILED);
  }

  private void run(PrintStream out) throws IOException {
    if (flags.version()) {
      out.println(version.name());
      out.println(version.platform());
    } else if (flags.plugins()) {
      Plugins.available().forEach(name -> out.println("dns." + name));
    } else {
      CorefileSource source =
          CorefileSource.of(flags, Plugins.ORDER, System.in, new LocalFiles(pod.root()));
      if (flags.validate()) {
        source.configuration().warnings().forEach(line -> out.println("[WARNING] " + line));
        out.println("The Corefile is valid.");
      } else {
        serve(source);
      }
    }
  }

  private void serve(CorefileSource source) throws IOException {
    var stdout = new FileOutputStream(FileDescriptor.out);
    ConsoleLog log = ConsoleLog.install(stdout, flags.logFormat());
    int count = flags.loops().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    NettyLoops loops = NettyLoops.start(count);
    DatagramTransport datagrams =
        DatagramTransport.choose(loops, new LocalHost(pod).environment("NODENS_UDP"));
    StartPages.giveBackLater();
    var lifecycle = new Lifecycle(source, new Listeners(loops, datagrams, pod), drain);
    LineOutput lines = new LineOutput(count, stdout, flags.logFormat()).start();
    RunningConfiguration running = lifecycle.start(platform(loops, lifecycle, lines));
    loops.loops().forEach(loop -> loop.execute(TimeSlice::shorten));
    writePid();
    Signals.handle(() -> reload(lifecycle), () -> stop(lifecycle, loops, lines, log), Main::force);
    if (!flags.quiet()) {
      log.line("loops: " + count + ", udp: " + datagrams.name());
      running.listeners().forEach(listener -> printZones(log, listener));
      log.line(version.name());
      log.line(version.platform());
    }
  }

  private Platform platform(NettyLoops loops, Lifecycle lifecycle, LineOutput lines) {
    Executor blocking = Executors.newVirtualThreadPerTaskExecutor();
    var metrics = new MetricRegistry(loops.loops().size());
    ProcessMetrics.register(metrics);
    var host = new LocalHost(pod);
    return new Platform(
        loops.loops(),
        metrics,
        new KubernetesApi(host),
        new JdkHttpEndpoints(blocking, pod),
        host,
        lifecycle,
        lines,
        blocking,
        TimeSlice.shortened(Thread.ofPlatform().daemon().name("watch-", 0)),
        InstantSource.system(),
        Path.of("").toAbsolutePath(),
        version.number());
  }

  private static void printZones(ConsoleLog log, Listener listener) {
    String scheme = listener.scheme().equals("dns") ? "" : listener.scheme() + "://";
    String on = listener.host().isEmpty() ? "" : " on " + listener.host();
    listener.zones().forEach(zone -> log.line(scheme + zone + ":" + listener.port() + on));
  }

  private void writePid() throws IOException {
    if (flags.pidFile().isPresent()) {
      Path file = Path.of(flags.pidFile().get());
      try {
        Files.writeString(file, ProcessHandle.current().pid() + "\n");
      } catch (IOException e) {
        throw new IOException("-pidfile " + file + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  private static void reload(Lifecycle lifecycle) {
    try {
      lifecycle.reload();
    } catch (CorefileException | PluginException | IOException e) {
      // The lifecycle has logged it; the old configuration serves on.
      return;
    }
  }

  private static void stop(
      Lifecycle lifecycle, NettyLoops loops, LineOutput lines, ConsoleLog log) {
    lifecycle.stop();
    loops.close();
    lines.close();
    log.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void force() {
    Runtime.getRuntime().halt(FORCED);
  }
}
