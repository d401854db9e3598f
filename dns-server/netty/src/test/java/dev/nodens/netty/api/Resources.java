package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of this package's test resources.
final class Resources {
  private Resources() {}

  static String text(String name) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no test resource " + name);
      }
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  static PemSource pem(String name) throws IOException {
    return new PemSource(null, text(name), name);
  }

  static Path copy(String name, Path directory) throws IOException {
    return Files.writeString(directory.resolve(name), text(name));
  }
}
