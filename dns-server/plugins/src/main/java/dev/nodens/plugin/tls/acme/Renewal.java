package dev.nodens.plugin.tls.acme;

import dev.nodens.plugin.tls.acme.ManagedKeys.Identity;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that one domain has a certificate that is not about to end. One thread at a time.
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

  private final String domain;
  private final String directory;
  private final ManagedKeys keys;
  private final Store store;
  private final Authority authority;
  private final Optional<Authority> rehearsal;
  private final RandomGenerator random;
  private Instant next = Instant.MIN;
  private Instant askWindow = Instant.MIN;
  private @Nullable Instant chosen;
  private int failures;

  /// @param directory URL of the ACME server
  /// @param authority that server
  /// @param rehearsal where an order must succeed that failed before it is tried again; the real
  ///   one counts failures
  Renewal(
      String domain,
      String directory,
      ManagedKeys keys,
      Store store,
      Authority authority,
      Optional<Authority> rehearsal,
      RandomGenerator random) {
    this.domain = domain;
    this.directory = directory;
    this.keys = keys;
    this.store = store;
    this.authority = authority;
    this.rehearsal = rehearsal;
    this.random = random;
  }

  /// Shows the certificate that is stored. Blocks.
  void load() {
    stored().ifPresent(identity -> keys.show(domain, identity));
  }

  private Optional<Identity> stored() {
    try {
      return store.certificate(directory, domain);
    } catch (IOException e) {
      LOG.error("plugin/tls: a new certificate for {} is needed: {}", domain, e.getMessage());
      return Optional.empty();
    }
  }

  /// When there is something to do.
  Instant next() {
    return next;
  }

  /// Does what is due. Blocks, a minute and more when it orders.
  ///
  /// @throws IOException if there is no new certificate although there should be; the caller says
  ///   so with [#failed]
  void look(Instant now) throws IOException, InterruptedException {
    Identity shown = keys.shown(domain);
    if (shown == null || isDue(shown, now)) {
      Optional<Identity> stored = stored();
      if (stored.isPresent() && isNews(stored.get(), shown, now)) {
        LOG.info("plugin/tls: another process renewed the certificate for {}", domain);
        keys.show(domain, stored.get());
      } else {
        order(shown);
      }
      askWindow = Instant.MIN;
      chosen = null;
    }
    failures = 0;
    next = now.plus(RenewalTimes.LOOK);
  }

  private boolean isDue(Identity shown, Instant now) {
    if (!now.isBefore(askWindow)) {
      askForWindow(shown, now);
    }
    return RenewalTimes.isDue(shown.certificate(), chosen, now);
  }

  private static boolean isNews(Identity stored, @Nullable Identity shown, Instant now) {
    boolean same = shown != null && shown.certificate().equals(stored.certificate());
    return !same && !RenewalTimes.isDue(stored.certificate(), null, now);
  }

  private void askForWindow(Identity identity, Instant now) {
    askWindow = now.plus(Duration.ofHours(6));
    try {
      Optional<Authority.Window> window = authority.window(identity.certificate());
      if (window.isPresent()) {
        long start = window.get().start().getEpochSecond();
        long end = Math.max(window.get().end().getEpochSecond(), start + 1);
        chosen = Instant.ofEpochSecond(random.nextLong(start, end));
        askWindow = window.get().askAgain();
      }
    } catch (IOException e) {
      LOG.warn(
          "plugin/tls: {} does not say when to renew the certificate for {}: {}",
          directory,
          domain,
          e.getMessage());
    }
  }

  private void order(@Nullable Identity shown) throws IOException, InterruptedException {
    store.check();
    LOG.info("plugin/tls: ordering a certificate for {} from {}", domain, directory);
    if (failures > 0 && rehearsal.isPresent()) {
      Authority.Issued _ = rehearsal.get().order(domain, KeyPem.generate(), Optional.empty());
    }
    KeyPair pair = KeyPem.generate();
    // Not again what failed: the authority may not know the old one.
    Optional<X509Certificate> replaced =
        shown == null || failures > 0 ? Optional.empty() : Optional.of(shown.certificate());
    Authority.Issued issued = authority.order(domain, pair, replaced);
    var identity = new Identity(pair.getPrivate(), issued.chain());
    keys.show(domain, identity);
    LOG.info(
        "plugin/tls: a certificate for {}, good until {}",
        domain,
        identity.certificate().getNotAfter().toInstant());
    try {
      store.save(directory, domain, pair, issued);
    } catch (IOException e) {
      LOG.error(
          "plugin/tls: the certificate for {} will be lost at the next start: {}",
          domain,
          e.getMessage());
    }
  }

  /// Puts the next try off, the longer the more failed.
  void failed(IOException reason, Instant now) {
    failures++;
    Duration pause = RenewalTimes.pause(failures);
    next = now.plus(pause);
    if (reason instanceof TryLaterException later && later.at().isAfter(next)) {
      next = later.at();
    }
    LOG.error(
        "plugin/tls: no certificate for {} from {}, next try at {}: {}",
        domain,
        directory,
        next,
        reason.getMessage());
  }
}
