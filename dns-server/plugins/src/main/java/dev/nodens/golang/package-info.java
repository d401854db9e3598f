/// What Corefiles borrow from Go beyond its literals: regular expressions. Shared by the plugins
/// that read such text; may touch the JDK, `corefile` and RE2/J. Start reading at
/// [dev.nodens.golang.Regex].
@NullMarked
package dev.nodens.golang;

import org.jspecify.annotations.NullMarked;
