package dev.nodens.plugin.tls.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When certificates are renewed and failures forgotten, as CoreDNS's library has it.
final class RenewalTimes {
  /// How often a certificate is looked at.
  static final Duration LOOK = Duration.ofMinutes(10);

  /// Short first, for what passes; hours later, for what somebody has to mend.
  private static final List<Integer> RETRY_MINUTES =
      List.of(
          1, 2, 2, 5, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30, 60, 60, 60, 120, 120, 180,
          180, 360);

  private RenewalTimes() {}

  /// Whether to order a new certificate now: when a third of its life is left, when it is over
  /// soon, or when its authority wants it.
  ///
  /// @param chosen the time within the authority's window; null if it has no opinion
  static boolean isDue(X509Certificate certificate, @Nullable Instant chosen, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    Instant last = until.minus(LOOK.multipliedBy(5));
    Instant usual = until.minus(Duration.between(from, until).dividedBy(3));
    return now.isAfter(usual)
        || now.isAfter(last)
        || chosen != null && now.isAfter(chosen.minus(LOOK));
  }

  /// The pause after as many failures in a row, 1 or more.
  static Duration pause(int failures) {
    return Duration.ofMinutes(RETRY_MINUTES.get(Math.min(failures, RETRY_MINUTES.size()) - 1));
  }
}
