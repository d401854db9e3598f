package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.operator.plan.Canonical;
import dev.nodens.operator.status.Announcement;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Events about a ClusterDNS. Best effort: an Event that cannot be written is logged and
/// forgotten.
final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /// Events about cluster-scoped objects live there by convention.
  private static final String NAMESPACE = "default";

  private static final int LONGEST_NOTE = 1024;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final Clock clock;
  private final String instance;

  /// @param instance name of this operator process
  EventRecorder(KubernetesClient client, Clock clock, String instance) {
    this.client = client;
    this.clock = clock;
    this.instance = instance;
  }

  void record(ClusterDNS object, Announcement announcement) {
    try {
      client
          .events()
          .v1()
          .events()
          .inNamespace(NAMESPACE)
          .resource(event(object, announcement))
          .create();
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("name", object.getMetadata().getName())
          .addKeyValue("reason", announcement.reason())
          .log("cannot write an Event: {}", e.getMessage());
    }
  }

  private Event event(ClusterDNS object, Announcement announcement) {
    String name = object.getMetadata().getName();
    String time = MICROSECONDS.format(clock.instant());
    String unique = Canonical.hash(time + announcement).substring(0, 16);
    return new EventBuilder()
        .withNewMetadata()
        .withName(name + "." + unique)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(name)
                .withUid(object.getMetadata().getUid())
                .build())
        .withType(announcement.warning() ? "Warning" : "Normal")
        .withReason(announcement.reason())
        .withAction("Reconcile")
        .withNote(shortened(announcement.note()))
        .withEventTime(new MicroTime(time))
        .withReportingController("nodens.dev/operator")
        .withReportingInstance(instance)
        .build();
  }

  private static String shortened(String note) {
    return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 3) + "...";
  }
}
