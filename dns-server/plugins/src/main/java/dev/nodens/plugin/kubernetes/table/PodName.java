package dev.nodens.plugin.kubernetes.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Which pod a row is for.
public record PodName(String namespace, String name) {
  static PodName of(byte[] row) {
    int label = NamedRow.namespace();
    int length = row[label] & 0xff;
    int nameAt = label + 1 + length;
    return new PodName(
        new String(row, label + 1, length, US_ASCII),
        new String(row, nameAt, Rows.body(row) - nameAt, US_ASCII));
  }
}
