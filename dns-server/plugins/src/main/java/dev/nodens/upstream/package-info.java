/// What plugins that ask upstream servers share: reading replies. May touch `core` and `wire`.
/// Start reading at [dev.nodens.upstream.ReplyReader].
@NullMarked
package dev.nodens.upstream;

import org.jspecify.annotations.NullMarked;
