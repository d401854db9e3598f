package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/// How a DNS that serves already is taken over.
///
/// @param mode when the declared DNS counts as ready
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Adoption(Mode mode) {
  static final Adoption DEFAULT = new Adoption(Mode.SHARED);

  public Adoption {
    mode = Defaults.or(mode, Mode.SHARED);
  }

  /// When the declared DNS counts as ready.
  public enum Mode {
    /// As soon as it serves, alone or beside another one.
    @JsonProperty("Shared")
    SHARED,
    /// Only when nobody else serves.
    @JsonProperty("Exclusive")
    EXCLUSIVE
  }
}
