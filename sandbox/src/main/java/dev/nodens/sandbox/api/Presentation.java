package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.Column;
import dev.nodens.sandbox.kind.ResourceType;
import java.time.Instant;
import java.util.List;

/// The form in which objects are sent: as they are, as a table for `kubectl get`, or only their
/// metadata. Pure; any thread.
///
/// @param form what the client accepts
/// @param include for tables: `Metadata`, `Object` or `None` beside each row
record Presentation(Form form, String include) {
  private static final String META = "meta.k8s.io/v1";

  /// The three forms.
  enum Form {
    OBJECT,
    TABLE,
    METADATA
  }

  static Presentation of(Call call) {
    String accept = call.header("Accept");
    String include = call.parameter("includeObject");
    for (String one : accept.split(",", -1)) {
      if (one.contains("protobuf") || one.contains("cbor")) {
        continue;
      }
      if (one.contains("as=table")) {
        return new Presentation(Form.TABLE, include.isEmpty() ? "Metadata" : include);
      }
      if (one.contains("as=partialobjectmetadata")) {
        return new Presentation(Form.METADATA, "");
      }
      if (one.contains("json") || one.contains("*/*")) {
        break;
      }
    }
    return new Presentation(Form.OBJECT, "");
  }

  boolean isPlain() {
    return form == Form.OBJECT;
  }

  /// One object.
  JsonNode one(ResourceType type, ObjectNode object, Instant now) {
    return switch (form) {
      case OBJECT -> object;
      case METADATA -> metadata(object);
      case TABLE -> {
        ObjectNode table = table(type, List.of(object), now, true);
        table
            .putObject("metadata")
            .put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
        yield table;
      }
    };
  }

  /// A list of objects.
  ///
  /// @param listMeta `metadata` of the list
  JsonNode list(ResourceType type, List<ObjectNode> objects, ObjectNode listMeta, Instant now) {
    if (form == Form.TABLE) {
      ObjectNode table = table(type, objects, now, true);
      table.set("metadata", listMeta);
      return table;
    }
    ObjectNode list = Json.object();
    boolean plain = form == Form.OBJECT;
    list.put("kind", plain ? type.kind() + "List" : "PartialObjectMetadataList");
    list.put("apiVersion", plain ? type.apiVersion() : META);
    list.set("metadata", listMeta);
    ArrayNode items = list.putArray("items");
    objects.forEach(o -> items.add(plain ? item(type, o) : metadata(o)));
    return list;
  }

  /// The items of a built-in list do not repeat what the list says.
  private static ObjectNode item(ResourceType type, ObjectNode object) {
    if (type.custom()) {
      return object;
    }
    ObjectNode item = Json.object().setAll(object);
    return item.remove(List.of("apiVersion", "kind"));
  }

  /// The object of a watch event; only the first table of a watch says what its columns are.
  JsonNode event(ResourceType type, ObjectNode object, Instant now, boolean first) {
    if (form != Form.TABLE) {
      return one(type, object, now);
    }
    ObjectNode table = table(type, List.of(object), now, first);
    table
        .putObject("metadata")
        .put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
    return table;
  }

  private static ObjectNode metadata(ObjectNode object) {
    ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", META);
    partial.set("metadata", Json.at(object, "metadata"));
    return partial;
  }

  private ObjectNode table(
      ResourceType type, List<ObjectNode> objects, Instant now, boolean headings) {
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", META);
    ArrayNode definitions = table.putArray("columnDefinitions");
    if (headings) {
      for (Column column : type.columns()) {
        definitions
            .addObject()
            .put("name", column.name())
            .put("type", column.type().equals("date") ? "string" : column.type())
            .put("format", column.format())
            .put("description", "")
            .put("priority", column.priority());
      }
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      type.columns().forEach(c -> cells.add(c.cell().apply(object, now)));
      switch (include) {
        case "Object" -> row.set("object", object);
        case "Metadata" -> row.set("object", metadata(object));
        default -> {}
      }
    }
    return table;
  }
}
