/// Certificates and keys in PEM files, for plugins that are TLS clients. May touch the JDK and
/// `core`. Start reading at [dev.nodens.pem.PemFiles].
@NullMarked
package dev.nodens.pem;

import org.jspecify.annotations.NullMarked;
