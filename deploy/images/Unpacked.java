import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files as a container runtime leaves them on a node, so that a process that is measured beside
/// the image takes the memory that it takes in a pod.
///
/// The kernel caches a file in pieces of up to the size that it was written in, and a touch of one
/// page may map the whole piece (Linux 6.18 does). The JVM writes its cache, and jlink the JVM, in
/// pieces of megabytes, which then stay in memory whole; containerd unpacks a layer in pieces of 32
/// KiB (copyBuffered in its pkg/archive/tar.go).
final class Unpacked {
  private static final int PIECE = 32 * 1024;

  private Unpacked() {}

  /// Puts a copy, the same bytes, in the place of the file. A process that has it open, such as a
  /// benchmark's server, keeps the old one.
  static void replace(Path file) throws IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".unpacked");
    byte[] bytes = Files.readAllBytes(file);
    try (OutputStream out = Files.newOutputStream(copy)) {
      for (int at = 0; at < bytes.length; at += PIECE) {
        out.write(bytes, at, Math.min(PIECE, bytes.length - at));
      }
    }
    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
