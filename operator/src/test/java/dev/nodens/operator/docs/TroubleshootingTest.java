package dev.nodens.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.Names;
import dev.nodens.operator.status.Announcement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Every reason that the code can give, for a condition, a node or an Event, is explained in
/// `docs/troubleshooting.md`, and nothing else is.
///
/// A reason is an UpperCamel word. The package `status`, enums named `Reason` or `Halt` and classes
/// that make Events hold no other UpperCamel strings but the few named here.
class TroubleshootingTest {
  private static final Path ROOT = Path.of(System.getProperty("nodens.root"));
  private static final Pattern WORD = Pattern.compile("([A-Z][a-z0-9]+|IP|API|DNS)+");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^### `([A-Za-z0-9]+)`");

  /// UpperCamel strings that are no reasons of ours: types of conditions, kinds of objects, parts
  /// of Events.
  private static final Set<String> OTHERS =
      Set.of(
          "Accepted",
          "Available",
          "Progressing",
          "Degraded",
          "ConfigMapInSync",
          "WorkloadInSync",
          "ConfigServed",
          "Ready",
          "ConfigMap",
          "DaemonSet",
          "EndpointSlice",
          "EndpointSlices",
          "Events",
          "FailedCreate",
          "Normal",
          "Reconcile",
          "Service",
          "ServiceAccount",
          "Warning",
          "Adopted");

  @Test
  void everyReasonOfTheCodeIsExplainedAndNoOther() throws IOException, URISyntaxException {
    Set<String> reasons = reasons();
    Set<String> documented = new TreeSet<>();
    var headings = DOCUMENTED.matcher(Files.readString(ROOT.resolve("docs/troubleshooting.md")));
    while (headings.find()) {
      documented.add(headings.group(1));
    }

    assertThat(reasons)
        .as("found in the code")
        .contains("InvalidConfig", "NoReadyPods", "Rolling", "CanaryFailed");
    assertThat(reasons)
        .as("reasons without a heading in docs/troubleshooting.md")
        .filteredOn(reason -> !documented.contains(reason))
        .isEmpty();
    assertThat(documented)
        .as("headings in docs/troubleshooting.md that no code gives")
        .filteredOn(reason -> !reasons.contains(reason))
        .isEmpty();
  }

  private static Set<String> reasons() throws IOException, URISyntaxException {
    Path classes = Path.of(Names.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> reasons = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes.resolve("dev/nodens/operator"))) {
      files
          .filter(TroubleshootingTest::mayHoldReasons)
          .flatMap(TroubleshootingTest::strings)
          .filter(text -> WORD.matcher(text).matches())
          .filter(text -> !OTHERS.contains(text))
          .forEach(reasons::add);
    }
    return reasons;
  }

  private static boolean mayHoldReasons(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class")
        && (file.getParent().endsWith("status")
            || name.endsWith("Reason.class")
            || name.endsWith("$Halt.class")
            || classes(file).anyMatch(Announcement.class.getName().replace('.', '/')::equals));
  }

  private static Stream<String> strings(Path file) {
    return constants(file)
        .filter(StringEntry.class::isInstance)
        .map(entry -> ((StringEntry) entry).stringValue());
  }

  private static Stream<String> classes(Path file) {
    return constants(file)
        .filter(ClassEntry.class::isInstance)
        .map(entry -> ((ClassEntry) entry).asInternalName());
  }

  private static Stream<PoolEntry> constants(Path file) {
    try {
      return StreamSupport.stream(ClassFile.of().parse(file).constantPool().spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
