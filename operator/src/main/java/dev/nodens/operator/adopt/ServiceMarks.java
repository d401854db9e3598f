package dev.nodens.operator.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nodens.operator.Names;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

/// What says on a Service whose it is. Both directions are JSON patches (RFC 6902) that touch
/// nothing else: the Service stays, with its address.
public final class ServiceMarks {
  /// k3s deletes what carries its marks when an add-on is disabled, and only that.
  private static final String K3S = "objectset.rio.cattle.io/";

  private static final String NAME = "kubernetes.io/name";

  private ServiceMarks() {}

  /// Takes a Service that is ours now out of its former owner's bundle, so that it is not deleted
  /// along with that.
  ///
  /// @return empty when it is in none
  public static ArrayNode disowned(JsonNode service) {
    return without(service, (key, value) -> key.startsWith(K3S));
  }

  /// Takes our own marks off a Service.
  ///
  /// @param owner name of the ClusterDNS
  /// @return empty when it carries none
  public static ArrayNode handedBack(JsonNode service, String owner) {
    Map<String, String> ours = Names.labels(owner);
    return without(
        service,
        (key, value) ->
            key.startsWith("nodens.dev/")
                || Objects.equals(ours.get(key), value)
                || (key.equals(NAME) && value.equals("Nodens")));
  }

  private static ArrayNode without(JsonNode service, BiPredicate<String, String> unwanted) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    for (String map : List.of("labels", "annotations")) {
      for (var entry : service.path("metadata").path(map).properties()) {
        if (unwanted.test(entry.getKey(), entry.getValue().asText())) {
          String key = entry.getKey().replace("~", "~0").replace("/", "~1");
          operations.addObject().put("op", "remove").put("path", "/metadata/" + map + "/" + key);
        }
      }
    }
    return operations;
  }
}
