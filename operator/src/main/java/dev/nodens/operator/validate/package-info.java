/// Checks a Corefile with the parsers of the server itself.
///
/// It touches no file, network or environment. Start reading at [CorefileCheck].
@NullMarked
package dev.nodens.operator.validate;

import org.jspecify.annotations.NullMarked;
