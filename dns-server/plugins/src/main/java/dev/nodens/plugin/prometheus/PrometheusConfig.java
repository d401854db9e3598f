package dev.nodens.plugin.prometheus;

/// What `prometheus` says.
///
/// @param host address to listen at; empty for all
/// @param port 0 to 65535
/// @param tls file that says how the page is served over TLS, as written; empty for plain HTTP
public record PrometheusConfig(String host, int port, String tls) {
  /// Where the page is served if the directive names no address.
  public static final PrometheusConfig DEFAULT = new PrometheusConfig("localhost", 9153, "");
}
