package dev.nodens.zone.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The file format of the embedded database `bbolt`, in which CoreDNS keeps zones: pages of a B+
/// tree, found from the newer of two meta pages. Reads any such file; writes one that holds one
/// bucket of few keys, and that `bbolt` opens.
final class BoltFile {
  private static final int PAGE = 4096;
  private static final int PAGE_HEADER = 16;
  private static final int ELEMENT = 16;
  private static final int BUCKET_HEADER = 16;
  private static final int MAGIC = 0xED0CDAED;
  private static final int VERSION = 2;
  private static final int META = 64;
  private static final int CHECKSUM_AT = 56;
  private static final int MOST_DEPTH = 32;
  private static final int SMALLEST_PAGE_BITS = 10;
  private static final int LARGEST_PAGE_BITS = 24;

  private static final short BRANCH = 1;
  private static final short LEAF = 2;
  private static final short META_PAGE = 4;
  private static final short FREE_LIST = 16;
  private static final int IS_BUCKET = 1;

  private static final int FREE_LIST_PAGE = 2;
  private static final int ROOT_PAGE = 3;
  private static final int BUCKET_PAGE = 4;

  private final ByteBuffer file;
  private final int pageSize;
  private final long root;

  private BoltFile(ByteBuffer file, int pageSize, long root) {
    this.file = file;
    this.pageSize = pageSize;
    this.root = root;
  }

  /// A value and what kind it is.
  private record Found(ByteBuffer value, boolean isBucket) {}

  // ---- reading

