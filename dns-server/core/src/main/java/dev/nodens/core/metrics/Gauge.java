package dev.nodens.core.metrics;

import java.util.function.DoubleSupplier;

/// A number that goes up and down. Any thread may set it.
public final class Gauge {
  private volatile double value;
  private volatile DoubleSupplier source = () -> value;

  Gauge() {}

  /// Sets the number.
  public void set(double newValue) {
    value = newValue;
  }

  /// Takes the number from `supplier` at each scrape; it must not block.
  public void from(DoubleSupplier supplier) {
    source = supplier;
  }

  /// The number now.
  public double value() {
    return source.getAsDouble();
  }
}
