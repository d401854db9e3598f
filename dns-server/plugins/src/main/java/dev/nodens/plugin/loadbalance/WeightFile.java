package dev.nodens.plugin.loadbalance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.PluginException;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The weights of addresses, read from a file: a line with a name, then lines with an address and a
/// weight of 1 to 255. Read off the event loops; looked up from any thread.
final class WeightFile {
  private static final Logger LOG = LoggerFactory.getLogger(WeightFile.class);
  private static final int MAX_WEIGHT = 255;

  private final Path file;
  private final String label;
  private byte[] content = new byte[0];
  private volatile Map<Name, List<Weight>> weights = Map.of();

  /// @param label the file as the Corefile names it
  WeightFile(Path file, String label) {
    this.file = file;
    this.label = label;
  }

  /// One line.
  ///
  /// @param address 4 or 16 octets
  /// @param value 1 to 255
  record Weight(byte[] address, int value) {}

  /// The weights of the addresses of `name`; what is missing counts 1.
  List<Weight> of(Name name) {
    return weights.getOrDefault(name, List.of());
  }

  /// Reads the file for the first time.
  ///
  /// @param tryAgain whether it may be missing for now
  /// @throws PluginException if it is malformed, or missing for good
  void start(boolean tryAgain) {
    try {
      read();
    } catch (IOException e) {
      if (!tryAgain) {
        throw new PluginException("weight file open error: " + label, e);
      }
      LOG.warn("plugin/loadbalance: Failed to open weight file {}. Will try again", label);
    } catch (IllegalArgumentException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Reads the file again if it changed; keeps what it had if that fails.
  void refresh() {
    try {
      read();
    } catch (IOException e) {
      LOG.error("plugin/loadbalance: weight file open error: {}", label);
    } catch (IllegalArgumentException e) {
      LOG.error("plugin/loadbalance: {}", e.getMessage());
    }
  }

  private void read() throws IOException {
    byte[] now = Files.readAllBytes(file);
    if (Arrays.equals(now, content)) {
      return;
    }
    content = now;
    weights = parse(new String(now, UTF_8), label);
    LOG.info("plugin/loadbalance: Successfully reloaded weight file {}", label);
  }

  static Map<Name, List<Weight>> parse(String text, String label) {
    Map<Name, List<Weight>> weights = new HashMap<>();
    @Nullable List<Weight> current = null;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] fields = line.split("\\s+");
      if (fields.length == 1) {
        current = weights.computeIfAbsent(name(fields[0], label), n -> new ArrayList<>());
      } else if (fields.length > 2) {
        throw new IllegalArgumentException(
            "could not parse weight line:\"" + line + "\" in weight file " + label);
      } else {
        Weight weight = new Weight(address(fields[0], label), value(fields[1], label));
        if (current == null) {
          throw new IllegalArgumentException("missing domain name in weight file " + label);
        }
        current.add(weight);
      }
    }
    return Map.copyOf(weights);
  }

  private static Name name(String text, String label) {
    if (IpLiteral.parse(text) == null) {
      try {
        return Name.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "wrong domain name:\"" + text + "\" in weight file " + label, e);
      }
    }
    throw new IllegalArgumentException(
        "wrong domain name:\""
            + text
            + "\" in weight file "
            + label
            + ". (Maybe a missing weight value?)");
  }

  private static byte[] address(String text, String label) {
    byte[] address = IpLiteral.parse(text);
    if (address == null) {
      throw new IllegalArgumentException(
          "wrong IP address:\"" + text + "\" in weight file " + label);
    }
    return address;
  }

  private static int value(String text, String label) {
    boolean digits = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = digits ? Integer.parseInt(text) : 0;
    if (value < 1 || value > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "wrong weight value:\"" + text + "\" in weight file " + label);
    }
    return value;
  }
}
