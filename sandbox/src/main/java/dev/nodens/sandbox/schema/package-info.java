/// Schemas of Kubernetes objects: those of the built-in types (a table of facts read from a real
/// API server's OpenAPI) and those of custom resources. May touch Jackson and the `json` package;
/// defaulting, pruning, checking and strategic merge work on trees and know nothing of storage or
/// HTTP. Start at {@link dev.nodens.sandbox.schema.Schema}.
@NullMarked
package dev.nodens.sandbox.schema;

import org.jspecify.annotations.NullMarked;
