package dev.nodens.wire;

/// State that one event loop writes for every query. The unused numbers lie before the fields of
/// the subclass (the JVM places a superclass's fields first), so that what another loop writes is
/// never on the same line of the processor's cache: two loops that write to one line take it from
/// each other every time, which cost a quarter of what the second core gives.
@SuppressWarnings("unused")
public abstract class Padded {
  private long unused0;
  private long unused1;
  private long unused2;
  private long unused3;
  private long unused4;
  private long unused5;
  private long unused6;
  private long unused7;

  /// Only subclasses make one.
  protected Padded() {}
}
