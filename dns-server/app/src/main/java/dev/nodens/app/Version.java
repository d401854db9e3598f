package dev.nodens.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;

/// Which program this is.
///
/// @param number such as `0.1.0`
record Version(String number) {
  /// What the build wrote into the jar.
  static Version ofBuild() {
    var properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("version.properties of the program cannot be read", e);
    }
    return new Version(properties.getProperty("version", "0.0.0"));
  }

  /// `Nodens-0.1.0`.
  String name() {
    return "Nodens-" + number;
  }

  /// `linux/amd64, java 25.0.3`.
  String platform() {
    String architecture = System.getProperty("os.arch").replace("aarch64", "arm64");
    return System.getProperty("os.name").toLowerCase(Locale.ROOT)
        + "/"
        + architecture
        + ", java "
        + Runtime.version().feature()
        + "."
        + Runtime.version().interim()
        + "."
        + Runtime.version().update();
  }
}
