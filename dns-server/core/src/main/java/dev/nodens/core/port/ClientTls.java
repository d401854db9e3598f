package dev.nodens.core.port;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// Who a client of TLS is, and whom it trusts.
///
/// @param context the JDK's TLS with the others
/// @param keys its certificate; empty for none
/// @param authorities whom it trusts; empty for the system's
public record ClientTls(SSLContext context, List<KeyManager> keys, List<TrustManager> authorities) {

  public ClientTls {
    keys = List.copyOf(keys);
    authorities = List.copyOf(authorities);
  }

  /// From what the factories of the JDK give; null for none, or for the system's.
  ///
  /// @throws GeneralSecurityException if the JDK cannot do TLS with them
  public static ClientTls of(KeyManager @Nullable [] keys, TrustManager @Nullable [] authorities)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, authorities, null);
    return new ClientTls(
        context,
        keys == null ? List.of() : List.of(keys),
        authorities == null ? List.of() : List.of(authorities));
  }
}
