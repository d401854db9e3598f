/// Judges a Corefile before anything is written: the parsers of the server itself, then whether the
/// pod that the operator makes can serve it.
///
/// It touches no file, network or environment. Start reading at [StaticChecks].
@NullMarked
package dev.nodens.operator.validate;

import org.jspecify.annotations.NullMarked;
