package dev.nodens.plugin.kubernetes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// The rows of a cluster's table in a file, for a restart while the API server is away. Blocking.
///
/// @param taken when they were written, to the second
/// @param rows as the table holds them
record ClusterSnapshot(Instant taken, List<byte[]> rows) {
  private static final int MAGIC = 0x4e_44_4e_01;
  private static final int LONGEST_ROW = 1 << 24;

  /// Writes the snapshot to `file` in one step: whoever reads it finds the old or the new one.
  ///
  /// @param scope what the rows depend on besides the cluster
  void write(Path file, String scope) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (var plain = new BufferedOutputStream(Files.newOutputStream(next))) {
      var checked = new CheckedOutputStream(plain, new CRC32C());
      var out = new DataOutputStream(checked);
      out.writeInt(MAGIC);
      out.writeUTF(scope);
      out.writeLong(taken.getEpochSecond());
      out.writeInt(rows.size());
      for (byte[] row : rows) {
        out.writeInt(row.length);
        // The first octet has a mark that the feed may change meanwhile; the rest never changes.
        out.writeByte(row[0]);
        out.write(row, 1, row.length - 1);
      }
      out.writeLong(checked.getChecksum().getValue());
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Reads `file`.
  ///
  /// @throws IOException if there is none, it is damaged, or it was written for another scope
  static ClusterSnapshot read(Path file, String scope) throws IOException {
    try (var plain = new BufferedInputStream(Files.newInputStream(file))) {
      var checked = new CheckedInputStream(plain, new CRC32C());
      var in = new DataInputStream(checked);
      if (in.readInt() != MAGIC) {
        throw new IOException(file + " is no snapshot of this version");
      }
      if (!in.readUTF().equals(scope)) {
        throw new IOException(file + " is of another configuration");
      }
      Instant taken = Instant.ofEpochSecond(in.readLong());
      int count = in.readInt();
      var rows = new ArrayList<byte[]>();
      for (int i = 0; i < count; i++) {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_ROW) {
          throw new IOException(file + " is damaged");
        }
        byte[] row = new byte[length];
        in.readFully(row);
        rows.add(row);
      }
      long sum = checked.getChecksum().getValue();
      if (in.readLong() != sum) {
        throw new IOException(file + " is damaged");
      }
      return new ClusterSnapshot(taken, rows);
    }
  }
}
