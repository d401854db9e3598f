package dev.nodens.plugin.tls;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.core.tls.KeyLog;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.tls.acme.AcmeBlocks;
import dev.nodens.plugin.tls.acme.AcmeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tls CERT KEY [CA] { client_auth KIND; keylog FILE }`, or `tls { acme DOMAIN...; ... }`.
public final class TlsPlugin implements Plugin<TlsPlugin.Config> {
  private static final Logger LOG = LoggerFactory.getLogger(TlsPlugin.class);

  /// What `tls` says.
  public sealed interface Config {}

  /// A certificate in files.
  ///
  /// @param files certificate and key, and maybe the authority of clients; as written
  /// @param clients what is asked of clients
  /// @param keyLog file for the secrets of connections, as written; empty for none
  public record FromFiles(List<String> files, ClientCertificates clients, String keyLog)
      implements Config {
    public FromFiles {
      files = List.copyOf(files);
    }
  }

  /// Certificates from an ACME server.
  public record FromAcme(AcmeOptions options) implements Config {}

  /// The answers to an ACME server's questions, in every block.
  public record Challenges() implements Config {}

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Config config = new FromFiles(List.of(), ClientCertificates.NONE, "");
    while (cursor.next()) {
      List<String> files = cursor.remainingArgs();
      if (files.isEmpty()) {
        config = new FromAcme(new AcmeParser().parse(cursor));
      } else {
        config = fromFiles(files, cursor);
      }
    }
    return config;
  }

  private static Config fromFiles(List<String> files, Cursor cursor) {
    if (files.size() < 2 || files.size() > 3) {
      throw cursor.argumentError();
    }
    ClientCertificates clients = ClientCertificates.NONE;
    String keyLog = "";
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case "client_auth" -> clients = clients(cursor.onlyArgument(), cursor);
        case "keylog" -> keyLog = cursor.onlyArgument();
        default -> throw cursor.error("unknown option '" + cursor.value() + "'");
      }
    }
    return new FromFiles(files, clients, keyLog);
  }

  private static ClientCertificates clients(String word, Cursor cursor) {
    return switch (word) {
      case "nocert" -> ClientCertificates.NONE;
      case "request" -> ClientCertificates.REQUEST;
      case "require" -> ClientCertificates.REQUIRE;
      case "verify_if_given" -> ClientCertificates.VERIFY_IF_GIVEN;
      case "require_and_verify" -> ClientCertificates.REQUIRE_AND_VERIFY;
      default -> throw cursor.error("unknown authentication type '" + word + "'");
    };
  }

  @Override
  public Optional<Config> everywhere(Config config) {
    return config instanceof FromAcme ? Optional.of(new Challenges()) : Optional.empty();
  }

  @Override
  public void install(Config config, Installation installation) {
    if (config instanceof FromFiles files) {
      install(files, installation);
    } else if (config instanceof FromAcme acme) {
      installation.tls(AcmeBlocks.of(installation).serve(acme.options(), installation));
    } else {
      installation.handler(AcmeBlocks.of(installation).challenges());
    }
  }

  private static void install(FromFiles config, Installation installation) {
    List<Path> files = config.files().stream().map(installation::resolve).toList();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new PluginException(
            "could not load TLS cert: open "
                + file
                + (Files.exists(file) ? ": permission denied" : ": no such file or directory"));
      }
    }
    installation.tls(
        new ServerTls(
            files.get(0),
            files.get(1),
            files.size() == 3 ? Optional.of(files.get(2)) : Optional.empty(),
            config.clients(),
            config.keyLog().isEmpty()
                ? Optional.empty()
                : Optional.of(keyLog(config.keyLog(), installation))));
  }

  private static KeyLog keyLog(String name, Installation installation) {
    Path file = installation.resolve(name).toAbsolutePath();
    String quoted = GoSyntax.quote(file.toString());
    try {
      KeyLog log = KeyLog.open(file);
      installation.onRetire(log::close);
      LOG.warn("plugin/tls: Writing TLS Key Log to {}", quoted);
      return log;
    } catch (IOException e) {
      throw new PluginException(
          "unable to write TLS Key Log to " + quoted + ": " + e.getMessage(), e);
    }
  }
}
