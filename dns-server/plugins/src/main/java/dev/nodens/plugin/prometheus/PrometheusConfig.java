package dev.nodens.plugin.prometheus;

/// What `prometheus` says.
///
/// @param host address to listen at; empty for all
/// @param port 0 to 65535
public record PrometheusConfig(String host, int port) {
  /// Where the page is served if the directive names no address.
  public static final PrometheusConfig DEFAULT = new PrometheusConfig("localhost", 9153);
}
