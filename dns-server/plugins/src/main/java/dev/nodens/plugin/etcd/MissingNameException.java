package dev.nodens.plugin.etcd;

import dev.nodens.wire.Name;
import java.io.IOException;

/// Nothing stands in etcd at or below a name.
final class MissingNameException extends IOException {
  private static final long serialVersionUID = 1;

  MissingNameException(Name name) {
    super(name + " does not exist");
  }
}
