package dev.nodens.plugin.header;

/// What `header` says.
///
/// @param query what happens to a query on its way in
/// @param response what happens to its reply
public record HeaderConfig(Change query, Change response) {

  /// A change of flag bits.
  ///
  /// @param set bits of [dev.nodens.wire.Header] to set
  /// @param clear bits to clear; none of them is in `set`
  public record Change(int set, int clear) {
    /// Changes nothing.
    public static final Change NONE = new Change(0, 0);

    /// This change, then that one bit.
    Change then(int bit, boolean on) {
      return on ? new Change(set | bit, clear & ~bit) : new Change(set & ~bit, clear | bit);
    }

    int of(int flags) {
      return (flags | set) & ~clear;
    }
  }
}
