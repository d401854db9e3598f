package dev.nodens.core.port;

import org.jspecify.annotations.Nullable;

/// What an exchange's attachment may be if its query came over HTTP: the request's header fields.
public interface RequestHeaders {
  /// The first value of the field `name`, in lower case; null if there is none.
  @Nullable String header(String name);
}
