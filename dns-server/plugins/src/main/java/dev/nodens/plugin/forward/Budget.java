package dev.nodens.plugin.forward;

/// Keeps extra queries to a small share of all: each query puts one coin in, an extra one costs
/// several. One event loop.
final class Budget {
  private final int price;
  private final int most;
  private int coins;

  /// @param price one extra query for so many
  /// @param burst so many extra queries at once, also at the start
  Budget(int price, int burst) {
    this.price = price;
    this.most = price * burst;
    this.coins = most;
  }

  /// A query came.
  void earn() {
    if (coins < most) {
      coins++;
    }
  }

  /// Whether an extra query is affordable; if so it is paid.
  boolean spend() {
    if (coins < price) {
      return false;
    }
    coins -= price;
    return true;
  }
}
