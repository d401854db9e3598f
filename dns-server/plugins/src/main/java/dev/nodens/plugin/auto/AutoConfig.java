package dev.nodens.plugin.auto;

import dev.nodens.golang.Regex;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;

/// What `auto` says in one block.
///
/// @param scope the only zones at or below which anything is served
/// @param directory as written; a relative one counts from the block's root directory
/// @param pattern found in the names of files that are zone files
/// @param template the zone's name, with `{1}` for the first group of the pattern
/// @param reload how often to look for new, changed and removed files; zero for never
public record AutoConfig(
    List<Name> scope, String directory, Regex pattern, String template, Duration reload) {

  public AutoConfig {
    scope = List.copyOf(scope);
  }
}
