package dev.nodens.plugin.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.plugin.tls.acme.ManagedKeys.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A played ACME server and a clock that stands still.
@Timeout(30)
final class RenewalTest {
  private static final String DIRECTORY = "https://ca.example/dir";
  private static final String DOMAIN = "dns.example";
  private static final Duration LIFE = Duration.ofDays(90);

  @TempDir private Path folder = Path.of("");
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Played real = new Played();
  private final Played rehearsal = new Played();
  private final ManagedKeys keys = new ManagedKeys(List.of(DOMAIN));
  private Optional<Authority> rehearsed = Optional.empty();

  private final class Played implements Authority {
    private final List<String> orders = new ArrayList<>();
    private final Deque<IOException> failures = new ArrayDeque<>();
    private @Nullable Window window;
    private int windows;

    @Override
    public Issued order(String domain, KeyPair pair, Optional<X509Certificate> replaced)
        throws IOException {
      int serial = orders.size() + 1;
      orders.add(domain + replaced.map(old -> " after " + old.getSerialNumber()).orElse(""));
      if (!failures.isEmpty()) {
        throw failures.removeFirst();
      }
      X509Certificate certificate = TestCertificates.of(domain, pair, now, now.plus(LIFE), serial);
      return new Issued(List.of(certificate), DIRECTORY + "/" + serial, DIRECTORY + "/me");
    }

    @Override
    public Optional<Window> window(X509Certificate certificate) {
      windows++;
      return Optional.ofNullable(window);
    }
  }

  private Keeper keeper() {
    var renewal =
        new Renewal(
            DOMAIN, DIRECTORY, keys, new Store(folder), real, rehearsed, new SplittableRandom(1));
    var keeper = new Keeper(List.of(renewal), () -> now);
    keeper.load();
    return keeper;
  }

  private @Nullable Integer shown() {
    Identity shown = keys.shown(DOMAIN);
    return shown == null ? null : shown.certificate().getSerialNumber().intValue();
  }

  @Test
  void ordersACertificateThatIsNotThereAndStoresIt() throws Exception {
    Duration pause = keeper().look();

    assertThat(shown()).isEqualTo(1);
    assertThat(real.orders).containsExactly(DOMAIN);
    assertThat(pause).isEqualTo(RenewalTimes.LOOK);
    Path stored = folder.resolve("certificates/ca.example-dir/dns.example");
    assertThat(stored.resolve("dns.example.crt")).exists();
    assertThat(stored.resolve("dns.example.json")).content().contains("\"ca\" : \"" + DIRECTORY);
  }

  @Test
  void ordersNothingThatItCannotStore() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    folder = folder.resolve("file");

