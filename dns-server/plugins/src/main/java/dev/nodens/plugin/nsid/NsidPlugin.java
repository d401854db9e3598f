package dev.nodens.plugin.nsid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.List;
import java.util.Optional;

/// `nsid [DATA...]`: tells clients that ask which server answered.
public final class NsidPlugin implements Plugin<NsidPlugin.Config> {
  /// What `nsid` says.
  ///
  /// @param data the identifier; the host's name if absent
  public record Config(Optional<String> data) {}

  @Override
  public String name() {
    return "nsid";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Optional<String> data = Optional.empty();
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      List<String> args = cursor.remainingArgs();
      data = args.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", args));
    }
    return new Config(data);
  }

  @Override
  public void install(Config config, Installation installation) {
    String data = config.data().orElseGet(() -> installation.platform().host().hostName());
    installation.handler(new NsidHandler(data.getBytes(UTF_8)));
  }
}
