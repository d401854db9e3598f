package dev.nodens.plugin.tsig;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.zone.TransactionKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tsig [ZONES...] { secret NAME KEY; secrets FILE; require TYPE...; require_opcode OPCODE... }`.
public final class TsigPlugin implements Plugin<TsigConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(TsigPlugin.class);

  @Override
  public String name() {
    return "tsig";
  }

  @Override
  public TsigConfig parse(Cursor cursor, BlockScope scope) {
    return new TsigDirective(cursor, scope).parse();
  }

  @Override
  public void install(TsigConfig config, Installation installation) {
    Map<Name, String> secrets = new LinkedHashMap<>(config.secrets());
    for (String file : config.files()) {
      read(installation.resolve(file))
          .forEach((name, secret) -> {
            if (secrets.putIfAbsent(name, secret) != null) {
              throw new PluginException("key " + GoSyntax.quote(name.toString()) + " redefined");
            }
          });
    }
    Map<Name, byte[]> keys = new LinkedHashMap<>();
    secrets.forEach((name, secret) -> {
      try {
        keys.put(name, Base64.getDecoder().decode(secret));
      } catch (IllegalArgumentException e) {
        LOG.error("plugin/tsig: the secret of key {} is not base64, so nothing fits it", name);
      }
    });
    installation.handler(new TsigHandler(config, new TransactionKeys(keys)));
  }

  private static Map<Name, String> read(Path file) {
    try {
      return KeyFile.parse(Files.readString(file));
    } catch (IOException e) {
      throw new PluginException("open " + file + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw new PluginException(file + ": " + e.getMessage(), e);
    }
  }
}
