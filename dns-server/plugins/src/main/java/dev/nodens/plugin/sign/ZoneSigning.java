package dev.nodens.plugin.sign;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.zone.sign.SignedZoneFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one signed file fresh. Blocking.
final class ZoneSigning {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneSigning.class);

  /// Many zones of one start shall not all end at once (CoreDNS's figures).
  private static final long MOST_EARLIER = Duration.ofHours(18).toSeconds();

  private static final long MOST_LATER = Duration.ofDays(5).toSeconds();

  private final SignedZoneFile file;
  private final InstantSource clock;
  private final Duration earlier;
  private final Duration later;
  private final String zone;

  ZoneSigning(SignedZoneFile file, InstantSource clock, RandomGenerator random) {
    this.file = file;
    this.clock = clock;
    this.earlier = Duration.ofSeconds(random.nextLong(MOST_EARLIER));
    this.later = Duration.ofSeconds(random.nextLong(MOST_LATER));
    this.zone = GoSyntax.quote(file.zone().toString());
  }

  /// Signs in the background if need be, when the server starts.
  void start(Executor background) {
    Optional<String> why = file.due(clock.instant());
    if (why.isEmpty()) {
      LOG.info(
          "plugin/sign: Skipping signing zone {} in {}: signatures are valid",
          zone,
          GoSyntax.quote(file.target().toString()));
      return;
    }
    background.execute(() -> sign(why.get()));
  }

  /// Signs if need be.
  void check() {
    file.due(clock.instant()).ifPresent(this::sign);
  }

  private synchronized void sign(String why) {
    Instant now = clock.instant();
    LOG.info("plugin/sign: Signing {} because {}", zone, why);
    try {
      long serial = file.sign(now, earlier, later);
      LOG.info(
          "plugin/sign: Successfully signed zone {} in {} with key tags {} and {} SOA serial",
          zone,
          GoSyntax.quote(file.target().toString()),
          GoSyntax.quote(file.tags()),
          serial);
    } catch (IOException e) {
      LOG.warn(
          "plugin/sign: Error signing {} with key tags {}: {}; again in 5 hours",
          zone,
          GoSyntax.quote(file.tags()),
          e.getMessage());
    }
  }
}
