package dev.nodens.sandbox.api;

import dev.nodens.sandbox.kind.DefinitionRules;
import dev.nodens.sandbox.kind.Kinds;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.store.Store;
import dev.nodens.sandbox.store.Stored;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Serves a custom resource as soon as its definition is stored, and no longer once it is gone.
final class Definitions {
  private final Store store;
  private final Kinds kinds;

  Definitions(Store store, Kinds kinds) {
    this.store = store;
    this.kinds = kinds;
  }

  /// Called inside a write after every change.
  ///
  /// @param now the stored object, null when it is gone
  void changed(Target target, @Nullable Stored now) {
    if (!target.type().kind().equals("CustomResourceDefinition")) {
      return;
    }
    if (now != null) {
      DefinitionRules.define(now.copy(), kinds.types()).ifPresent(kinds::add);
      return;
    }
    int dot = target.name().indexOf('.');
    String plural = target.name().substring(0, dot);
    String group = target.name().substring(dot + 1);
    Optional<ResourceType> type =
        kinds.all().stream()
            .filter(t -> t.custom() && t.plural().equals(plural) && t.group().equals(group))
            .findFirst();
    type.ifPresent(gone -> {
      kinds.remove(gone);
      store.drop(Target.of(gone, "", "").collection());
    });
  }
}
