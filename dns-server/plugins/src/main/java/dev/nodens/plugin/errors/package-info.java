/// The directive `errors`: one log line for each query that a plugin failed on. May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.errors.ErrorsPlugin].
@NullMarked
package dev.nodens.plugin.errors;

import org.jspecify.annotations.NullMarked;
