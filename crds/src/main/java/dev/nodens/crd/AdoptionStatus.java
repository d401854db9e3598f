package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The DNS that was there before.
///
/// @param state how far it is taken over
/// @param foreign its objects, at most 20
/// @param instructions what to do next, as commands
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AdoptionStatus(
    State state, List<ForeignObject> foreign, @Nullable String instructions) {
  public AdoptionStatus {
    foreign = Defaults.copy(foreign, List.of());
  }

  /// How far a DNS is taken over.
  public enum State {
    /// There is none.
    @JsonProperty("None")
    NONE,
    /// It serves, ours does not run yet.
    @JsonProperty("Detected")
    DETECTED,
    /// Ours is proven without clients.
    @JsonProperty("Shadowing")
    SHADOWING,
    /// Both serve.
    @JsonProperty("Serving")
    SERVING,
    /// Only ours serves.
    @JsonProperty("Exclusive")
    EXCLUSIVE
  }

  /// An object of another DNS.
  ///
  /// @param object its kind, namespace and name
  /// @param owner who keeps it
  public record ForeignObject(String object, String owner) {}
}
