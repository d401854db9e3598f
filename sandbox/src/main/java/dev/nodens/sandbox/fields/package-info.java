/// Field ownership: sets of field paths, who owns which of them, and server-side apply on top of
/// it. May touch Jackson, `json` and `schema`; everything is pure, time comes in as an argument.
/// Start at {@link dev.nodens.sandbox.fields.FieldOwnership}.
@NullMarked
package dev.nodens.sandbox.fields;

import org.jspecify.annotations.NullMarked;
