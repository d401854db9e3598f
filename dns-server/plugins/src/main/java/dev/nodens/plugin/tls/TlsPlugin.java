package dev.nodens.plugin.tls;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.corefile.Cursor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `tls CERT KEY [CA] { client_auth KIND }`.
public final class TlsPlugin implements Plugin<TlsPlugin.Config> {
  /// What `tls` says.
  ///
  /// @param files certificate and key, and maybe the authority of clients; as written
  /// @param clients what is asked of clients
  public record Config(List<String> files, ClientCertificates clients) {
    public Config {
      files = List.copyOf(files);
    }
  }

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Config config = new Config(List.of(), ClientCertificates.NONE);
    while (cursor.next()) {
      List<String> files = cursor.remainingArgs();
      if (files.isEmpty()) {
        throw cursor.refusal(
            "certificates from ACME are not part of Nodens: name a certificate and a key, which may"
                + " be renewed in place");
      }
      if (files.size() < 2 || files.size() > 3) {
        throw cursor.argumentError();
      }
      ClientCertificates clients = ClientCertificates.NONE;
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "client_auth" -> clients = clients(cursor.onlyArgument(), cursor);
          case "keylog" -> {
            String _ = cursor.onlyArgument();
            throw cursor.refusal("keylog is not part of Nodens: remove it");
          }
          default -> throw cursor.error("unknown option '" + cursor.value() + "'");
        }
      }
      config = new Config(files, clients);
    }
    return config;
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
  public void install(Config config, Installation installation) {
    List<Path> files = config.files().stream().map(installation::resolve).toList();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new PluginException("could not load TLS cert: open " + file + ": cannot be read");
      }
    }
    installation.tls(
        new ServerTls(
            files.get(0),
            files.get(1),
            files.size() == 3 ? Optional.of(files.get(2)) : Optional.empty(),
            config.clients()));
  }
}
