import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Objects of the pretended API as the real one sends them to the DNS server: events of a watch in
/// protobuf. The numbers of the fields are those of `generated.proto` in k8s.io/api.
final class ProtobufObjects {
  private static final Map<String, List<Message>> ITEMS =
      Map.of(
          "namespaces",
          List.of(new Message().message(1, new Message().text(1, "default").text(6, "3"))),
          "services",
          List.of(
              service("kubernetes", "10.96.0.1"),
              service("web", "10.96.0.10"),
              service("db", "None")),
          "endpointslices",
          List.of(slice("web", endpoint(2)), slice("db", endpoint(3), endpoint(4))));

  private static final Map<String, String> KINDS =
      Map.of("namespaces", "Namespace", "services", "Service", "endpointslices", "EndpointSlice");

  private ProtobufObjects() {}

  /// Whether there are objects of `collection`.
  static boolean has(String collection) {
    return ITEMS.containsKey(collection);
  }

  /// The initial events of a watch, with the bookmark that ends them.
  static byte[] initialEvents(String collection) {
    var all = new ByteArrayOutputStream();
    String kind = KINDS.get(collection);
    for (Message item : ITEMS.get(collection)) {
      all.writeBytes(event("ADDED", kind, item));
    }
    Message last =
        new Message()
            .text(6, "10")
            .message(12, new Message().text(1, "k8s.io/initial-events-end").text(2, "true"));
    all.writeBytes(event("BOOKMARK", kind, new Message().message(1, last)));
    return all.toByteArray();
  }

  private static byte[] event(String type, String kind, Message object) {
    Message unknown =
        new Message().message(1, new Message().text(1, "v1").text(2, kind)).message(2, object);
    var marked = new ByteArrayOutputStream();
    marked.writeBytes(new byte[] {'k', '8', 's', 0});
    marked.writeBytes(unknown.octets());
    byte[] event =
        new Message()
            .text(1, type)
            .message(2, new Message().octets(1, marked.toByteArray()))
            .octets();
    var framed = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) {
      framed.write(event.length >>> shift);
    }
    framed.writeBytes(event);
    return framed.toByteArray();
  }

  private static Message service(String name, String address) {
    Message port = new Message().text(1, "http").text(2, "TCP").number(3, 80);
    Message metadata =
        new Message().text(1, name).text(3, "default").text(5, "s-" + name).text(6, "6");
    return new Message()
        .message(1, metadata)
        .message(
            2,
            new Message()
                .message(1, port)
                .message(2, new Message().text(1, "app").text(2, name))
                .text(3, address)
                .text(4, "ClusterIP")
                .text(18, address))
        .message(3, new Message());
  }

  private static Message slice(String service, Message... endpoints) {
    Message metadata =
        new Message()
            .text(1, service + "-x")
            .text(3, "default")
            .text(5, "e-" + service)
            .text(6, "7")
            .message(11, new Message().text(1, "kubernetes.io/service-name").text(2, service));
    var slice = new Message().message(1, metadata);
    for (Message endpoint : endpoints) {
      slice.message(2, endpoint);
    }
    return slice
        .message(3, new Message().text(1, "http").text(2, "TCP").number(3, 8080))
        .text(4, "IPv4");
  }

  private static Message endpoint(int number) {
    return new Message()
        .text(1, "10.244.1." + number)
        .message(2, new Message().number(1, 1))
        .text(3, "db-" + number)
        .message(4, new Message().text(1, "Pod").text(3, "db-" + number))
        .text(6, "node-1");
  }

  /// A message being written.
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message text(int field, String text) {
      return octets(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message message) {
      return octets(field, message.octets());
    }

    Message number(int field, int value) {
      number(field << 3);
      number(value);
      return this;
    }

    Message octets(int field, byte[] octets) {
      number(field << 3 | 2);
      number(octets.length);
      out.writeBytes(octets);
      return this;
    }

    byte[] octets() {
      return out.toByteArray();
    }

    private void number(int value) {
      int rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        out.write(rest & 0x7f | 0x80);
      }
      out.write(rest);
    }
  }
}
