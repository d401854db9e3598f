/// JSON trees and the operations of the Kubernetes API on them that need no schema: merge patch,
/// JSON patch, JSONPath. May touch Jackson and nothing else of the sandbox; every function is pure
/// and leaves its arguments alone. Start at {@link dev.nodens.sandbox.json.Json}.
@NullMarked
package dev.nodens.sandbox.json;

import org.jspecify.annotations.NullMarked;
