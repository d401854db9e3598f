/// Tests of the comparison of replies. Touches nothing but temporary files. Start reading at
/// [FindingsTest].
@NullMarked
package dev.nodens.verify.compare;

import org.jspecify.annotations.NullMarked;
