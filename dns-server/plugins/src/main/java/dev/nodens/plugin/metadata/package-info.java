/// The directive `metadata`: lets plugins tell each other, and the log, what they know of a query.
/// May touch `core`, `corefile` and `wire`. Start reading at
/// [dev.nodens.plugin.metadata.MetadataPlugin], then [dev.nodens.core.Metadata].
@NullMarked
package dev.nodens.plugin.metadata;

import org.jspecify.annotations.NullMarked;
