package io.netty.handler.ssl;

import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;

/// The one class of ours in a package of Netty's: its native library tells the secrets of
/// connections, but the pointer that it wants for that is protected there, and Netty has no option
/// for it (4.2.18).
public final class OpenSslSecrets {
  private OpenSslSecrets() {}

  /// Calls `callback` with each secret of connections that begin from now on, in NSS's key log
  /// format, on the thread that shakes hands.
  ///
  /// @param context made by `SslProvider.OPENSSL`
  /// @return false if the library cannot do that
  public static boolean tell(SslContext context, KeyLogCallback callback) {
    return SSLContext.setKeyLogCallback(((ReferenceCountedOpenSslContext) context).ctx, callback);
  }
}
