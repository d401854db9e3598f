package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;

/// Has a ClusterDNS reconciled without a cause in the cluster.
///
/// It speaks as if the object had changed: of one that was made anew under its old name while the
/// deletion was handled the SDK keeps no state, and without state it drops every other event.
final class WakeUps extends AbstractEventSource<Void, ClusterDNS> {
  WakeUps() {
    super(Void.class, "wakeups");
  }

  void wake(ClusterDNS object) {
    if (isRunning()) {
      getEventHandler()
          .handleEvent(
              new ResourceEvent(ResourceAction.UPDATED, ResourceID.fromResource(object), object));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(ClusterDNS primary) {
    return Set.of();
  }
}
