package dev.nodens.plugin.kubernetes.table;

import java.util.Arrays;

/// One Namespace, or one Pod of a namespace with its addresses. A namespace's key is its label. A
/// pod's key is the namespace's label and the pod's name; then come its addresses, each behind an
/// octet that says how long it is.
public final class NamedRow {
  private NamedRow() {}

  /// Offset of the namespace's label.
  public static int namespace() {
    return Rows.KEY;
  }

  /// Whether the pod has the address of `length` octets at `at`.
  static boolean holds(byte[] row, byte[] address, int at, int length) {
    int ip = Rows.body(row);
    while (ip < row.length) {
      int own = row[ip];
      if (own == length && Arrays.equals(row, ip + 1, ip + 1 + own, address, at, at + length)) {
        return true;
      }
      ip += 1 + own;
    }
    return false;
  }

  /// Collects what a Namespace or Pod object says, in any order; reused.
  public static final class Builder implements RowBuilder {
    private final boolean pods;
    private final Draft name = new Draft();
    private final Draft namespace = new Draft();
    private final byte[] address = new byte[16];
    private final Draft addresses = new Draft();

    /// @param pods whether it collects pods, which are in namespaces; else namespaces
    public Builder(boolean pods) {
      this.pods = pods;
    }

    @Override
    public Draft name() {
      return name;
    }

    @Override
    public Draft namespace() {
      return namespace;
    }

    @Override
    public void clear() {
      name.clear();
      namespace.clear();
      addresses.clear();
    }

    /// One of `status.podIPs`.
    public void address(Draft text) {
      int length = AddressText.parse(text.bytes(), 0, text.length(), address);
      if (length > 0) {
        addresses.u8(length).octets(address, 0, length);
      }
    }

    @Override
    public boolean hasKey() {
      return pods == namespace.length() > 0
          && name.length() > 0
          && name.length() < 256
          && ServiceRow.Builder.isLabel(pods ? namespace : name);
    }

    @Override
    public void build(Draft row) {
      if (!pods) {
        row.clear().u8(Rows.NAMESPACE).u16(1 + name.length());
        ServiceRow.Builder.label(row, name);
        return;
      }
      row.clear().u8(Rows.POD).u16(1 + namespace.length() + name.length());
      ServiceRow.Builder.label(row, namespace);
      row.all(name).all(addresses);
    }
  }
}
