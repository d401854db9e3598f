package dev.nodens.plugin.kubernetes.feed;

import static dev.nodens.plugin.kubernetes.feed.Protobuf.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufReaderTest {
  private static final Protobuf META =
      message()
          .text(1, "web")
          .text(2, "")
          .text(3, "shop")
          .text(5, "0b6a")
          .text(6, "4711")
          .number(7, 1)
          .message(8, message().number(1, 1_700_000_000).number(2, 0))
          .entry(11, "app", "web")
          .entry(11, "kubernetes.io/service-name", "web")
          .entry(12, "endpoints.kubernetes.io/last-change-trigger-time", "2026-01-01T00:00:00Z")
          .message(17, message().text(1, "kubectl").fixed64(9));

  private static final String JSON_META =
      """
      "metadata": {"name": "web", "namespace": "shop", "resourceVersion": "4711",
        "labels": {"app": "web", "kubernetes.io/service-name": "web"},
        "annotations": {"endpoints.kubernetes.io/last-change-trigger-time": "2026-01-01T00:00:00Z"}}
      """;

  /// Gives one octet at a time: every boundary is a boundary between reads.
  private static ProtobufReader reader(byte[] octets) {
    var reader = new ProtobufReader();
    reader.open(
        new ByteArrayInputStream(octets) {
          @Override
          public synchronized int read(byte[] target, int at, int length) {
            return super.read(target, at, Math.min(length, 1));
          }
        });
    return reader;
  }

  private static Protobuf port(String name, String protocol, int number) {
    return message()
        .text(1, name)
        .text(2, protocol)
        .number(3, number)
        .message(4, message().number(1, 0).number(2, number).text(3, ""));
  }

  static Stream<Arguments> objects() {
    return Stream.of(
        Arguments.of(
            "Service",
            new ServiceBody(true),
            message()
                .message(1, META)
                .message(
                    2,
                    message()
                        .message(1, port("http", "TCP", 80))
                        .message(1, port("dns", "UDP", 53))
                        .entry(2, "app", "web")
                        .text(3, "10.96.0.1")
                        .text(4, "ClusterIP")
                        .text(5, "192.0.2.1")
                        .text(5, "192.0.2.2")
                        .text(7, "None")
                        .number(13, 0)
                        .text(18, "10.96.0.1")
                        .text(18, "fd00::1")
                        .text(19, "IPv4"))
                .message(
                    3,
                    message()
                        .message(
                            1,
                            message()
                                .message(1, message().text(1, "203.0.113.7").text(2, ""))
                                .message(1, message().text(2, "lb.example.org")))),
            """
            "spec": {"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1", "fd00::1"],
              "type": "ClusterIP", "externalIPs": ["192.0.2.1", "192.0.2.2"],
              "ports": [{"name": "http", "protocol": "TCP", "port": 80},
                {"name": "dns", "protocol": "UDP", "port": 53}]},
            "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"},
              {"hostname": "lb.example.org"}]}}
            """),
        Arguments.of(
            "Service",
            new ServiceBody(false),
            message()
                .message(1, META)
                .message(2, message().text(4, "ExternalName").text(10, "www.example.org")),
            """
            "spec": {"type": "ExternalName", "externalName": "www.example.org"}
            """),
        Arguments.of(
            "EndpointSlice",
            new SliceBody(true, false, true),
            message()
                .message(1, META)
                .message(
                    2,
                    message()
                        .text(1, "10.1.0.1")
                        .message(2, message().number(1, 1).number(2, 1).number(3, 0))
                        .text(3, "first")
                        .message(4, message().text(1, "Pod").text(2, "shop").text(3, "web-0"))
                        .text(6, "node-1")
                        .text(7, "west-1"))
                .message(2, message().text(1, "10.1.0.2").message(2, message().number(1, 0)))
                .message(2, message().text(1, "10.1.0.3").text(1, "10.1.0.4"))
                .message(3, port("http", "TCP", 8080))
                .text(4, "IPv4"),
            """
            "addressType": "IPv4",
            "endpoints": [
              {"addresses": ["10.1.0.1"], "conditions": {"ready": true}, "hostname": "first",
                "targetRef": {"kind": "Pod", "name": "web-0"}, "zone": "west-1"},
              {"addresses": ["10.1.0.2"], "conditions": {"ready": false}},
              {"addresses": ["10.1.0.3", "10.1.0.4"]}],
            "ports": [{"name": "http", "protocol": "TCP", "port": 8080}]
            """),
        Arguments.of(
            "Pod",
            new NamedBody(true, Set.of()),
            message()
                .message(1, META)
                .message(2, message().text(10, "node-1"))
                .message(
                    3,
                    message()
                        .text(1, "Running")
                        .message(12, message().text(1, "10.1.0.9"))
                        .message(12, message().text(1, "fd00::9"))),
            """
            "status": {"podIPs": [{"ip": "10.1.0.9"}, {"ip": "fd00::9"}]}
            """));
  }

  private static List<String> read(ObjectReader.Body body, MemberReader in) throws IOException {
    var reader = new ObjectReader(body, false);
    reader.read(in);
    assertThat(reader.hasKey()).isTrue();
    var row = new Draft();
    reader.build(row);
    return List.of(
        Arrays.toString(row.copy()),
        ObjectReader.text(reader.version()),
        ObjectReader.text(reader.trigger()),
        String.valueOf(reader.isTerminating()));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void readsTheSameOfAnObjectAsOfItsJson(
      String kind, ObjectReader.Body body, Protobuf object, String json) throws IOException {
    var text = new JsonReader();
    text.open(new ByteArrayInputStream(("{" + JSON_META + "," + json + "}").getBytes(UTF_8)));

    assertThat(read(body, reader(Protobuf.envelope(kind, object)))).isEqualTo(read(body, text));
  }

  @Test
  void readsTheMembersOfAList() throws IOException {
    Protobuf list =
        message()
            .message(1, message().text(1, "").text(2, "815").text(3, "next").number(4, 7))
            .message(2, message().message(1, message().text(1, "a")).message(2, message()))
            .message(2, message().message(1, message().text(1, "b")));
    ProtobufReader in = reader(Protobuf.envelope("NamespaceList", list));
    var seen = new ArrayList<String>();
    var text = new Draft();
    var reader = new ObjectReader(new NamedBody(false, Set.of()), false);
    var row = new Draft();

    assertThat(in.beginObject()).isTrue();
    while (in.nextMember()) {
      if (in.name().is("metadata")) {
        in.beginObject();
        while (in.nextMember()) {
          in.string(text);
          seen.add(ObjectReader.text(in.name()) + "=" + ObjectReader.text(text));
        }
      } else {
        in.beginArray();
        while (in.nextElement()) {
          reader.read(in);
          reader.build(row);
          seen.add(ObjectReader.text(row));
        }
      }
    }

    assertThat(seen)
        .hasSize(4)
        .startsWith("resourceVersion=815", "continue=next")
        .satisfies(rows -> assertThat(rows.get(2)).contains("a"))
        .satisfies(rows -> assertThat(rows.get(3)).contains("b"));
  }

  @Test
  void readsEventsOfAWatch() throws IOException {
    Protobuf deleted =
        message()
            .message(
                1,
                message()
                    .text(1, "old")
                    .text(6, "8")
                    .message(9, message().number(1, 1_700_000_000)));
    Protobuf bookmark =
        message().message(1, message().text(6, "9").entry(12, "k8s.io/initial-events-end", "true"));
    Protobuf refusal = message().text(2, "Failure").text(3, "too old").number(6, 410);
    var stream = new ByteArrayOutputStream();
    stream.writeBytes(Protobuf.event("DELETED", "Namespace", deleted));
    stream.writeBytes(Protobuf.event("BOOKMARK", "Namespace", bookmark));
    stream.writeBytes(Protobuf.event("ERROR", "Status", refusal));
    ProtobufReader in = reader(stream.toByteArray());
    var reader = new ObjectReader(new NamedBody(false, Set.of()), false);

    assertThat(in.hasNext()).isTrue();
    assertThat(event(in, reader)).isEqualTo("DELETED");
    assertThat(reader.isTerminating()).isTrue();
    assertThat(event(in, reader)).isEqualTo("BOOKMARK");
    assertThat(reader.isLastOfList()).isTrue();
    assertThat(ObjectReader.text(reader.version())).isEqualTo("9");
    assertThat(event(in, reader)).isEqualTo("ERROR");
    assertThat(reader.code()).isEqualTo(410);
    assertThat(reader.message()).isEqualTo("too old");
    assertThat(in.hasNext()).isFalse();
  }

  private static String event(ProtobufReader in, ObjectReader reader) throws IOException {
    var type = new Draft();
    in.beginObject();
    while (in.nextMember()) {
      if (in.name().is("type")) {
        in.string(type);
      } else {
        reader.read(in);
      }
    }
    return ObjectReader.text(type);
  }

  static Stream<Arguments> malformed() {
    byte[] whole = Protobuf.envelope("Service", message().message(1, META));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    byte[] longer = whole.clone();
    // The length of the object's metadata, which is the octet before its first field.
    longer[indexOf(longer, "web") - 3] = 0x7f;
    byte[] group = Protobuf.envelope("Service", message().octets(1, new byte[] {0x0b}));
    byte[] number = Protobuf.envelope("Service", message().octets(1, filled(12)));
    return Stream.of(
        Arguments.of("cut", cut, "the API server ended the response inside an object"),
        Arguments.of("too long a field", longer, "expected a length at octet"),
        Arguments.of("a group", group, "expected a value at octet"),
        Arguments.of("an endless number", number, "expected a number of at most ten octets"),
        Arguments.of("too long an event", filled(9), "expected the length of an event"));
  }

  private static byte[] filled(int count) {
    byte[] octets = new byte[count];
    Arrays.fill(octets, (byte) 0xff);
    return octets;
  }

  private static int indexOf(byte[] octets, String text) {
    return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refusesWhatIsMalformed(String what, byte[] octets, String message) {
    var reader = new ObjectReader(new ServiceBody(true), false);

    assertThatThrownBy(() -> reader.read(reader(octets)))
        .as(what)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the API server ")
        .hasMessageContaining(message);
  }
}
