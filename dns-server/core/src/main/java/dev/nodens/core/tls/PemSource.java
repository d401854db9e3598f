package dev.nodens.core.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where PEM text comes from: a file, read whenever it is needed, or text that is at hand.
///
/// @param file null for text
/// @param text empty for a file
/// @param name what errors call it
public record PemSource(@Nullable Path file, String text, String name) {
  /// No text at all.
  public static final PemSource NONE = new PemSource(null, "", "");

  /// The text of a file.
  public static PemSource file(Path path) {
    return new PemSource(path, "", path.toString());
  }

  /// The text of a file, if there is one.
  public static PemSource file(Optional<Path> path) {
    return path.map(PemSource::file).orElse(NONE);
  }

  /// @param base64 as kubeconfig files hold it
  /// @param field what errors call it
  public static PemSource data(String base64, String field) throws IOException {
    try {
      byte[] octets = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return new PemSource(null, new String(octets, US_ASCII), field);
    } catch (IllegalArgumentException e) {
      throw new IOException(field + " is not base64: " + e.getMessage(), e);
    }
  }

  /// Whether there is no text at all.
  public boolean isNone() {
    return file == null && text.isEmpty();
  }

  /// Blocks where it is a file.
  ///
  /// @throws IOException naming the file
  public String read() throws IOException {
    if (file == null) {
      return text;
    }
    try {
      return Files.readString(file, US_ASCII);
    } catch (NoSuchFileException e) {
      throw new IOException("open " + file + ": no such file or directory", e);
    } catch (IOException e) {
      throw new IOException("open " + file + ": " + e.getMessage(), e);
    }
  }

  /// Something that is equal as long as the file did not change. Blocks where it is a file.
  public Object stamp() {
    if (file == null) {
      return "";
    }
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
