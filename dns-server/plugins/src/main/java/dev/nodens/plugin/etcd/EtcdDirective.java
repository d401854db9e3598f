package dev.nodens.plugin.etcd;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the block behind `etcd`.
final class EtcdDirective {
  private static final String DEFAULT_ENDPOINT = "http://localhost:2379";
  private static final int MOST_FILES = 3;
  private static final long MOST_SECONDS = 0xffff_ffffL;

  private final Cursor cursor;
  private KeyPath path = KeyPath.parse("skydns");
  private List<String> endpoints = List.of(DEFAULT_ENDPOINT);
  private List<String> files = List.of();
  private boolean encrypted;
  private Optional<EtcdConfig.Credentials> credentials = Optional.empty();
  private EtcdConfig.Lifetimes lifetimes = EtcdConfig.Lifetimes.DEFAULT;
  private boolean apexFallback = true;
  private List<Name> fallthrough = List.of();

  EtcdDirective(Cursor cursor) {
    this.cursor = cursor;
  }

  EtcdConfig parse(List<Name> zones) {
    while (cursor.nextBlock()) {
      property();
    }
    List<URI> addresses = new ArrayList<>();
    for (String endpoint : endpoints) {
      addresses.add(address(endpoint));
    }
    var access = new EtcdConfig.Access(addresses, files, credentials);
    return new EtcdConfig(zones, path, access, lifetimes, apexFallback, fallthrough);
  }

  private void property() {
    switch (cursor.value()) {
      // Without effect since SkyDNS's time.
      case "stubzones", "debug" -> {}
      case "upstream" -> cursor.remainingArgs();
      case "fallthrough" ->
          fallthrough =
              ZoneKeys.origins(cursor.remainingArgs(), List.of(".")).stream()
                  .map(Name::parse)
                  .toList();
      case "no_apex_fallback" -> {
        cursor.noMoreArguments();
        apexFallback = false;
      }
      case "path" -> path = KeyPath.parse(cursor.argument());
      case "endpoint" -> endpoints = some();
      case "tls" -> tls();
      case "credentials" -> credentials();
      case "min-lease-ttl" -> lifetimes = new EtcdConfig.Lifetimes(seconds(), lifetimes.most());
      case "max-lease-ttl" -> lifetimes = new EtcdConfig.Lifetimes(lifetimes.least(), seconds());
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private List<String> some() {
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      throw cursor.argumentError();
    }
    return args;
  }

  private void tls() {
    files = cursor.remainingArgs();
    encrypted = true;
    if (files.size() > MOST_FILES) {
      throw cursor.refusal(
          "maximum of three arguments allowed for TLS config, found " + files.size());
    }
  }

  private void credentials() {
    List<String> args = some();
    if (args.size() != 2) {
      throw cursor.error("credentials requires 2 arguments, username and password");
    }
    boolean set = !args.getFirst().isEmpty() && !args.getLast().isEmpty();
    credentials =
        set
            ? Optional.of(new EtcdConfig.Credentials(args.getFirst(), args.getLast()))
            : Optional.empty();
  }

  /// Seconds, with or without a unit.
  private long seconds() {
    String property = cursor.value();
    String text = cursor.argument().strip();
    if (text.isEmpty()) {
      return 0;
    }
    boolean bare = text.chars().allMatch(c -> c >= '0' && c <= '9');
    Duration duration;
    try {
      duration = GoSyntax.duration(bare ? text + "s" : text);
    } catch (IllegalArgumentException e) {
      throw invalid(
          property, "invalid TTL format, use format like '30', '30s', '5m', '1h', or '2h30m'");
    }
    if (duration.isNegative()) {
      throw invalid(property, "TTL must be non-negative");
    }
    if (duration.compareTo(Duration.ofSeconds(MOST_SECONDS)) > 0) {
      throw invalid(property, "TTL too large, maximum is 4294967295 seconds");
    }
    return duration.toSeconds();
  }

  private RuntimeException invalid(String property, String why) {
    return cursor.error("invalid " + property + " value: " + why);
  }

  /// An endpoint as a URL; one without a scheme is encrypted if `tls` is there.
  private URI address(String endpoint) {
    String url =
        endpoint.contains("://") ? endpoint : (encrypted ? "https://" : "http://") + endpoint;
    URI address;
    try {
      address = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("endpoint " + GoSyntax.quote(endpoint) + " is no URL");
    }
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!http || address.getHost() == null) {
      throw cursor.refusal(
          "endpoint " + GoSyntax.quote(endpoint) + " is no URL: use http://HOST:PORT or https://");
    }
    return address;
  }
}
