package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One HTTP request, read and taken apart, and the way to answer it. One thread.
final class Call {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final HttpExchange exchange;
  private final List<String> path;
  private final Map<String, String> parameters = new HashMap<>();
  private Duration watchLimit = Duration.ofDays(1);
  private boolean silent;

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    var segments = new ArrayList<String>();
    for (String segment : exchange.getRequestURI().getRawPath().split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(URLDecoder.decode(segment, StandardCharsets.UTF_8));
      }
    }
    this.path = List.copyOf(segments);
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(
          URLDecoder.decode(name, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  /// As fault injection sees it.
  Faults.Request request() {
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    return new Faults.Request(
        method(),
        "/" + String.join("/", path),
        Map.copyOf(parameters),
        agent == null ? "" : agent,
        header("Upgrade").equals("websocket"));
  }

  void endWatchAfter(Duration limit) {
    watchLimit = limit;
  }

  /// How long a watch may live at most.
  Duration watchLimit() {
    return watchLimit;
  }

  /// From now on nothing is sent to the client.
  void beSilent() {
    silent = true;
  }

  void retryAfter(int seconds) {
    exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
  }

  /// The segments of the path, decoded.
  List<String> path() {
    return path;
  }

  /// The query parameter, or the empty string.
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  boolean flag(String name) {
    String value = parameter(name);
    return value.equals("true") || value.equals("1");
  }

  /// The number, or `otherwise` when the parameter is missing.
  ///
  /// @throws ApiError 400 when it is no number
  long number(String name, long otherwise) {
    String value = parameter(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest("parameter " + name + ": \"" + value + "\" is not a number");
    }
  }

  /// The request header in lower case, or the empty string.
  String header(String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value.toLowerCase(java.util.Locale.ROOT);
  }

  /// The media type of the body, without parameters.
  String mediaType() {
    String type = header("Content-Type");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip();
  }

  /// Who writes: the `fieldManager` parameter, else the first word of the user agent.
  String manager() {
    String given = parameter("fieldManager");
    if (!given.isEmpty()) {
      return given;
    }
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    String prefix = agent == null ? "unknown" : agent.split("/", -1)[0];
    return prefix.length() > 128 ? prefix.substring(0, 128) : prefix;
  }

  WriteOptions writeOptions() {
    return new WriteOptions(
        manager(),
        flag("force"),
        isDryRun(),
        switch (parameter("fieldValidation")) {
          case "Ignore" -> WriteOptions.UnknownFields.IGNORE;
          case "Strict" -> WriteOptions.UnknownFields.STRICT;
          default -> WriteOptions.UnknownFields.WARN;
        });
  }

  boolean isDryRun() {
    String value = parameter("dryRun");
    if (!value.isEmpty() && !value.equals("All")) {
      throw ApiError.badRequest("dryRun: Unsupported value: \"" + value + "\": supported: \"All\"");
    }
    return !value.isEmpty();
  }

  /// The body as JSON, whether it came as JSON or as YAML; an empty object when there is none.
  ///
  /// @throws ApiError 400 when it cannot be read, 415 when it is neither
  JsonNode body() throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    if (bytes.length == 0) {
      return Json.object();
    }
    String type = mediaType();
    if (type.endsWith("protobuf") || type.endsWith("cbor")) {
      throw ApiError.unsupportedMediaType(type, "application/json, application/yaml");
    }
    try {
      return type.endsWith("yaml") && bytes[0] != '{' ? YAML.readTree(bytes) : Json.read(bytes);
    } catch (IOException e) {
      throw ApiError.badRequest("the body of the request cannot be read: " + e.getMessage());
    }
  }

  /// The body as an object.
  ///
  /// @throws ApiError 400 when it is something else
  ObjectNode object() throws IOException {
    if (body() instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body of the request must be an object");
  }

  void warn(List<String> warnings) {
    for (String warning : warnings) {
      String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
      exchange.getResponseHeaders().add("Warning", "299 - \"" + quoted + "\"");
    }
  }

  void answer(int code, JsonNode body) throws IOException {
    answer(code, "application/json", Json.bytes(body));
  }

  void answer(int code, String type, byte[] body) throws IOException {
    if (silent) {
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /// Starts an answer without a known end; flush what must arrive.
  java.io.OutputStream stream() throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }
}
