package dev.nodens.plugin.tls.acme;

import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import dev.nodens.corefile.GoSyntax;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// What the blocks of a configuration want of ACME, together: blocks that say the same share their
/// certificates, and all answer the ACME server's questions.
public final class AcmeBlocks {
  private static final String REHEARSAL = "https://acme-staging-v02.api.letsencrypt.org/directory";

  private final Challenges challenges = new Challenges();
  private final Map<AcmeOptions, ManagedKeys> known = new HashMap<>();
  private final Map<String, AcmeOptions> owners = new HashMap<>();
  private final List<Renewal> renewals = new ArrayList<>();

  private AcmeBlocks(Installation installation) {
    var keeper = new Keeper(renewals, installation.platform().clock());
    installation.onStart(keeper::load);
    installation.onListening(() -> installation.platform().blocking().execute(keeper));
    installation.onRetire(keeper::stop);
  }

  /// Those of the configuration that is being built.
  public static AcmeBlocks of(Installation installation) {
    return installation.shared(AcmeBlocks.class, () -> new AcmeBlocks(installation));
  }

  /// Answers the ACME server.
  public Handler challenges() {
    return new ChallengeHandler(challenges);
  }

  /// Who a server is whose block says `written`.
  ///
  /// @param block that block
  public ServerTls serve(AcmeOptions written, Installation block) {
    var options =
        new AcmeOptions(
            written.domains(),
            written.email(),
            written.directory(),
            block.resolve(written.storage()).toAbsolutePath().toString(),
            written.root().isEmpty()
                ? ""
                : block.resolve(written.root()).toAbsolutePath().toString(),
            written.resolver());
    AcmeOptions key = options.key();
    List<X509Certificate> roots = roots(options.root());
    ManagedKeys keys = known.get(key);
    if (keys == null) {
      keys = add(options, key, roots);
      known.put(key, keys);
    }
    return new ServerTls(keys, Optional.empty(), ClientCertificates.NONE, Optional.empty());
  }

  private ManagedKeys add(AcmeOptions options, AcmeOptions key, List<X509Certificate> roots) {
    for (String domain : options.domains()) {
      AcmeOptions owner = owners.putIfAbsent(domain, key);
      if (owner != null && !owner.equals(key)) {
        throw new PluginException(
            "ACME domain " + GoSyntax.quote(domain) + " is configured with conflicting options");
      }
    }
    var keys = new ManagedKeys(options.domains());
    var store = new Store(Path.of(options.storage()));
    Authority authority = authority(options, options.directory(), store, roots);
    Optional<Authority> rehearsal =
        options.directory().equals(AcmeOptions.LETS_ENCRYPT)
            ? Optional.of(authority(options, REHEARSAL, store, roots))
            : Optional.empty();
    for (String domain : options.domains()) {
      renewals.add(
          new Renewal(
              domain,
              options.directory(),
              keys,
              store,
              authority,
              rehearsal,
              new SplittableRandom()));
    }
    return keys;
  }

  private Authority authority(
      AcmeOptions options, String directory, Store store, List<X509Certificate> roots) {
    return new AcmeAuthority(
        directory, options.email(), new HttpAccess(roots, options.resolver()), store, challenges);
  }

  private static List<X509Certificate> roots(String file) {
    if (file.isEmpty()) {
      return List.of();
    }
    PemSource source = PemSource.file(Path.of(file));
    String quoted = GoSyntax.quote(file);
    try {
      String _ = source.read();
    } catch (IOException e) {
      throw new PluginException("reading ACME CA root " + quoted + ": " + e.getMessage(), e);
    }
    try {
      return Pem.certificates(source);
    } catch (IOException e) {
      throw new PluginException("ACME CA root " + quoted + " contains no certificates", e);
    }
  }
}
