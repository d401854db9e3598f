package dev.nodens.plugin.kubernetes.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  /// Gives one octet at a time: every boundary is a boundary between reads.
  private static JsonReader reader(String text) {
    byte[] octets = text.getBytes(UTF_8);
    var reader = new JsonReader();
    reader.open(
        new ByteArrayInputStream(octets) {
          @Override
          public synchronized int read(byte[] target, int at, int length) {
            return super.read(target, at, Math.min(length, 1));
          }
        });
    return reader;
  }

  private static String string(String json) throws IOException {
    var out = new Draft();
    reader(json).string(out);
    return ObjectReader.text(out);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"\", ``",
        "\"plain\", plain",
        "\"a\\\"b\\\\c\\/d\", a\"b\\c/d",
        "\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\", Aé€😀",
        "\"é€😀\", é€😀",
        "null, ``",
      })
  void readsStrings(String json, String text) throws IOException {
    assertThat(string(json)).isEqualTo(text);
  }

  @Test
  void skipsWhateverStandsBetween() throws IOException {
    JsonReader reader =
        reader(
            " {\"a\" : [1, -2.5e+3, true, null, {\"}\": \"]\\\"\", \"x\": [[]]}],\r\n"
                + "\"b\":{} , \"c\":\"\\\\\",\"n\":42}{\"n\":7}");
    assertThat(number(reader)).isEqualTo(42);
    assertThat(reader.hasNext()).isTrue();
    assertThat(number(reader)).isEqualTo(7);
    assertThat(reader.hasNext()).isFalse();
  }

  private static int number(JsonReader reader) throws IOException {
    int number = 0;
    assertThat(reader.beginObject()).isTrue();
    while (reader.nextMember()) {
      if (reader.name().is("n")) {
        number = reader.integer(-1);
      } else {
        reader.skip();
      }
    }
    return number;
  }

  @Test
  void readsNullWhereAnObjectOrArrayMayBe() throws IOException {
    JsonReader reader = reader("null null [] [null,3] true");
    assertThat(reader.beginObject()).isFalse();
    assertThat(reader.beginArray()).isFalse();
    assertThat(reader.beginArray()).isTrue();
    assertThat(reader.nextElement()).isFalse();
    assertThat(reader.beginArray()).isTrue();
    assertThat(reader.nextElement()).isTrue();
    assertThat(reader.integer(9)).isEqualTo(9);
    assertThat(reader.nextElement()).isTrue();
    assertThat(reader.integer(9)).isEqualTo(3);
    assertThat(reader.nextElement()).isFalse();
    assertThat(reader.bool(false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a",
        "{\"a\":",
        "{\"a\":[",
        "{\"a\":\"x\\",
        "{\"a\":{\"b\":1",
        "{\"a\":\"\\u00"
      })
  void saysWhenAStreamEndsInsideAnObject(String json) {
    assertThatThrownBy(() -> number(reader(json))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{a:1}", "{\"a\" 1}", "{\"a\":}", "[", "{\"n\":\"x\"}"})
  void refusesWhatIsNoJson(String json) {
    assertThatThrownBy(() -> number(reader(json))).isInstanceOf(IOException.class);
  }

  @Test
  void namesTheEndOfTheStream() {
    assertThatThrownBy(() -> string("\"abc"))
        .isInstanceOf(EOFException.class)
        .hasMessage("the API server ended the response inside an object");
  }

  @Test
  void readsLongTextAcrossItsBuffer() throws IOException {
    String text = "x".repeat(50_000);
    var reader = new JsonReader();
    InputStream in = new ByteArrayInputStream(("\"" + text + "\"").getBytes(UTF_8));
    reader.open(in);
    var out = new Draft();
    reader.string(out);
    assertThat(out.length()).isEqualTo(50_000);
  }
}
