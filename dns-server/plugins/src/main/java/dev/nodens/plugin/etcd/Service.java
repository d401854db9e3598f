package dev.nodens.plugin.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nodens.corefile.IpLiteral;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What stands at one key, in SkyDNS's format.
///
/// @param host an address or a name; may be empty
/// @param mail whether it is a mail exchange
/// @param ttl seconds; 0 if nothing is said
/// @param strip how many labels a target loses
/// @param group services of one name that belong together; empty for none
record Service(
    String key,
    String host,
    int port,
    int priority,
    int weight,
    String text,
    boolean mail,
    long ttl,
    int strip,
    String group) {
  private static final int DEFAULT_PRIORITY = 10;
  private static final long MOST_TTL = 0xffff_ffffL;

  /// Reads the value of `key`.
  ///
  /// @throws IOException naming the key if that is no service
  static Service read(String key, String json, JsonFactory factory) throws IOException {
    try (JsonParser parser = factory.createParser(json)) {
      var draft = new Draft();
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String field = parser.currentName();
          JsonToken value = parser.nextToken();
          if (value != JsonToken.VALUE_NULL) {
            draft.member(field.toLowerCase(Locale.ROOT), value, parser);
          }
        }
      } else if (first != JsonToken.VALUE_NULL) {
        throw new IOException("it is no JSON object");
      }
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
      return draft.build(key);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IOException(key + ": " + reason, e);
    }
  }

  /// The address that `host` is, of 4 or 16 octets; null if it is a name or empty.
  byte @Nullable [] address() {
    byte @Nullable [] address = host.isEmpty() ? null : IpLiteral.parse(host);
    return address != null && isMapped(address) ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  private static boolean isMapped(byte[] address) {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    return address.length == 16 && Arrays.equals(address, 0, 12, mapped, 0, 12);
  }

  /// Whether `host` is a name that an alias may point to.
  boolean isAlias() {
    return text.isEmpty() && address() == null;
  }

  /// Number of parts of the key.
  int depth() {
    return (int) key.chars().filter(c -> c == '/').count();
  }

  Service withTtl(long seconds) {
    return new Service(key, host, port, priority, weight, text, mail, seconds, strip, group);
  }

  /// The TTL as records have it.
  int ttlBits() {
    return (int) ttl;
  }

  /// What was read so far.
  private static final class Draft {
    private String host = "";
    private String text = "";
    private String group = "";
    private int port;
    private int priority;
    private int weight;
    private int strip;
    private long ttl;
    private boolean mail;

    void member(String field, JsonToken value, JsonParser json) throws IOException {
      switch (field) {
        case "host" -> host = text(field, value, json);
        case "text" -> text = text(field, value, json);
        case "group" -> group = text(field, value, json);
        case "port" -> port = number(field, value, json);
        case "priority" -> priority = number(field, value, json);
        case "weight" -> weight = number(field, value, json);
        case "targetstrip" -> strip = number(field, value, json);
        case "ttl" -> ttl = seconds(field, value, json);
        case "mail" -> mail = flag(field, value);
        default -> json.skipChildren();
      }
    }

    private static String text(String field, JsonToken value, JsonParser json) throws IOException {
      if (value != JsonToken.VALUE_STRING) {
        throw wrong(field, "a string");
      }
      return json.getText();
    }

    private static int number(String field, JsonToken value, JsonParser json) throws IOException {
      if (value != JsonToken.VALUE_NUMBER_INT) {
        throw wrong(field, "a whole number");
      }
      return json.getIntValue();
    }

    private static long seconds(String field, JsonToken value, JsonParser json) throws IOException {
      if (value != JsonToken.VALUE_NUMBER_INT
          || json.getLongValue() < 0
          || json.getLongValue() > MOST_TTL) {
        throw wrong(field, "a number of seconds");
      }
      return json.getLongValue();
    }

    private static boolean flag(String field, JsonToken value) throws IOException {
      if (!value.isBoolean()) {
        throw wrong(field, "true or false");
      }
      return value == JsonToken.VALUE_TRUE;
    }

    private static IOException wrong(String field, String expected) {
      return new IOException("'" + field + "' is not " + expected);
    }

    Service build(String key) {
      int order = priority == 0 ? DEFAULT_PRIORITY : priority;
      return new Service(key, host, port, order, weight, text, mail, ttl, strip, group);
    }
  }
}
