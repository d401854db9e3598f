/// Replies of two servers, decoded and compared section by section, and the table of the
/// differences that are meant.
///
/// Pure: octets and text in, aspects of difference out; touches no socket, and of files only the
/// table. Start reading at [Comparison].
@NullMarked
package dev.nodens.verify.compare;

import org.jspecify.annotations.NullMarked;
