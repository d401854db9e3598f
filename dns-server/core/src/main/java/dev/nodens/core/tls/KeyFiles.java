package dev.nodens.core.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;

/// A certificate and its key in files.
///
/// @param certificate PEM file with the server's certificate and those that lead to its authority
/// @param key PEM file with its private key
public record KeyFiles(Path certificate, Path key) implements ServerKeys {
  @Override
  public KeyManager load() throws IOException, GeneralSecurityException {
    return Pem.keys(PemSource.file(certificate), PemSource.file(key)).getKeyManagers()[0];
  }

  @Override
  public Object stamp() {
    return List.of(PemSource.file(certificate).stamp(), PemSource.file(key).stamp());
  }

  @Override
  public String name() {
    return certificate.toString();
  }
}
