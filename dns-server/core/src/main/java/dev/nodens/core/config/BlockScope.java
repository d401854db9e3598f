package dev.nodens.core.config;

import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.wire.Name;
import java.util.List;

/// What a directive's parser knows about the block that it stands in.
///
/// @param keys the block's keys, read
/// @param source the block as written; for directives that need to know of their neighbours
public record BlockScope(List<ZoneKey> keys, ServerBlock source) {

  public BlockScope {
    keys = List.copyOf(keys);
  }

  /// The block's zones in text: what [dev.nodens.corefile.ZoneKeys#origins] falls back to.
  public List<String> origins() {
    return keys.stream().map(ZoneKey::zone).distinct().toList();
  }

  /// The block's zones: what a directive's own zones default to.
  public List<Name> zones() {
    return keys.stream().map(key -> Name.parse(key.zone())).distinct().toList();
  }
}
