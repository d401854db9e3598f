/// The part of Go's `text/template` that Corefiles use. May touch the JDK, `corefile` (words of
/// errors) and nothing else of ours. Start reading at [dev.nodens.golang.template.GoTemplate].
@NullMarked
package dev.nodens.golang.template;

import org.jspecify.annotations.NullMarked;
