package dev.nodens.sandbox.operator;

import dev.nodens.operator.Names;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.api.Faults;
import dev.nodens.sandbox.simulate.Declared;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An operator of two namespaces: what it knows of the one must not depend on the other.
class NamespacesTest {
  private static final int NODES = 2;

  private Scene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene(NODES);
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/minimal.yaml"));
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  /// Answers the lists of the empty namespace when those of the other one are being watched.
  private static final class EmptyLast implements Faults {
    private final CountDownLatch watched = new CountDownLatch(1);

    @Override
    public Fault of(Request request) {
      if (!Names.OWNER.equals(request.parameters().get("labelSelector"))) {
        return NOTHING;
      }
      if (request.path().equals("/api/v1/namespaces/kube-system/pods") && request.isWatch()) {
        watched.countDown();
      }
      return request.path().equals("/api/v1/namespaces/dns/pods") && !request.isWatch()
          ? new Paused(watched)
          : NOTHING;
    }
  }

  @Test
  void podsAreKnownThoughTheListOfAnEmptyNamespaceComesLater() {
    try (OperatorProcess first = scene.operator("first")) {
      first.start();
      scene.awaitServed();
    }
    scene.sandbox().server().faults(new EmptyLast());
    // A new generation that replaces no pod.
    scene.declared.edit(
        "nodens.dev", "clusterdnses", Declared.NAME, "{\"spec\":{\"drift\":\"Report\"}}");
    try (OperatorProcess second = scene.operator("second")) {
      second.start();
      scene.awaitServed();
    }
  }
}
