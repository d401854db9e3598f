import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The C library that the JVM and Netty's native code load, from the build machine's Debian package
/// `libc6`.
///
/// Files of unknown origin do not go into an image: the package manager has to name the package
/// that owns them, and its checksums have to match.
final class Glibc {
  private static final List<String> LIBRARIES =
      List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1");

  private Glibc() {}

  static void copyTo(Path rootfs) throws IOException, InterruptedException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String folder = arm ? "lib/aarch64-linux-gnu" : "lib/x86_64-linux-gnu";
    String loader = arm ? "lib/ld-linux-aarch64.so.1" : "lib64/ld-linux-x86-64.so.2";
    String version = verifiedPackage();
    for (String library : LIBRARIES) {
      copy(Path.of("/", folder, library), rootfs.resolve(folder).resolve(library));
    }
    Path copied = rootfs.resolve(loader);
    copy(Path.of("/", loader), copied);
    if (!copied.toFile().setExecutable(true, false)) {
      throw new IOException(copied + ": cannot be made executable");
    }
    Path notes = rootfs.resolve("usr/share/doc/libc6");
    Files.createDirectories(notes);
    Files.writeString(notes.resolve("version"), version + "\n");
    copy(Path.of("/usr/share/doc/libc6/copyright"), notes.resolve("copyright"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    // Through symbolic links: the image holds the file itself.
    Files.copy(from.toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String verifiedPackage() throws IOException, InterruptedException {
    String version;
    try {
      version = output("dpkg-query", "--show", "--showformat=${Package} ${Version}", "libc6");
    } catch (IOException e) {
      throw new IOException(
          "images take the C library from the Debian package libc6, and this machine has none;"
              + " build them on Debian or Ubuntu, or in a container of them",
          e);
    }
    String altered = output("dpkg", "--verify", "libc6");
    if (altered.lines().anyMatch(line -> line.contains("/lib"))) {
      throw new IOException("files of the package libc6 were changed on this machine:\n" + altered);
    }
    return version;
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0 && !command[1].equals("--verify")) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
