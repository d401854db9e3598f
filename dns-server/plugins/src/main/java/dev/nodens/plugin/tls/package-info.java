/// The directive `tls`: the certificate of `tls://` listeners. May touch `core`, `corefile` and
/// `wire`. Start reading at [dev.nodens.plugin.tls.TlsPlugin].
@NullMarked
package dev.nodens.plugin.tls;

import org.jspecify.annotations.NullMarked;
