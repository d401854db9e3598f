/// The directive `tls`: the certificate of listeners that speak TLS, from files or (in the package
/// below) from an ACME server. May touch `core`, `corefile` and `wire`. Start reading at
/// [dev.nodens.plugin.tls.TlsPlugin].
@NullMarked
package dev.nodens.plugin.tls;

import org.jspecify.annotations.NullMarked;
