/// What the API client, the listeners and the upstreams need alike of TLS: certificates and keys in
/// PEM text, and the judge who trusts anyone. It knows files and the JDK's TLS, no socket and no
/// configuration. Start reading at [dev.nodens.core.tls.Pem].
@NullMarked
package dev.nodens.core.tls;

import org.jspecify.annotations.NullMarked;
