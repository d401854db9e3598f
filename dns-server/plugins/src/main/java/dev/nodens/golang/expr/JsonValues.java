package dev.nodens.golang.expr;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.nodens.golang.time.GoLocation;
import dev.nodens.golang.time.GoTime;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `toJSON` and `fromJSON`: text as Go's `encoding/json` writes it, with two spaces for each level,
/// and what it reads.
final class JsonValues {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

  static {
    FACTORY.setCharacterEscapes(new ForHtml());
  }

  private JsonValues() {}

  /// Go escapes what could end a script in a page.
  private static final class ForHtml extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_STANDARD;
      codes['>'] = ESCAPE_STANDARD;
      codes['&'] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return c == 0x2028 || c == 0x2029
          ? new SerializedString("\\u" + Integer.toHexString(c))
          : null;
    }
  }

  static String write(@Nullable Object value) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                      .withObjectEmptySeparator("")
                      .withArrayEmptySeparator(""))
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));
      write(json, value);
    } catch (IOException | IllegalArgumentException e) {
      throw new EvaluationException("toJSON: " + e.getMessage());
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean bool -> json.writeBoolean(bool);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(finite(number));
      case GoTime time -> json.writeString(time.toRfc3339());
      case GoLocation _ -> {
        json.writeStartObject();
        json.writeEndObject();
      }
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (var entry : sorted(map).entrySet()) {
          json.writeFieldName(entry.getKey());
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> {
        @Nullable Long number = TimeMethods.number(value);
        if (number == null) {
          throw new EvaluationException("json: unsupported type");
        }
        json.writeNumber(number);
      }
    }
  }

  private static SortedMap<String, @Nullable Object> sorted(Map<?, ?> map) {
    var sorted = new TreeMap<String, @Nullable Object>();
    map.forEach((key, value) -> {
      if (!(key instanceof String name)) {
        throw new EvaluationException("json: unsupported type: map[interface {}]interface {}");
      }
      sorted.put(name, value);
    });
    return sorted;
  }

  private static String finite(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new EvaluationException("json: unsupported value: " + number);
    }
    return GoFloat.text(number, -6, 21, 1);
  }

  static @Nullable Object read(String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      @Nullable Object value = read(json, json.nextToken());
      if (json.nextToken() != null) {
        throw new EvaluationException("invalid character after top-level value");
      }
      return value;
    } catch (IOException e) {
      throw new EvaluationException("fromJSON: " + e.getMessage());
    }
  }

  private static @Nullable Object read(JsonParser json, @Nullable JsonToken token)
      throws IOException {
    if (token == null) {
      throw new EvaluationException("unexpected end of JSON input");
    }
    return switch (token) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          map.put(name, read(json, json.nextToken()));
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        for (JsonToken next = json.nextToken();
            next != JsonToken.END_ARRAY;
            next = json.nextToken()) {
          list.add(read(json, next));
        }
        yield list;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parsed(json.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static double parsed(String digits) {
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw new EvaluationException("cannot unmarshal number " + digits + " into float64");
    }
    return number;
  }
}
