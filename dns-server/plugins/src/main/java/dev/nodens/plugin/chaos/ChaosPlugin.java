package dev.nodens.plugin.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `chaos [VERSION] [AUTHORS...]`.
public final class ChaosPlugin implements Plugin<ChaosConfig> {
  private static final List<String> AUTHORS = List.of("The Nodens authors");

  /// Longest character string of a TXT record (RFC 1035 §3.3).
  private static final int MAX_TEXT = 255;

  private final Supplier<RandomGenerator> random;

  /// @param random makes the generator that one event loop orders authors with
  public ChaosPlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public ChaosConfig parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<String> args = cursor.remainingArgs();
    if (cursor.nextBlock()) {
      throw cursor.error("unknown property '" + cursor.value() + "'");
    }
    Optional<String> version = args.stream().findFirst();
    if (args.size() < 2) {
      return new ChaosConfig(version, Optional.empty());
    }
    List<String> authors = args.stream().skip(1).distinct().sorted().toList();
    return new ChaosConfig(version, Optional.of(authors));
  }

  @Override
  public void install(ChaosConfig config, Installation installation) {
    var platform = installation.platform();
    RandomGenerator[] generators = new RandomGenerator[platform.loops().size()];
    Arrays.setAll(generators, loop -> random.get());
    installation.acceptAnyClass();
    installation.handler(
        new ChaosHandler(
            text(config.version().orElse("Nodens-" + platform.version())),
            config.authors().orElse(AUTHORS).stream().map(ChaosPlugin::text).toList(),
            text(platform.host().hostName()),
            generators));
  }

  private static byte[] text(String value) {
    byte[] text = value.getBytes(UTF_8);
    return text.length > MAX_TEXT ? Arrays.copyOf(text, MAX_TEXT) : text;
  }
}
