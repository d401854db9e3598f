package dev.nodens.plugin.health;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `health [ADDRESS] { lameduck DURATION }`
public final class HealthPlugin implements Plugin<HealthConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(HealthPlugin.class);
  private static final HttpEndpoints.Content OK =
      new HttpEndpoints.Content(
          200, "text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.US_ASCII));

  @Override
  public String name() {
    return "health";
  }

  @Override
  public HealthConfig parse(Cursor cursor, BlockScope scope) {
    var address = new HostPort("", 8080);
    Duration lameDuck = Duration.ZERO;
    while (cursor.next()) {
      address = HostPort.optional(cursor, address);
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("lameduck")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        lameDuck = duration(cursor);
      }
    }
    return new HealthConfig(address, lameDuck);
  }

  private static Duration duration(Cursor cursor) {
    String text = cursor.onlyArgument();
    try {
      return GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(
          "unable to parse lameduck duration value: '" + text + "' : " + e.getMessage());
    }
  }

  @Override
  public void install(HealthConfig config, Installation installation) {
    var probe = new SelfProbe(installation.metrics());
    installation.onStart(() -> {
      HttpEndpoints.Endpoint page =
          installation.platform().http().serve(config.address().address(), "/health", _ -> OK);
      probe.aim(page.address());
      installation.onRetire(page::close);
    });
    installation.every(SelfProbe.PERIOD, probe);
    installation.onShutdown(() -> waitAround(config.lameDuck()));
  }

  private static void waitAround(Duration lameDuck) throws InterruptedException {
    if (lameDuck.isPositive()) {
      LOG.info("plugin/health: Going into lameduck mode for {} s", lameDuck.toMillis() / 1000.0);
      Thread.sleep(lameDuck);
    }
  }
}
