package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.plugin.kubernetes.feed.ProtobufMessage.Field;
import dev.nodens.plugin.kubernetes.table.Draft;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the Kubernetes API's protobuf: half the octets of JSON, and what is skipped is not looked
/// at.
///
/// An object or list is `k8s` and a zero octet, then a message `Unknown` with the kind and the
/// object itself. A watch is a sequence of messages `WatchEvent`, each with its length ahead in
/// four octets (k8s.io/apimachinery, `pkg/runtime/serializer/protobuf`).
final class ProtobufReader implements MemberReader {
  /// What `Content-Type` begins with.
  static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

  private static final int CAPACITY = 16384;
  private static final int MAGIC = 'k' << 24 | '8' << 16 | 's' << 8;

  /// A whole object of the API has 1.5 MiB at most.
  private static final int LONGEST_TEXT = 1 << 21;

  private static final int LONGEST_EVENT = 1 << 24;
  private static final int DEEPEST = 16;
  private static final int TEXT_1 = 1 << 3 | 2;
  private static final int TEXT_2 = 2 << 3 | 2;

  private final byte[] buffer = new byte[CAPACITY];
  private final Draft name = new Draft();
  private final Draft kind = new Draft();
  private final Level[] levels = new Level[DEEPEST];
  private InputStream in = InputStream.nullInputStream();
  private long before;
  private int at;
  private int end;
  private int depth;
  private @Nullable Field field;

  /// What was entered and not left yet.
  private static final class Level {
    /// Of an object.
    @Nullable ProtobufMessage message;

    /// Of an array, or a map.
    @Nullable Field field;

    /// Where it ends, and where what it is wrapped in does.
    long end;

    long outerEnd;

    /// Whether no element was read yet.
    boolean first;

    /// Where the entry of a map ends that was read last.
    long entryEnd;
  }

  ProtobufReader() {
    Arrays.setAll(levels, i -> new Level());
  }

  @Override
  public void open(InputStream stream) {
    in = stream;
    before = 0;
    at = 0;
    end = 0;
    depth = 0;
    field = null;
  }

  @Override
  public boolean hasNext() throws IOException {
    return at < end || read();
  }

  @Override
  public boolean beginObject() throws IOException {
    if (depth == 0) {
      return beginDocument();
    }
    Field taken = value();
    switch (taken.type()) {
      case MESSAGE -> enter(taken.message(), length(), 0);
      case MAP -> enterAll(taken);
      case OBJECT -> {
        long outerEnd = endOfNext();
        if (outerEnd == position()) {
          return false;
        }
        expect(varint() == TEXT_1, "an object");
        expect(endOfNext() == outerEnd, "the length of an object");
        expect(number() == MAGIC, "the mark of an object");
        return beginKind(outerEnd);
      }
      default -> throw unexpected("an object");
    }
    return true;
  }

  private boolean beginDocument() throws IOException {
    int word = number();
    if (word == MAGIC) {
      return beginKind(Long.MAX_VALUE);
    }
    expect(word >= 0 && word <= LONGEST_EVENT, "the length of an event");
    enter(ProtobufMessage.WATCH_EVENT, word, 0);
    return true;
  }

  /// Enters the object in a message `Unknown`.
  private boolean beginKind(long outerEnd) throws IOException {
    kind.clear();
    while (position() < outerEnd) {
      long tag = varint();
      if (tag == TEXT_1) {
        readKind(endOfNext());
      } else if (tag == TEXT_2) {
        enter(ProtobufMessage.ofKind(kind), length(), outerEnd);
        return true;
      } else {
        skipValue((int) tag & 7);
      }
    }
    return false;
  }

  private void readKind(long kindEnd) throws IOException {
    while (position() < kindEnd) {
      long tag = varint();
      if (tag == TEXT_2) {
        readText(kind);
      } else {
        skipValue((int) tag & 7);
      }
    }
  }

  @Override
  public boolean nextMember() throws IOException {
    Level level = top();
    if (level.field != null) {
      return nextEntry(level);
    }
    ProtobufMessage message = level.message;
    while (message != null && position() < level.end) {
      long tag = varint();
      int wireType = (int) tag & 7;
      Field found = message.field(tag >>> 3);
      if (found != null && found.wireType() == wireType) {
        field = found;
        name.clear().octets(found.name(), 0, found.name().length);
        return true;
      }
      skipValue(wireType);
    }
    expect(position() == level.end, "the end of a message");
    leave();
    return false;
  }

  private boolean nextEntry(Level map) throws IOException {
    if (!map.first) {
      skipOctets(map.entryEnd - position());
    }
    if (!another(map)) {
      leave();
      return false;
    }
    map.entryEnd = map.end;
    map.entryEnd = endOfNext();
    field = null;
    name.clear();
    while (position() < map.entryEnd) {
      long tag = varint();
      if (tag == TEXT_1) {
        readText(name);
      } else if (tag == TEXT_2) {
        field = map.field;
        break;
      } else {
        skipValue((int) tag & 7);
      }
    }
    return true;
  }

  @Override
  public Draft name() {
    return name;
  }

  @Override
  public boolean beginArray() throws IOException {
    enterAll(value());
    return true;
  }

  @Override
  public boolean nextElement() throws IOException {
    Level array = top();
    if (another(array)) {
      field = array.field;
      return true;
    }
    leave();
    return false;
  }

