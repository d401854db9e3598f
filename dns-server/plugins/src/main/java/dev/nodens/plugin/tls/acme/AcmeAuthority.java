package dev.nodens.plugin.tls.acme;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An ACME server, spoken to with acme4j. It proves the domains by DNS alone (dns-01), with records
/// that this server's own blocks answer.
final class AcmeAuthority implements Authority {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeAuthority.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String FORGOTTEN = "urn:ietf:params:acme:error:accountDoesNotExist";
  private static final String RECORD = "_acme-challenge.";

  private final String directory;
  private final String email;
  private final HttpAccess http;
  private final Store store;
  private final Challenges challenges;

  /// @param directory URL
  /// @param email contact of a new account; empty for none
  AcmeAuthority(
      String directory, String email, HttpAccess http, Store store, Challenges challenges) {
    this.directory = directory;
    this.email = email.toLowerCase(Locale.ROOT).strip();
    this.http = http;
    this.store = store;
    this.challenges = challenges;
  }

  /// With the HTTP client of its own that closes after the order.
  private static final class Provider extends GenericAcmeProvider {
    private final HttpClient client;

    Provider(HttpClient client) {
      this.client = client;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
      return client;
    }
  }

  @FunctionalInterface
  private interface Talk<T> {
    T with(Session session)
        throws AcmeException, IOException, InterruptedException, GeneralSecurityException;
  }

  private <T> T talk(Talk<T> talk) throws IOException, InterruptedException {
    refusePlainHttp();
    try (HttpAccess.Opened opened = http.open()) {
      var session = new Session(URI.create(directory), new Provider(opened.client()));
      session.setLocale(null);
      return talk.with(session);
    } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException e) {
      throw failure(e);
    } catch (GeneralSecurityException e) {
      throw new IOException("no request for a certificate: " + e.getMessage(), e);
    }
  }

  @Override
  public Issued order(String domain, KeyPair keys, Optional<X509Certificate> replaced)
      throws IOException, InterruptedException {
    return talk(session -> {
      Optional<Store.Account> account = store.account(directory, email);
      if (account.isPresent()) {
        try {
          return order(login(session, account.get()), domain, keys, replaced);
        } catch (AcmeServerException e) {
          if (!e.getType().toString().equals(FORGOTTEN)) {
            throw e;
          }
          LOG.warn("plugin/tls: {} forgot {}", directory, account.get().location());
          store.forget(directory, account.get());
        }
      }
      return order(register(session), domain, keys, replaced);
    });
  }

  private static Login login(Session session, Store.Account account) throws IOException {
    return session.login(URI.create(account.location()).toURL(), account.keys());
  }

  private Login register(Session session) throws AcmeException, IOException {
    KeyPair keys = KeyPem.generate();
    AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(keys);
    if (!email.isEmpty()) {
      builder.addEmail(email);
    }
    Login login = builder.createLogin(session);
    String location = login.getAccount().getLocation().toString();
    store.save(directory, new Store.Account(keys, location, email));
    LOG.info("plugin/tls: a new account: {}", location);
    return login;
  }

  private Issued order(Login login, String domain, KeyPair keys, Optional<X509Certificate> replaced)
      throws AcmeException, IOException, InterruptedException, GeneralSecurityException {
    OrderBuilder builder = login.newOrder().domain(domain);
    if (replaced.isPresent()
        && login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()) {
      RenewalId.of(replaced.get()).ifPresent(builder::replaces);
    }
    Order order = builder.create();
    prove(order);
    order.execute(CertificateRequest.of(domain, keys));
    if (order.waitForCompletion(PATIENCE) != Status.VALID) {
      throw new IOException(
          order.getError().map(Object::toString).orElse("the order failed, nobody says why"));
    }
    Certificate certificate = order.getCertificate();
    return new Issued(
        certificate.getCertificateChain(),
        certificate.getLocation().toString(),
        login.getAccount().getLocation().toString());
  }

  private void prove(Order order) throws AcmeException, IOException, InterruptedException {
    var shown = new ArrayList<Shown>();
    try {
      for (Authorization authorization : order.getAuthorizations()) {
        if (authorization.getStatus() != Status.VALID) {
          Dns01Challenge challenge =
              authorization
                  .findChallenge(Dns01Challenge.class)
                  .orElseThrow(() -> new IOException("the ACME server offers no dns-01 challenge"));
          String name = RECORD + authorization.getIdentifier().getDomain() + ".";
          var record = new Shown(name, challenge.getDigest());
          challenges.show(record.name(), record.text());
          shown.add(record);
          challenge.trigger();
        }
      }
      Status status = order.waitUntilReady(PATIENCE);
      if (status == Status.INVALID) {
        throw new IOException(reason(order));
      }
    } finally {
      shown.forEach(record -> challenges.remove(record.name(), record.text()));
    }
  }

  private record Shown(String name, String text) {}

  private static String reason(Order order) throws AcmeException {
    for (Authorization authorization : order.getAuthorizations()) {
      Optional<Instant> _ = authorization.fetch();
      Optional<String> error =
          authorization
              .findChallenge(Dns01Challenge.class)
              .flatMap(Challenge::getError)
              .map(Object::toString);
      if (error.isPresent()) {
        return error.get();
      }
    }
    return order.getError().map(Object::toString).orElse("the domain was not proven");
  }

  @Override
  public Optional<Window> window(X509Certificate certificate) throws IOException {
    Optional<String> id = RenewalId.of(certificate);
    Optional<Store.Account> account = store.account(directory, email);
    if (id.isEmpty() || account.isEmpty()) {
      return Optional.empty();
    }
    try {
      return talk(session -> {
        Optional<URL> place = session.resourceUrlOptional(Resource.RENEWAL_INFO);
        if (place.isEmpty()) {
          return Optional.empty();
        }
        URL url = URI.create(place.get().toString().replaceAll("/$", "") + "/" + id.get()).toURL();
        RenewalInfo info = login(session, account.get()).bindRenewalInfo(url);
        Instant again = info.fetch().orElse(Instant.now().plus(Duration.ofHours(6)));
        return Optional.of(
            new Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd(), again));
      });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// As CoreDNS's library refuses it: whoever listens would have the account.
  private void refusePlainHttp() throws IOException {
    URI url = URI.create(directory);
    if ("https".equalsIgnoreCase(url.getScheme())) {
      return;
    }
    String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
    boolean internal =
        host.equals("localhost")
            || List.of(".localhost", ".local", ".internal", ".home.arpa").stream()
                .anyMatch(host::endsWith)
            || isInternalAddress(host);
    if (!internal) {
      throw new IOException(directory + ": insecure CA URL (HTTPS required for non-internal CA)");
    }
  }

  private static boolean isInternalAddress(String host) {
    try {
      InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
      return address.isLoopbackAddress()
          || address.isSiteLocalAddress()
          || address.isLinkLocalAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static IOException failure(Exception e) {
    if (e instanceof AcmeRateLimitedException limited && limited.getRetryAfter().isPresent()) {
      return new TryLaterException(
          String.valueOf(limited.getMessage()), limited.getRetryAfter().get(), e);
    }
    Throwable reason = e;
    while (isOfAcme(reason)
        && reason.getCause() != null
        && !(reason instanceof AcmeServerException)) {
      reason = reason.getCause();
    }
    return new IOException(isOfAcme(reason) ? reason.getMessage() : reason.toString(), e);
  }

  private static boolean isOfAcme(Throwable e) {
    return e instanceof AcmeException
        || e instanceof AcmeProtocolException
        || e instanceof AcmeLazyLoadingException;
  }
}