  /// A file's octets.
  ///
  /// @throws IOException if that is no such file
  static BoltFile of(byte[] octets) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    int pageSize = pageSize(file);
    long newest = -1;
    long root = 0;
    for (int at = 0; at <= pageSize; at += pageSize) {
      if (isMeta(file, at) && file.getLong(at + PAGE_HEADER + 48) > newest) {
        newest = file.getLong(at + PAGE_HEADER + 48);
        root = file.getLong(at + PAGE_HEADER + 16);
      }
    }
    return new BoltFile(file, pageSize, root);
  }

  /// As the first meta page says, or the second one if that is damaged: it stands at the page size.
  private static int pageSize(ByteBuffer file) throws IOException {
    if (isMeta(file, 0)) {
      return file.getInt(PAGE_HEADER + 8);
    }
    for (int bits = SMALLEST_PAGE_BITS; bits <= LARGEST_PAGE_BITS; bits++) {
      if (isMeta(file, 1 << bits)) {
        return 1 << bits;
      }
    }
    throw new IOException("invalid database");
  }

  private static boolean isMeta(ByteBuffer file, int page) {
    int at = page + PAGE_HEADER;
    return file.limit() >= at + META
        && file.getInt(at) == MAGIC
        && file.getInt(at + 4) == VERSION
        && file.getInt(at + 8) >= 1 << SMALLEST_PAGE_BITS
        && file.getInt(at + 8) <= 1 << LARGEST_PAGE_BITS
        && file.getLong(at + CHECKSUM_AT) == checksum(file, at);
  }

  /// FNV-1a.
  private static long checksum(ByteBuffer file, int meta) {
    long sum = 0xcbf29ce484222325L;
    for (int i = 0; i < CHECKSUM_AT; i++) {
      sum = (sum ^ file.get(meta + i) & 0xff) * 0x100000001b3L;
    }
    return sum;
  }

  /// The value of `key` in `bucket`, or null if there is none.
  ///
  /// @throws IOException if the file is damaged
  byte @Nullable [] value(String bucket, String key) throws IOException {
    try {
      Found found = find(page(root), bucket.getBytes(UTF_8), 0);
      if (found == null || !found.isBucket()) {
        return null;
      }
      long page = found.value().getLong(0);
      ByteBuffer top =
          page == 0
              ? slice(found.value(), BUCKET_HEADER, found.value().limit() - BUCKET_HEADER)
              : page(page);
      Found value = find(top, key.getBytes(UTF_8), 0);
      if (value == null || value.isBucket()) {
        return null;
      }
      byte[] octets = new byte[value.value().remaining()];
      value.value().get(octets);
      return octets;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException("damaged database", e);
    }
  }

  private static ByteBuffer slice(ByteBuffer buffer, int at, int length) {
    return buffer.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Page `id` with those that it runs over into.
  private ByteBuffer page(long id) {
    long at = Math.multiplyExact(id, (long) pageSize);
    int from = Math.toIntExact(Math.min(at, Integer.MAX_VALUE - PAGE));
    long pages = 1 + (file.getInt(from + 12) & 0xffffffffL);
    return slice(file, from, (int) Math.min(pages * pageSize, (long) file.limit() - from));
  }

  private @Nullable Found find(ByteBuffer page, byte[] key, int depth) throws IOException {
    int flags = page.getShort(8);
    int count = page.getShort(10) & 0xffff;
    if (depth == MOST_DEPTH || flags != LEAF && flags != BRANCH) {
      throw new IOException("damaged database");
    }
    return flags == LEAF ? inLeaf(page, count, key) : below(page, count, key, depth);
  }

  private static @Nullable Found inLeaf(ByteBuffer page, int count, byte[] key) {
    for (int i = 0; i < count; i++) {
      int at = PAGE_HEADER + i * ELEMENT;
      int keyAt = at + page.getInt(at + 4);
      int keyLength = page.getInt(at + 8);
      if (Arrays.equals(octets(page, keyAt, keyLength), key)) {
        ByteBuffer value = slice(page, keyAt + keyLength, page.getInt(at + 12));
        return new Found(value, (page.getInt(at) & IS_BUCKET) != 0);
      }
    }
    return null;
  }

  private @Nullable Found below(ByteBuffer page, int count, byte[] key, int depth)
      throws IOException {
    long child = -1;
    for (int i = 0; i < count; i++) {
      int at = PAGE_HEADER + i * ELEMENT;
      byte[] first = octets(page, at + page.getInt(at), page.getInt(at + 4));
      if (i == 0 || Arrays.compareUnsigned(first, key) <= 0) {
        child = page.getLong(at + 8);
      }
    }
    return child < 0 ? null : find(page(child), key, depth + 1);
  }

  private static byte[] octets(ByteBuffer buffer, int at, int length) {
    byte[] octets = new byte[slice(buffer, at, length).limit()];
    buffer.get(at, octets);
    return octets;
  }

  // ---- writing

  /// A file with one bucket.
  static byte[] write(String bucket, SortedMap<String, byte[]> values) {
    int length = PAGE_HEADER;
    for (var value : values.entrySet()) {
      length += ELEMENT + value.getKey().getBytes(UTF_8).length + value.getValue().length;
    }
    int pages = (length + PAGE - 1) / PAGE;
    ByteBuffer file =
        ByteBuffer.allocate((BUCKET_PAGE + pages) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 2; i++) {
      writeMeta(file, i, BUCKET_PAGE + pages);
    }
    writeHeader(file, FREE_LIST_PAGE, FREE_LIST, 0, 0);
    writeHeader(file, ROOT_PAGE, LEAF, 1, 0);
    byte[] name = bucket.getBytes(UTF_8);
    int element = ROOT_PAGE * PAGE + PAGE_HEADER;
    writeElement(file, element, IS_BUCKET, element + ELEMENT, name.length, BUCKET_HEADER);
    file.put(element + ELEMENT, name);
    file.putLong(element + ELEMENT + name.length, BUCKET_PAGE);
    writeLeaf(file, values, pages);
    return file.array();
  }

  private static void writeLeaf(ByteBuffer file, SortedMap<String, byte[]> values, int pages) {
    writeHeader(file, BUCKET_PAGE, LEAF, values.size(), pages - 1);
    int element = BUCKET_PAGE * PAGE + PAGE_HEADER;
    int at = element + values.size() * ELEMENT;
    for (var value : values.entrySet()) {
      byte[] key = value.getKey().getBytes(UTF_8);
      writeElement(file, element, 0, at, key.length, value.getValue().length);
      file.put(at, key);
      file.put(at + key.length, value.getValue());
      at += key.length + value.getValue().length;
      element += ELEMENT;
    }
  }

  private static void writeMeta(ByteBuffer file, int id, int pages) {
    writeHeader(file, id, META_PAGE, 0, 0);
    int at = id * PAGE + PAGE_HEADER;
    file.putInt(at, MAGIC);
    file.putInt(at + 4, VERSION);
    file.putInt(at + 8, PAGE);
    file.putLong(at + 16, ROOT_PAGE);
    file.putLong(at + 32, FREE_LIST_PAGE);
    file.putLong(at + 40, pages);
    file.putLong(at + 48, id);
    file.putLong(at + CHECKSUM_AT, checksum(file, at));
  }

  private static void writeHeader(ByteBuffer file, int id, short kind, int count, int overflow) {
    int at = id * PAGE;
    file.putLong(at, id);
    file.putShort(at + 8, kind);
    file.putShort(at + 10, (short) count);
    file.putInt(at + 12, overflow);
  }

  private static void writeElement(
      ByteBuffer file, int at, int flags, int keyAt, int keyLength, int valueLength) {
    file.putInt(at, flags);
    file.putInt(at + 4, keyAt - at);
    file.putInt(at + 8, keyLength);
    file.putInt(at + 12, valueLength);
  }
}