  /// Whether the field that the level is of comes once more.
  private boolean another(Level level) throws IOException {
    if (level.first) {
      level.first = false;
      return true;
    }
    Field again = level.field;
    if (again == null) {
      return false;
    }
    int tag = again.number() << 3 | again.wireType();
    int octets = tag < 0x80 ? 1 : 2;
    if (position() + octets > level.end || !isBuffered(octets)) {
      return false;
    }
    boolean same =
        octets == 1
            ? buffer[at] == tag
            : (buffer[at] & 0xff) == (tag & 0x7f | 0x80) && buffer[at + 1] == tag >>> 7;
    at += same ? octets : 0;
    return same;
  }

  @Override
  public void string(Draft out) throws IOException {
    out.clear();
    if (field == null) {
      return;
    }
    Field taken = value();
    switch (taken.type()) {
      case TEXT, MAP -> readText(out);
      case PRESENCE -> {
        skipValue(taken.wireType());
        out.text("set");
      }
      default -> throw unexpected("a text");
    }
  }

  @Override
  public int integer(int missing) throws IOException {
    return Math.clamp(varintValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public boolean bool(boolean missing) throws IOException {
    return varintValue() != 0;
  }

  private long varintValue() throws IOException {
    expect(value().type() == ProtobufMessage.Type.NUMBER, "a number");
    return varint();
  }

  @Override
  public void skip() throws IOException {
    if (field != null) {
      skipValue(value().wireType());
    }
  }

  /// The field whose value comes now; it is taken.
  private Field value() throws IOException {
    Field taken = field;
    if (taken == null) {
      throw unexpected("a value");
    }
    field = null;
    return taken;
  }

  private Level top() throws IOException {
    expect(depth > 0, "an object");
    return levels[depth - 1];
  }

  private void enter(@Nullable ProtobufMessage message, long length, long outerEnd)
      throws IOException {
    long from = position();
    Level level = push();
    level.message = message;
    level.field = null;
    level.end = from + length;
    level.outerEnd = outerEnd;
    level.entryEnd = level.end;
  }

  /// Enters all values of one field, which stand one behind the other.
  private void enterAll(Field of) throws IOException {
    long limit = limit();
    Level level = push();
    level.message = null;
    level.field = of;
    level.first = true;
    level.end = limit;
    level.outerEnd = 0;
    level.entryEnd = limit;
  }

  private Level push() throws IOException {
    expect(depth < DEEPEST, "less depth");
    return levels[depth++];
  }

  private void leave() throws IOException {
    Level left = levels[--depth];
    if (left.outerEnd > 0 && left.outerEnd < Long.MAX_VALUE) {
      skipOctets(left.outerEnd - position());
    }
  }

  private long limit() {
    return depth == 0 ? Long.MAX_VALUE : levels[depth - 1].entryEnd;
  }

  private long position() {
    return before + at;
  }

  /// Reads a length; what has it must end where what it is in ends, or before.
  private long length() throws IOException {
    long length = varint();
    expect(length >= 0 && length <= limit() - position(), "a length");
    return length;
  }

  /// Reads a length; where what has it ends.
  private long endOfNext() throws IOException {
    long length = length();
    return position() + length;
  }

  private void readText(Draft out) throws IOException {
    long left = length();
    expect(left <= LONGEST_TEXT, "a text of at most " + LONGEST_TEXT + " octets");
    while (left > 0) {
      fill();
      int count = (int) Math.min(left, end - at);
      out.octets(buffer, at, count);
      at += count;
      left -= count;
    }
  }

  private void skipValue(int wireType) throws IOException {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> skipOctets(8);
      case 2 -> skipOctets(length());
      case 5 -> skipOctets(4);
      default -> throw unexpected("a value");
    }
  }

  private void skipOctets(long count) throws IOException {
    long left = count;
    expect(left >= 0, "the end of an object");
    while (left > 0) {
      fill();
      int step = (int) Math.min(left, end - at);
      at += step;
      left -= step;
    }
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte octet = octet();
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw unexpected("a number of at most ten octets");
  }

  /// Four octets, the highest first.
  private int number() throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | octet() & 0xff;
    }
    return value;
  }

  private byte octet() throws IOException {
    fill();
    return buffer[at++];
  }

  /// Makes sure that an octet is buffered.
  private void fill() throws IOException {
    if (at == end && !read()) {
      throw new EOFException("the API server ended the response inside an object");
    }
  }

  private boolean read() throws IOException {
    before += end;
    at = 0;
    end = 0;
    end = Math.max(0, in.read(buffer, 0, CAPACITY));
    return end > 0;
  }

  /// Whether so many octets are to be had without a break; there are far fewer than fit.
  private boolean isBuffered(int octets) throws IOException {
    while (end - at < octets) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      before += at;
      end -= at;
      at = 0;
      int more = in.read(buffer, end, CAPACITY - end);
      if (more <= 0) {
        return false;
      }
      end += more;
    }
    return true;
  }

  private void expect(boolean holds, String what) throws IOException {
    if (!holds) {
      throw unexpected(what);
    }
  }

  private IOException unexpected(String what) {
    return new IOException(
        "the API server sent malformed protobuf: expected " + what + " at octet " + position());
  }
}
