package dev.nodens.operator.plan;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.Parser;
import dev.nodens.operator.Names;
import dev.nodens.operator.corefile.MountedFiles;
import dev.nodens.plugin.Plugins;
import dev.nodens.plugin.health.HealthConfig;
import java.time.Duration;

/// How long a pod may take to stop: long enough for its clients to leave, and for the lame ducks of
/// its configuration.
final class GracePeriod {
  /// The least, as Kubernetes has it.
  private static final int LEAST_SECONDS = 30;

  /// What a pod needs to stop beyond its lame duck time.
  private static final int STOP_SECONDS = 10;

  /// A pod is deleted before anybody waits longer for it.
  private static final int MOST_LAME_DUCK_SECONDS = 24 * 60 * 60;

  private static final int DNS_PORT = 53;

  private GracePeriod() {}

  /// Seconds from the word to stop to the kill. The lame ducks of several `health` directives run
  /// one after the other, as in CoreDNS. A text that cannot be read, which the server would refuse
  /// as well, has none.
  static int seconds(ConfigText text) {
    Duration lameDuck;
    try {
      lameDuck = lameDuck(text);
    } catch (CorefileException e) {
      lameDuck = Duration.ZERO;
    }
    long seconds = Math.min(MOST_LAME_DUCK_SECONDS, lameDuck.plusMillis(999).toSeconds());
    return Math.max(LEAST_SECONDS, (int) seconds + STOP_SECONDS);
  }

  private static Duration lameDuck(ConfigText text) {
    var files = MountedFiles.custom(text.files());
    Corefile corefile =
        new Parser(files, Environment.empty(), Plugins.names())
            .parse(Names.COREFILE, text.corefile());
    Configuration configuration = Configuration.parse(corefile, Plugins.ORDER, DNS_PORT);
    Duration sum = Duration.ZERO;
    for (BlockConfiguration block : configuration.blocks()) {
      sum =
          sum.plus(
              block
                  .of("health", HealthConfig.class)
                  .map(HealthConfig::lameDuck)
                  .orElse(Duration.ZERO));
    }
    return sum;
  }
}
