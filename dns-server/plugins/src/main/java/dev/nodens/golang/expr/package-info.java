/// The part of the expression language expr-lang that Corefiles use: conditions over a query. May
/// touch the JDK, `corefile` (words of errors), `golang` and, for the functions of a query, `core`
/// and `wire`. Start reading at [dev.nodens.golang.expr.Expression].
@NullMarked
package dev.nodens.golang.expr;

import org.jspecify.annotations.NullMarked;
