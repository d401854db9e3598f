import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// Lays out what an image holds beside its jars: in `target/image/rootfs` a Java runtime cut to
/// size and the C library; in `target/image/app` Netty's native code, the JVM's flags and an
/// ahead-of-time cache trained with the very jars of the image. Jib then packs it; see README.md in
/// this folder.
///
/// Usage: `java Stage.java MODULE FLAGS MAIN JDK_MODULES`, where MODULE is the folder of the Maven
/// module, FLAGS its JVM flags and MAIN the main class. It runs on the JDK that the runtime is cut
/// from.
public final class Stage {
  /// Threads of the JVM may have priorities, which its flags file then gives to the compilers; the
  /// same for all of Java, as without this option. From a file or the command line the JVM would
  /// warn that who is not root cannot raise any, which nobody wants.
  private static final String OPTIONS =
      "-XX:ThreadPriorityPolicy=1 -XX:JavaPriority10_To_OSPriority=0"
          + " -XX:JavaPriority9_To_OSPriority=0 -XX:JavaPriority8_To_OSPriority=0";

  private final Path target;
  private final Path rootfs;
  private final Path app;
  private final Path flags;
  private final String main;

  private Stage(Path module, Path flags, String main) {
    this.target = module.resolve("target");
    this.rootfs = target.resolve("image/rootfs");
    this.app = target.resolve("image/app");
    this.flags = flags;
    this.main = main;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 4) {
      throw new IllegalArgumentException("usage: Stage.java MODULE FLAGS MAIN JDK_MODULES");
    }
    Path module = Path.of(args[0]).toAbsolutePath().normalize();
    new Stage(module, Path.of(args[1]), args[2]).run(args[3]);
  }

  private void run(String modules) throws Exception {
    Path java = rootfs.resolve("opt/java");
    long start = System.nanoTime();
    cutRuntime(modules, java);
    Glibc.copyTo(rootfs);
    accounts();
    fresh(app);
    Files.copy(flags, app.resolve("jvm.flags"));
    List<String> jars = jars();
    Files.writeString(app.resolve("place.flags"), placeFlags(jars));
    natives(app.resolve("native"));
    Path trained = fresh(target.resolve("image/training"));
    layOutLikeTheImage(trained, jars);
    var training = new Training(java.resolve("bin/java"), trained, app);
    training.run(main, classPath(jars));
    Unpacked.replace(java.resolve("lib/server/libjvm.so"));
    Unpacked.replace(app.resolve("aot.cache"));
    startScript(jars);
    System.out.printf(
        "image: runtime %d MiB, cache %d MiB, staged in %d s%n",
        size(java) >> 20,
        size(app.resolve("aot.cache")) >> 20,
        (System.nanoTime() - start) / 1_000_000_000);
  }

  /// jlink takes ten seconds, so its output is kept as long as JDK and modules stay the same.
  private void cutRuntime(String modules, Path java) throws IOException {
    Path marker = target.resolve("image/runtime.made-from");
    String wanted =
        modules
            + " with "
            + OPTIONS
            + " of "
            + Runtime.version()
            + " "
            + System.getProperty("java.vendor");
    if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(marker);
    delete(java);
    Files.createDirectories(java.getParent());
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    var out = new PrintWriter(System.out, true);
    List<String> arguments =
        List.of("--add-modules", modules, "--strip-debug", "--no-header-files", "--no-man-pages");
    var command = new ArrayList<>(arguments);
    command.addAll(List.of("--add-options", OPTIONS, "--output", java.toString()));
    int status = jlink.run(out, out, command.toArray(String[]::new));
    if (status != 0) {
      throw new IOException("jlink of " + modules + " failed with status " + status);
    }
    Files.writeString(marker, wanted);
  }

  private void accounts() throws IOException {
    write("etc/passwd", "root:x:0:0:root:/:\nnodens:x:65532:65532:nodens:/tmp:\n");
    write("etc/group", "root:x:0:\nnodens:x:65532:\n");
    write("etc/nsswitch.conf", "hosts: files dns\n");
    Files.createDirectories(rootfs.resolve("tmp"));
  }

  private void write(String path, String text) throws IOException {
    Path file = rootfs.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// The module's own jar first, then what it needs by name: the order that the cache was trained
  /// with has to be the order in the image.
  private List<String> jars() throws IOException {
    var jars = new ArrayList<String>();
    jars.add("classpath/" + ownJar().getFileName());
    try (Stream<Path> libs = Files.list(target.resolve("lib"))) {
      libs.map(lib -> "libs/" + lib.getFileName()).sorted().forEach(jars::add);
    }
    return jars;
  }

  private Path ownJar() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(f -> f.toString().endsWith(".jar"))
          .filter(f -> !f.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no jar in " + target + ": run mvn package"));
    }
  }

  /// The image's process without a container: for measuring, and for a look.
  private void startScript(List<String> jars) throws IOException {
    Path script = target.resolve("image/run");
    Files.writeString(
        script,
        """
        #!/bin/sh
        # run ARGS : the process of the image, from the files that the image is packed from.
        here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
        exec "$here/rootfs/opt/java/bin/java" "@$here/app/jvm.flags" "-XX:AOTCache=$here/app/aot.cache" "-Djava.library.path=$here/app/native" \\
          -cp "%s" %s "$@"
        """
            .formatted(classPath(jars).replace("/app/", "$here/training/app/"), main));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String classPath(List<String> jars) {
    return String.join(":", jars.stream().map(jar -> "/app/" + jar).toList());
  }

  private String placeFlags(List<String> jars) {
    return """
    # Where things are in the image. What the JVM does is in jvm.flags.
    -XX:AOTCache=/app/aot.cache
    -Djava.library.path=/app/native
    -cp %s
    """
        .formatted(classPath(jars));
  }

  /// Unpacked, so that nothing is extracted at start and the root file system can be read-only.
  private void natives(Path folder) throws IOException {
    Files.createDirectories(folder);
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    for (Path jar : jarsWithNatives()) {
      try (var zip = new ZipFile(jar.toFile())) {
        for (var entry : zip.stream().toList()) {
          if (entry.getName().matches("META-INF/native/lib.*" + machine + "\\.so")) {
            Path file = folder.resolve(Path.of(entry.getName()).getFileName());
            Files.copy(zip.getInputStream(entry), file);
          }
        }
      }
    }
  }

  /// All but our own jar; those in `target/native` have nothing else that the image needs.
  private List<Path> jarsWithNatives() throws IOException {
    var jars = new ArrayList<Path>();
    for (String folder : List.of("lib", "native")) {
      if (Files.isDirectory(target.resolve(folder))) {
        try (Stream<Path> files = Files.list(target.resolve(folder))) {
          jars.addAll(files.sorted().toList());
        }
      }
    }
    return jars;
  }

  /// Same relative paths and same times as in the image: the JVM checks both when it opens a cache.
  private void layOutLikeTheImage(Path root, List<String> jars) throws IOException {
    var epochPlusOne = FileTime.fromMillis(1000);
    for (String jar : jars) {
      Path source =
          jar.startsWith("libs/") ? target.resolve("lib").resolve(jar.substring(5)) : ownJar();
      Path copy = root.resolve("app").resolve(jar);
      Files.createDirectories(copy.getParent());
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(copy, epochPlusOne);
    }
  }

  private static Path fresh(Path folder) throws IOException {
    delete(folder);
    return Files.createDirectories(folder);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static long size(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }
}
