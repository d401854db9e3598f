/// Writes the Corefile of a structured configuration.
///
/// Everything here is pure; it knows the specification's records and the language of the Corefile.
/// Start reading at [CorefileRenderer].
@NullMarked
package dev.nodens.operator.corefile;

import org.jspecify.annotations.NullMarked;
