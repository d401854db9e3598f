package dev.nodens.core.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file with the secrets of TLS connections, in NSS's format: Wireshark and others decrypt a
/// capture with it. Only the owner may read it. Thread-safe.
public final class KeyLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

  private final Path file;
  private final FileChannel channel;
  private boolean broken;

  private KeyLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Opens `file`, to write behind what it holds.
  ///
  /// @throws IOException `open FILE: REASON`
  public static KeyLog open(Path file) throws IOException {
    try {
      var owner = PosixFilePermissions.fromString("rw-------");
      return new KeyLog(
          file,
          FileChannel.open(
              file, Set.of(WRITE, CREATE, APPEND), PosixFilePermissions.asFileAttribute(owner)));
    } catch (NoSuchFileException e) {
      throw new IOException("open " + file + ": no such file or directory", e);
    } catch (IOException e) {
      throw new IOException("open " + file + ": " + e.getMessage(), e);
    }
  }

  /// Adds one secret. Blocks as long as a write to a file does; the first that fails is logged.
  ///
  /// @param line without its end
  public synchronized void write(String line) {
    if (broken) {
      return;
    }
    try {
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)));
    } catch (IOException e) {
      broken = true;
      LOG.error("plugin/tls: no more secrets are written to {}: {}", file, e.toString());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    broken = true;
    channel.close();
  }
}
