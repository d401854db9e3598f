package dev.nodens.plugin.sign;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.zone.sign.SignedZoneFile;
import dev.nodens.zone.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `sign FILE [ZONES...] { key file KEY...; directory FOLDER }`. Answers nothing itself: `file` or
/// `auto` serve what it writes.
public final class SignPlugin implements Plugin<SignConfig> {
  private static final String FOLDER = "/var/lib/coredns";
  private static final Duration CHECKS = Duration.ofHours(5);
  private static final char REPLACEMENT = '\ufffd';

  private final Supplier<RandomGenerator> random;

  /// @param random spreads the ends of signatures
  public SignPlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "sign";
  }

  @Override
  public SignConfig parse(Cursor cursor, BlockScope scope) {
    List<SignConfig.Use> uses = new ArrayList<>();
    while (cursor.next()) {
      String file = cursor.argument();
      if (file.indexOf(REPLACEMENT) >= 0) {
        throw cursor.refusal("dbfile " + GoSyntax.quote(file) + " contains invalid characters");
      }
      List<Name> zones =
          ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
              .map(Name::parse)
              .toList();
      List<String> keys = new ArrayList<>();
      String folder = FOLDER;
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "key" -> keys.addAll(keys(cursor));
          case "directory" -> folder = folder(cursor);
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
      uses.add(new SignConfig.Use(file, zones, keys, folder));
    }
    return new SignConfig(uses);
  }

  private static List<String> keys(Cursor cursor) {
    return switch (cursor.argument()) {
      case "file" -> {
        List<String> files = cursor.remainingArgs();
        if (files.isEmpty()) {
          throw cursor.argumentError();
        }
        yield files.stream().map(SigningKey::base).toList();
      }
      case "directory" -> throw cursor.refusal("directory: not implemented");
      default -> List.of();
    };
  }

  private static String folder(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() != 1) {
      throw cursor.refusal("can only be one argument after \"directory\"");
    }
    return args.getFirst();
  }

  @Override
  public void install(SignConfig config, Installation installation) {
    List<ZoneSigning> signings = new ArrayList<>();
    RandomGenerator generator = random.get();
    for (SignConfig.Use use : config.uses()) {
      List<SigningKey> keys = use.keys().stream().map(k -> key(installation.resolve(k))).toList();
      for (Name zone : use.zones()) {
        Path target = installation.resolve(use.folder()).resolve("db." + zone + "signed");
        var file = new SignedZoneFile(zone, installation.resolve(use.file()), target, keys);
        signings.add(new ZoneSigning(file, installation.platform().clock(), generator));
      }
    }
    var background = installation.platform().blocking();
    installation.onStart(() -> signings.forEach(signing -> signing.start(background)));
    installation.every(CHECKS, () -> signings.forEach(ZoneSigning::check));
  }

  private static SigningKey key(Path base) {
    SigningKey key;
    try {
      key = SigningKey.read(base);
    } catch (IOException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
    if (!key.isEntryPoint()) {
      throw new PluginException("DNSKEY in " + GoSyntax.quote(base + ".key") + " is not a CSK/KSK");
    }
    return key;
  }
}
