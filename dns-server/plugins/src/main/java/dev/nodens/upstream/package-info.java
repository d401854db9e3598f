/// What plugins that ask upstream servers share: which names they send, reading replies, and
/// showing them to who listens in. May touch `core` and `wire`. Start reading at
/// [dev.nodens.upstream.ReplyReader].
@NullMarked
package dev.nodens.upstream;

import org.jspecify.annotations.NullMarked;
