package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Reads JSON (RFC 8259). Skipping costs one pass over the octets, which is what most of an object
/// is good for here; `null` is nothing.
final class JsonReader implements MemberReader {
  private static final int CAPACITY = 16384;

  /// A whole object of the API has 1.5 MiB at most.
  private static final int LONGEST_STRING = 1 << 21;

  private final byte[] buffer = new byte[CAPACITY];
  private final Draft name = new Draft();
  private InputStream in = InputStream.nullInputStream();
  private int at;
  private int end;

  @Override
  public void open(InputStream stream) {
    in = stream;
    at = 0;
    end = 0;
  }

  @Override
  public boolean hasNext() throws IOException {
    return space() >= 0;
  }

  @Override
  public boolean beginObject() throws IOException {
    return begin('{');
  }

  @Override
  public boolean nextMember() throws IOException {
    if (isEnd('}')) {
      return false;
    }
    string(name);
    take(':');
    return true;
  }

  @Override
  public Draft name() {
    return name;
  }

  @Override
  public boolean beginArray() throws IOException {
    return begin('[');
  }

  @Override
  public boolean nextElement() throws IOException {
    return !isEnd(']');
  }

  @Override
  public void string(Draft out) throws IOException {
    out.clear();
    if (space() == 'n') {
      word();
      return;
    }
    take('"');
    while (true) {
      int from = at;
      while (at < end && buffer[at] != '"' && buffer[at] != '\\') {
        at++;
      }
      if (out.length() > LONGEST_STRING) {
        throw new IOException(
            "the API server sent a string of more than " + LONGEST_STRING + " octets");
      }
      out.octets(buffer, from, at - from);
      int c = at == end ? -1 : buffer[at];
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\') {
        at++;
        escape(out);
      } else {
        fill();
      }
    }
  }

  @Override
  public int integer(int missing) throws IOException {
    int c = space();
    if (c == 'n') {
      word();
      return missing;
    }
    boolean negative = c == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    boolean any = false;
    for (c = octet(); c >= '0' && c <= '9'; c = octet()) {
      value = Math.min(value * 10 + c - '0', Integer.MAX_VALUE);
      any = true;
      at++;
    }
    if (!any) {
      throw unexpected("a number", c);
    }
    return (int) (negative ? -value : value);
  }

  @Override
  public boolean bool(boolean missing) throws IOException {
    int c = space();
    word();
    return c == 'n' ? missing : c == 't';
  }

  @Override
  public void skip() throws IOException {
    switch (space()) {
      case '"' -> {
        at++;
        skipString();
      }
      case '{', '[' -> skipNested();
      case -1 -> throw ended();
      default -> word();
    }
  }

  private void skipNested() throws IOException {
    int depth = 0;
    do {
      int c = octet();
      at++;
      switch (c) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> skipString();
        case -1 -> throw ended();
        default -> {}
      }
    } while (depth > 0);
  }

  private void skipString() throws IOException {
    while (true) {
      while (at < end && buffer[at] != '"' && buffer[at] != '\\') {
        at++;
      }
      if (at == end) {
        fill();
        continue;
      }
      if (buffer[at++] == '"') {
        return;
      }
      fill();
      at++;
    }
  }

  /// Reads over a number, `true`, `false` or `null`.
  private void word() throws IOException {
    int c = octet();
    boolean any = false;
    while (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+-.E".indexOf(c) >= 0) {
      any = true;
      at++;
      c = octet();
    }
    if (!any) {
      throw c < 0 ? ended() : unexpected("a value", c);
    }
  }

  private void escape(Draft out) throws IOException {
    int c = octet();
    at++;
    switch (c) {
      case 'b' -> out.u8('\b');
      case 'f' -> out.u8('\f');
      case 'n' -> out.u8('\n');
      case 'r' -> out.u8('\r');
      case 't' -> out.u8('\t');
      case 'u' -> unicode(out);
      case '"', '\\', '/' -> out.u8(c);
      default -> throw c < 0 ? ended() : unexpected("an escape", c);
    }
  }

  private void unicode(Draft out) throws IOException {
    int c = hex4();
    if (Character.isHighSurrogate((char) c)) {
      if (octet() != '\\') {
        throw unexpected("a low surrogate", octet());
      }
      at++;
      if (octet() != 'u') {
        throw unexpected("a low surrogate", octet());
      }
      at++;
      c = Character.toCodePoint((char) c, (char) hex4());
    }
    if (c < 0x80) {
      out.u8(c);
    } else if (c < 0x800) {
      out.u8(0xc0 | c >> 6).u8(0x80 | c & 0x3f);
    } else if (c < 0x10000) {
      out.u8(0xe0 | c >> 12).u8(0x80 | c >> 6 & 0x3f).u8(0x80 | c & 0x3f);
    } else {
      out.u8(0xf0 | c >> 18).u8(0x80 | c >> 12 & 0x3f);
      out.u8(0x80 | c >> 6 & 0x3f).u8(0x80 | c & 0x3f);
    }
  }

  private int hex4() throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(octet(), 16);
      if (digit < 0) {
        throw unexpected("four hexadecimal digits", octet());
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  private boolean begin(char bracket) throws IOException {
    if (space() == 'n') {
      word();
      return false;
    }
    take(bracket);
    return true;
  }

  private boolean isEnd(char bracket) throws IOException {
    int c = space();
    if (c == ',') {
      at++;
      c = space();
    }
    if (c == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private void take(char expected) throws IOException {
    int c = space();
    if (c != expected) {
      throw c < 0 ? ended() : unexpected("'" + expected + "'", c);
    }
    at++;
  }

  /// The next octet that is no white space, not read yet; -1 at the end.
  private int space() throws IOException {
    int c = octet();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      at++;
      c = octet();
    }
    return c;
  }

  private int octet() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer, 0, CAPACITY));
      if (end == 0) {
        return -1;
      }
    }
    return buffer[at] & 0xff;
  }

  private void fill() throws IOException {
    if (octet() < 0) {
      throw ended();
    }
  }

  private static EOFException ended() {
    return new EOFException("the API server ended the response inside an object");
  }

  private static IOException unexpected(String what, int c) {
    String found = c < 0 ? "the end" : "'" + (char) c + "'";
    return new IOException("the API server sent no JSON: expected " + what + ", found " + found);
  }
}
