package dev.nodens.plugin.chaos;

import java.util.List;
import java.util.Optional;

/// What `chaos` says.
///
/// @param version answered at `version.bind.`; the server's own if absent
/// @param authors answered at `authors.bind.`; the server's own if absent
public record ChaosConfig(Optional<String> version, Optional<List<String>> authors) {}
