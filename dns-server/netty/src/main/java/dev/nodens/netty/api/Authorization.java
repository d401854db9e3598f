package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;

/// What a request's `Authorization` header says; asked for each request, so that a token that was
/// replaced on disk is used at once.
@FunctionalInterface
interface Authorization {
  /// No header.
  Authorization NONE = () -> "";

  /// The header's value, or empty for no header.
  String header() throws IOException;

  static Authorization token(String token) {
    return () -> "Bearer " + token;
  }

  static Authorization tokenFile(Path file) {
    return () -> {
      try {
        String token = Files.readString(file, UTF_8).strip();
        if (token.isEmpty()) {
          throw new IOException("the token file " + file + " is empty");
        }
        return "Bearer " + token;
      } catch (NoSuchFileException e) {
        throw new IOException("no token file: " + file, e);
      }
    };
  }

  static Authorization basic(String user, String password) {
    String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return () -> "Basic " + pair;
  }
}
