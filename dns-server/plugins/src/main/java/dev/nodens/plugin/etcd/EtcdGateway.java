package dev.nodens.plugin.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/// etcd v3 over its JSON gateway, which every server has on its client port. Asks the endpoint that
/// answered last, then the others. For virtual threads: calls block.
final class EtcdGateway implements Store {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int UNAUTHORIZED = 401;
  private static final int OK = 200;
  private static final int LONGEST_ERROR = 300;

  private final JsonFactory json = new JsonFactory();
  private final List<URI> endpoints;
  private final Optional<SSLSocketFactory> tls;
  private final Optional<EtcdConfig.Credentials> credentials;
  private volatile int preferred;
  private volatile String token = "";

  /// @param tls for `https` endpoints; empty for the system's authorities
  EtcdGateway(
      List<URI> endpoints,
      Optional<SSLSocketFactory> tls,
      Optional<EtcdConfig.Credentials> credentials) {
    this.endpoints = List.copyOf(endpoints);
    this.tls = tls;
    this.credentials = credentials;
  }

  @Override
  public List<Entry> get(String key, boolean prefix) throws IOException {
    byte[] from = key.getBytes(StandardCharsets.UTF_8);
    Map<String, String> request = new LinkedHashMap<>();
    request.put("key", Base64.getEncoder().encodeToString(from));
    if (prefix) {
      byte[] end = from.clone();
      end[end.length - 1]++;
      request.put("range_end", Base64.getEncoder().encodeToString(end));
    }
    return entries(ask("/v3/kv/range", request));
  }

  @Override
  public long remaining(long lease) throws IOException {
    return number(ask("/v3/lease/timetolive", Map.of("ID", Long.toString(lease))), "TTL");
  }

  private byte[] ask(String path, Map<String, String> request) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    IOException first = null;
    int start = preferred;
    for (int i = 0; i < endpoints.size(); i++) {
      int index = (start + i) % endpoints.size();
      try {
        byte[] reply = authorized(endpoints.get(index), path, request, end);
        preferred = index;
        return reply;
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? new IOException("etcd has no endpoint") : first;
  }

  private byte[] authorized(URI endpoint, String path, Map<String, String> request, long end)
      throws IOException {
    if (credentials.isPresent() && token.isEmpty()) {
      authenticate(endpoint, end);
    }
    Reply reply = post(endpoint, path, request, end);
    if (reply.status() == UNAUTHORIZED && credentials.isPresent()) {
      // Tokens end with time, and with the server that gave them.
      authenticate(endpoint, end);
      reply = post(endpoint, path, request, end);
    }
    return reply.body(endpoint, path);
  }

  private void authenticate(URI endpoint, long end) throws IOException {
    String path = "/v3/auth/authenticate";
    EtcdConfig.Credentials user = credentials.orElseThrow();
    token = "";
    Reply reply =
        post(endpoint, path, Map.of("name", user.user(), "password", user.password()), end);
    token = text(reply.body(endpoint, path), "token");
  }

  /// @param octets of the body
  private record Reply(int status, byte[] octets) {
    /// The body of a request that worked.
    byte[] body(URI endpoint, String path) throws IOException {
      if (status != OK) {
        String text = new String(octets, StandardCharsets.UTF_8).strip();
        String error = text.substring(0, Math.min(text.length(), LONGEST_ERROR));
        throw new IOException(endpoint + path + " answered " + status + ": " + error);
      }
      return octets;
    }
  }

  private Reply post(URI endpoint, String path, Map<String, String> request, long end)
      throws IOException {
    int millis = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (millis <= 0) {
      throw new IOException("etcd did not answer within " + PATIENCE.toSeconds() + "s");
    }
    var connection =
        (HttpURLConnection) endpoint.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure) {
      tls.ifPresent(secure::setSSLSocketFactory);
    }
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    if (!token.isEmpty()) {
      connection.setRequestProperty("Authorization", token);
    }
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(text(request).getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : errors(connection)) {
        return new Reply(status, in.readAllBytes());
      }
    } catch (IOException e) {
      throw new IOException("etcd at " + endpoint + ": " + e.getMessage(), e);
    }
  }

  private static InputStream errors(HttpURLConnection connection) {
    InputStream errors = connection.getErrorStream();
    return errors == null ? InputStream.nullInputStream() : errors;
  }

  private String text(Map<String, String> members) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator out = json.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        out.writeStringField(member.getKey(), member.getValue());
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private List<Entry> entries(byte[] body) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser parser = json.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("kvs");
        if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            entries.add(entry(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return entries;
  }

  private static Entry entry(JsonParser parser) throws IOException {
    String key = "";
    String value = "";
    long lease = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "key" -> key = new String(parser.getBinaryValue(), StandardCharsets.UTF_8);
        case "value" -> value = new String(parser.getBinaryValue(), StandardCharsets.UTF_8);
        case "lease" -> lease = parser.getValueAsLong();
        default -> parser.skipChildren();
      }
    }
    return new Entry(key, value, lease);
  }

  private long number(byte[] body, String field) throws IOException {
    String text = text(body, field);
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("etcd answered with the " + field + " '" + text + "'", e);
    }
  }

  /// A member of the object, 64-bit numbers being text; empty if it is not there.
  private String text(byte[] body, String field) throws IOException {
    try (JsonParser parser = json.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        parser.nextToken();
        if (wanted) {
          return parser.getValueAsString("");
        }
        parser.skipChildren();
      }
    }
    return "";
  }
}