    assertThat(keeper().look()).isEqualTo(Duration.ofMinutes(1));
    assertThat(real.orders).isEmpty();
  }

  @Test
  void goesOnWithAStoredCertificate() throws Exception {
    assertThat(keeper().look()).isPositive();

    var again = new ManagedKeys(List.of(DOMAIN));
    new Renewal(
            DOMAIN,
            DIRECTORY,
            again,
            new Store(folder),
            real,
            Optional.empty(),
            new SplittableRandom(1))
        .load();

    assertThat(Objects.requireNonNull(again.shown(DOMAIN)).chain())
        .isEqualTo(Objects.requireNonNull(keys.shown(DOMAIN)).chain());
    assertThat(keeper().look()).isPositive();
    assertThat(real.orders).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"59, 1", "61, 2"})
  void renewsWhenAThirdOfItsLifeIsLeft(int days, int serial) throws Exception {
    Keeper keeper = keeper();
    assertThat(keeper.look()).isPositive();

    now = now.plus(Duration.ofDays(days));
    assertThat(keeper.look()).isPositive();

    assertThat(shown()).isEqualTo(serial);
    assertThat(real.orders).hasSize(serial);
  }

  @Test
  void tellsTheAuthorityWhatItRenews() throws Exception {
    Keeper keeper = keeper();
    assertThat(keeper.look()).isPositive();
    now = now.plus(Duration.ofDays(70));
    assertThat(keeper.look()).isPositive();

    assertThat(real.orders).containsExactly(DOMAIN, DOMAIN + " after 1");
  }

  @Test
  void renewsEarlierIfTheAuthorityWantsIt() throws Exception {
    Keeper keeper = keeper();
    assertThat(keeper.look()).isPositive();
    Instant start = now.plus(Duration.ofDays(10));
    real.window =
        new Authority.Window(start, start.plusSeconds(3600), now.plus(Duration.ofDays(20)));

    now = now.plus(Duration.ofDays(9));
    assertThat(keeper.look()).isPositive();
    assertThat(shown()).isEqualTo(1);
    now = now.plus(Duration.ofDays(2));
    assertThat(keeper.look()).isPositive();

    assertThat(shown()).isEqualTo(2);
    assertThat(real.windows).isEqualTo(1);
  }

  @Test
  void triesAgainLaterAndLaterAndKeepsWhatItHas() throws Exception {
    Keeper keeper = keeper();
    assertThat(keeper.look()).isPositive();
    now = now.plus(Duration.ofDays(70));
    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 6; i++) {
      real.failures.add(new IOException("no TXT record"));
      Duration pause = keeper.look();
      pauses.add(pause.toMinutes());
      now = now.plus(pause);
    }

    assertThat(pauses).containsExactly(1L, 2L, 2L, 5L, 10L, 10L);
    assertThat(shown()).isEqualTo(1);
    assertThat(keeper.look()).isEqualTo(RenewalTimes.LOOK);
    assertThat(shown()).isEqualTo(8);
  }

  @Test
  void doesNotAskAgainBeforeTheAuthorityAllowsIt() throws Exception {
    real.failures.add(
        new TryLaterException("too many", now.plus(Duration.ofHours(2)), new IOException()));

    assertThat(keeper().look()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void asksTheOneThatCountsNoFailuresFirstAfterAFailure() throws Exception {
    rehearsed = Optional.of(rehearsal);
    real.failures.add(new IOException("no TXT record"));
    rehearsal.failures.add(new IOException("no TXT record"));
    Keeper keeper = keeper();

    for (int i = 0; i < 3; i++) {
      now = now.plus(keeper.look());
    }

    assertThat(rehearsal.orders).hasSize(2);
    assertThat(real.orders).hasSize(2);
    assertThat(shown()).isEqualTo(2);
  }

  @Test
  void takesWhatAnotherProcessStored() throws Exception {
    Keeper keeper = keeper();
    assertThat(keeper.look()).isPositive();
    now = now.plus(Duration.ofDays(70));
    KeyPair pair = KeyPem.generate();
    var certificate = TestCertificates.of(DOMAIN, pair, now, now.plus(LIFE), 99);
    new Store(folder)
        .save(DIRECTORY, DOMAIN, pair, new Authority.Issued(List.of(certificate), "", ""));

    assertThat(keeper.look()).isPositive();

    assertThat(shown()).isEqualTo(99);
    assertThat(real.orders).hasSize(1);
  }

  @Test
  void isNotStoppedByABrokenStore() throws Exception {
    assertThat(keeper().look()).isPositive();
    Files.writeString(
        folder.resolve("certificates/ca.example-dir/dns.example/dns.example.crt"), "x");
    var renewed = new ManagedKeys(List.of(DOMAIN));
    var renewal =
        new Renewal(
            DOMAIN,
            DIRECTORY,
            renewed,
            new Store(folder),
            real,
            Optional.empty(),
            new SplittableRandom(1));
    renewal.load();
    renewal.look(now);

    assertThat(Objects.requireNonNull(renewed.shown(DOMAIN)).certificate().getSerialNumber())
        .isEqualTo(2);
  }

  @Test
  void stopsInTheMiddleOfAnOrder() throws Exception {
    var ordered = new CountDownLatch(1);
    var slow =
        new Authority() {
          @Override
          public Issued order(String domain, KeyPair pair, Optional<X509Certificate> replaced)
              throws InterruptedException {
            ordered.countDown();
            new CountDownLatch(1).await();
            throw new IllegalStateException();
          }

          @Override
          public Optional<Window> window(X509Certificate certificate) {
            return Optional.empty();
          }
        };
    var renewal =
        new Renewal(
            DOMAIN,
            DIRECTORY,
            keys,
            new Store(folder),
            slow,
            Optional.empty(),
            new SplittableRandom(1));
    var keeper = new Keeper(List.of(renewal), () -> now);
    Thread thread = Thread.startVirtualThread(keeper);
    ordered.await();

    keeper.stop();

    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }
}
