package dev.nodens.plugin.kubernetes.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.RowBuilder;
import java.io.IOException;

/// Reads one object of the API: its metadata itself, the rest through [Body]. Keeps what it read
/// until the next one; reused.
final class ObjectReader {
  /// The label that names the import which a slice belongs to.
  static final String IMPORT_NAME = "multicluster.kubernetes.io/service-name";

  private static final String SOURCE_CLUSTER = "multicluster.kubernetes.io/source-cluster";
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  /// What depends on the object's kind.
  interface Body {
    /// What it collects the object in; always the same one.
    RowBuilder row();

    /// Gets labels once the object is read: the name of the service that a slice belongs to, and
    /// the name of the cluster that a slice of an import comes from.
    default void labels(Draft service, Draft cluster) {}

    /// Reads or skips the value of a top-level member.
    void member(Draft member, MemberReader in) throws IOException;

    /// Whether a complete object belongs into the table.
    default boolean isWanted() {
      return true;
    }
  }

  private final Body body;
  private final RowBuilder row;
  private final String serviceName;
  private final Draft cluster = new Draft();
  private final Draft objectName = new Draft();
  private final Draft namespace = new Draft();
  private final Draft service = new Draft();
  private final Draft version = new Draft();
  private final Draft trigger = new Draft();
  private final Draft text = new Draft();
  private final Draft message = new Draft();
  private int code;
  private boolean terminating;
  private boolean lastOfList;

  /// @param imports whether slices belong to services of a cluster set
  ObjectReader(Body body, boolean imports) {
    this.body = body;
    this.row = body.row();
    this.serviceName = imports ? IMPORT_NAME : SERVICE_NAME;
  }

  /// Reads the object that comes next.
  void read(MemberReader in) throws IOException {
    clear();
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("metadata")) {
        metadata(in);
      } else if (member.is("code")) {
        code = in.integer(0);
      } else if (member.is("message")) {
        in.string(message);
      } else {
        body.member(member, in);
      }
    }
    row.name().clear().all(objectName);
    row.namespace().clear().all(namespace);
    body.labels(service, cluster);
  }

  private void clear() {
    objectName.clear();
    namespace.clear();
    service.clear();
    cluster.clear();
    version.clear();
    trigger.clear();
    message.clear();
    code = 0;
    terminating = false;
    lastOfList = false;
    row.clear();
  }

  private void metadata(MemberReader in) throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      Draft member = in.name();
      if (member.is("name")) {
        in.string(objectName);
      } else if (member.is("namespace")) {
        in.string(namespace);
      } else if (member.is("resourceVersion")) {
        in.string(version);
      } else if (member.is("deletionTimestamp")) {
        in.string(text);
        terminating = text.length() > 0;
      } else if (member.is("labels")) {
        pick(in, serviceName, service, SOURCE_CLUSTER, cluster);
      } else if (member.is("annotations")) {
        text.clear();
        pick(in, TRIGGER_TIME, trigger, INITIAL_EVENTS_END, text);
        lastOfList = text.is("true");
      } else {
        in.skip();
      }
    }
  }

  private static void pick(MemberReader in, String key, Draft value, String key2, Draft value2)
      throws IOException {
    if (!in.beginObject()) {
      return;
    }
    while (in.nextMember()) {
      if (in.name().is(key)) {
        in.string(value);
      } else if (in.name().is(key2)) {
        in.string(value2);
      } else {
        in.skip();
      }
    }
  }

  /// Whether the object has the names that tell it from others.
  boolean hasKey() {
    return row.hasKey();
  }

  /// Whether it belongs into the table.
  boolean isComplete() {
    return row.isComplete() && body.isWanted();
  }

  /// Writes the row.
  void build(Draft draft) {
    row.build(draft);
  }

  /// The labels `SERVICE NAMESPACE` of the service that a slice belongs to.
  void serviceKey(Draft out) {
    out.clear().u8(service.length()).all(service).u8(namespace.length()).all(namespace);
  }

  /// `metadata.resourceVersion`, or empty.
  Draft version() {
    return version;
  }

  /// When the change that led to this object happened (RFC 3339), or empty.
  Draft trigger() {
    return trigger;
  }

  /// Whether the object is being deleted.
  boolean isTerminating() {
    return terminating;
  }

  /// Whether this bookmark ends the initial events of a streaming list.
  boolean isLastOfList() {
    return lastOfList;
  }

  /// `code` of a Status, or 0.
  int code() {
    return code;
  }

  /// `message` of a Status, or empty.
  String message() {
    return text(message);
  }

  static String text(Draft draft) {
    return new String(draft.bytes(), 0, draft.length(), UTF_8);
  }
}
