package dev.nodens.sandbox.contract;

import dev.nodens.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The servers that the contract holds for: a sandbox and, with `-Dnodens.apiserver=KUBECONFIG`,
/// the real kube-apiserver of that kubeconfig.
final class Servers implements AutoCloseable {
  private final Sandbox sandbox;
  private final List<ApiUnderTest> all = new ArrayList<>();

  Servers() throws IOException, GeneralSecurityException {
    sandbox = Sandbox.start(0, InstantSource.system(), Duration.ofMillis(200), Optional.empty());
    all.add(ApiUnderTest.plain("sandbox", sandbox.server().url()));
    String real = System.getProperty("nodens.apiserver", "");
    if (!real.isEmpty()) {
      all.add(ApiUnderTest.ofKubeconfig(new File(real)));
    }
  }

  List<ApiUnderTest> all() {
    return List.copyOf(all);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
