package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is particular about the objects of one kind. Implementations are stateless.
public interface KindRules {
  /// A kind without particularities.
  KindRules NONE = new KindRules() {};

  /// Fills in what depends on other fields; runs after every read of an object from a client.
  default void fillDefaults(ObjectNode object) {}

  /// Sets what the server itself decides, such as addresses; runs once before the object is checked
  /// and stored.
  ///
  /// @param before the stored object, null for a new one
  /// @throws dev.nodens.sandbox.json.ApiError when that is not possible
  default void decide(ObjectNode object, @Nullable ObjectNode before, ServiceAddresses addresses) {}

  /// Everything that is wrong with the object or with changing it this way.
  default List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
    return List.of();
  }
}
