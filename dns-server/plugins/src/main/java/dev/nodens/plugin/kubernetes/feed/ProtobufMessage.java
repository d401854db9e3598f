package dev.nodens.plugin.kubernetes.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nodens.plugin.kubernetes.table.Draft;
import org.jspecify.annotations.Nullable;

/// A message of the Kubernetes API in protobuf: the fields of it that are read here, with their
/// names in JSON. The numbers are those of `generated.proto` in k8s.io/api and k8s.io/apimachinery,
/// where a number never changes its meaning.
final class ProtobufMessage {
  private static final ProtobufMessage OBJECT_META =
      of(
          text(1, "name"),
          text(3, "namespace"),
          text(6, "resourceVersion"),
          new Field(9, "deletionTimestamp", Type.PRESENCE, null),
          new Field(11, "labels", Type.MAP, null),
          new Field(12, "annotations", Type.MAP, null));

  private static final ProtobufMessage SERVICE =
      of(
          message(1, "metadata", OBJECT_META),
          message(
              2,
              "spec",
              of(
                  message(1, "ports", of(text(1, "name"), text(2, "protocol"), number(3, "port"))),
                  text(3, "clusterIP"),
                  text(4, "type"),
                  text(5, "externalIPs"),
                  text(10, "externalName"),
                  text(18, "clusterIPs"))),
          message(
              3,
              "status",
              of(
                  message(
                      1,
                      "loadBalancer",
                      of(message(1, "ingress", of(text(1, "ip"), text(2, "hostname"))))))));

  private static final ProtobufMessage SLICE =
      of(
          message(1, "metadata", OBJECT_META),
          message(
              2,
              "endpoints",
              of(
                  text(1, "addresses"),
                  message(2, "conditions", of(number(1, "ready"))),
                  text(3, "hostname"),
                  message(4, "targetRef", of(text(3, "name"))),
                  text(7, "zone"))),
          message(3, "ports", of(text(1, "name"), text(2, "protocol"), number(3, "port"))));

  private static final ProtobufMessage NAMESPACE = of(message(1, "metadata", OBJECT_META));

  private static final ProtobufMessage POD =
      of(
          message(1, "metadata", OBJECT_META),
          message(3, "status", of(message(12, "podIPs", of(text(1, "ip"))))));

  private static final ProtobufMessage STATUS = of(text(3, "message"), number(6, "code"));

  private static final ProtobufMessage UNKNOWN = of();

  /// An event of a watch; its object says itself of which kind it is.
  static final ProtobufMessage WATCH_EVENT =
      of(text(1, "type"), new Field(2, "object", Type.OBJECT, null));

  private final @Nullable Field[] fields;

  private ProtobufMessage(@Nullable Field[] fields) {
    this.fields = fields;
  }

  /// What a field holds.
  enum Type {
    TEXT,
    /// Whole numbers and truth values.
    NUMBER,
    MESSAGE,
    /// Texts by text.
    MAP,
    /// A message of which only counts that it is there.
    PRESENCE,
    /// An object with its kind (RawExtension).
    OBJECT
  }

  /// One field.
  ///
  /// @param name in JSON
  /// @param message of a field of [Type#MESSAGE]
  record Field(int number, byte[] name, Type type, @Nullable ProtobufMessage message) {
    Field(int number, String name, Type type, @Nullable ProtobufMessage message) {
      this(number, name.getBytes(ISO_8859_1), type, message);
    }

    /// How the value is encoded: 0 for a number, 2 with its length ahead.
    int wireType() {
      return type == Type.NUMBER ? 0 : 2;
    }
  }

  /// The message of an object, or a list, of the kind that `kind` names; one without fields if
  /// nobody reads such objects.
  static ProtobufMessage ofKind(Draft kind) {
    if (kind.is("Service")) {
      return SERVICE;
    } else if (kind.is("EndpointSlice")) {
      return SLICE;
    } else if (kind.is("Namespace")) {
      return NAMESPACE;
    } else if (kind.is("Pod")) {
      return POD;
    } else if (kind.is("Status")) {
      return STATUS;
    } else if (kind.is("ServiceList")) {
      return listOf(SERVICE);
    } else if (kind.is("EndpointSliceList")) {
      return listOf(SLICE);
    } else if (kind.is("NamespaceList")) {
      return listOf(NAMESPACE);
    } else if (kind.is("PodList")) {
      return listOf(POD);
    }
    return UNKNOWN;
  }

  private static ProtobufMessage listOf(ProtobufMessage item) {
    return of(
        message(1, "metadata", of(text(2, "resourceVersion"), text(3, "continue"))),
        message(2, "items", item));
  }

  /// The field `number`, or null if nobody reads it.
  @Nullable Field field(long number) {
    return number < fields.length ? fields[(int) number] : null;
  }

  /// @param fields by number, the highest last
  private static ProtobufMessage of(Field... fields) {
    @Nullable Field[] byNumber =
        new Field[fields.length == 0 ? 0 : fields[fields.length - 1].number() + 1];
    for (Field field : fields) {
      byNumber[field.number()] = field;
    }
    return new ProtobufMessage(byNumber);
  }

  private static Field text(int number, String name) {
    return new Field(number, name, Type.TEXT, null);
  }

  private static Field number(int number, String name) {
    return new Field(number, name, Type.NUMBER, null);
  }

  private static Field message(int number, String name, ProtobufMessage message) {
    return new Field(number, name, Type.MESSAGE, message);
  }
}
