package dev.nodens.plugin.forward;

import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.plugin.forward.ForwardConfig.Connections;
import dev.nodens.plugin.forward.ForwardConfig.Health;
import dev.nodens.plugin.forward.ForwardConfig.Policy;
import dev.nodens.plugin.forward.ForwardConfig.Selection;
import dev.nodens.plugin.forward.ForwardConfig.Stanza;
import dev.nodens.plugin.forward.ForwardConfig.Tls;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads one use of the directive, with upstream's defaults and words.
final class StanzaParser {
  private final Cursor cursor;
  private final List<Name> except = new ArrayList<>();
  private final List<Integer> next = new ArrayList<>();
  private final List<Integer> failover = new ArrayList<>();
  private List<String> resolvers = List.of();
  private boolean forceTcp;
  private boolean preferUdp;
  private Duration expire = Duration.ofSeconds(10);
  private Duration maxAge = Duration.ZERO;
  private int maxIdle;
  private boolean dohGet;
  private Duration readTimeout = Duration.ofSeconds(2);
  private Optional<InetAddress> source = Optional.empty();
  private List<String> tlsFiles = List.of();
  private String serverName = "";
  private int maxFails = 2;
  private Duration interval = Duration.ofMillis(500);
  private boolean recursionDesired = true;
  private Name domain = Name.ROOT;
  private Policy policy = Policy.RANDOM;
  private OptionalInt maxConnectAttempts = OptionalInt.empty();
  private int maxConcurrent;
  private boolean failfast;
  private boolean nextOnNodata;

  StanzaParser(Cursor cursor) {
    this.cursor = cursor;
  }

  Stanza parse() {
    Name from = from(cursor.argument());
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty()) {
      throw cursor.argumentError();
    }
    while (cursor.nextBlock()) {
      property();
    }
    if (!maxAge.isZero() && maxAge.compareTo(expire) < 0) {
      throw cursor.refusal(
          "max_age (%s) must not be less than expire (%s)"
              .formatted(GoSyntax.text(maxAge), GoSyntax.text(expire)));
    }
    return new Stanza(
        from,
        except,
        destinations(words),
        resolvers,
        new Connections(forceTcp, preferUdp, expire, maxAge, maxIdle, readTimeout, source, dohGet),
        new Tls(tlsFiles, serverName),
        new Health(maxFails, interval, recursionDesired, domain),
        new Selection(
            policy, maxConnectAttempts, maxConcurrent, failfast, failover, next, nextOnNodata));
  }

  private Name from(String word) {
    List<String> zones = ZoneKeys.origins(List.of(word), List.of());
    if (zones.isEmpty()) {
      throw cursor.refusal("unable to normalize '" + word + "'");
    }
    // A range that is no whole number of labels gives several zones: only the first is used.
    return Name.parse(zones.getFirst());
  }

  private List<Destination> destinations(List<String> words) {
    List<Destination> destinations = new ArrayList<>();
    for (String word : words) {
      Destination destination = reading(() -> Destination.parse(word));
      String own = destination.serverName();
      if (!own.isEmpty() && !serverName.isEmpty() && encrypted(destination)) {
        throw cursor.refusal(
            "both forward ('%s') and proxy level ('%s') TLS servernames are set for upstream proxy '%s'"
                .formatted(serverName, own, destination.endpoint()));
      }
      destinations.add(destination);
    }
    return destinations;
  }

  private static boolean encrypted(Destination destination) {
    return switch (destination.transport()) {
      case TLS, QUIC -> true;
      case DNS, HTTPS, HTTPS3, GRPC, UNIX -> false;
    };
  }

  private void property() {
    switch (cursor.value()) {
      case "except" ->
          ZoneKeys.origins(arguments(), List.of()).forEach(zone -> except.add(Name.parse(zone)));
      case "force_tcp" -> forceTcp = flag();
      case "prefer_udp" -> preferUdp = flag();
      case "expire" -> expire = notNegative("expire", duration(cursor.argument()));
      case "max_age" -> maxAge = notNegative("max_age", duration(cursor.argument()));
      case "max_idle_conns" -> maxIdle = notNegative("max_idle_conns", integer());
      case "read_timeout" -> readTimeout = readTimeout();
      case "source_address" -> source = Optional.of(source(cursor.argument()));
      case "tls" -> tlsFiles = tlsFiles();
      case "tls_servername" -> serverName = cursor.argument();
      case "doh_method" -> dohMethod(cursor.argument());
      case "resolver" -> resolvers = resolvers();
      case "max_fails" -> maxFails = unsigned();
      case "health_check" -> healthCheck();
      default -> selection();
    }
  }

  private void selection() {
    switch (cursor.value()) {
      case "policy" -> policy = policy(cursor.argument());
      case "max_connect_attempts" -> maxConnectAttempts = OptionalInt.of(unsigned());
      case "max_concurrent" -> maxConcurrent = notNegative("max_concurrent", integer());
      case "failfast_all_unhealthy_upstreams" -> {
        cursor.noMoreArguments();
        failfast = true;
      }
      case "next_on_nodata" -> nextOnNodata = flag();
      case "next" -> rcodes(next);
      case "failover" -> {
        rcodes(failover);
        if (failover.contains(Rcode.NOERROR)) {
          throw cursor.refusal("NoError cannot be used in failover");
        }
      }
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private boolean flag() {
    if (cursor.nextArg()) {
      throw cursor.argumentError();
    }
    return true;
  }

  private List<String> arguments() {
    List<String> arguments = cursor.remainingArgs();
    if (arguments.isEmpty()) {
      throw cursor.argumentError();
    }
    return arguments;
  }

  private void rcodes(List<Integer> into) {
    for (String word : arguments()) {
      int rcode = word.matches("(?i)RCODE\\d+") ? -1 : Rcode.parse(word);
      if (rcode < 0) {
        throw cursor.refusal(word + " is not a valid rcode");
      }
      into.add(rcode);
    }
  }

  private void healthCheck() {
    interval = duration(cursor.argument());
    if (interval.isNegative()) {
      throw cursor.refusal("health_check can't be negative: " + interval.toNanos());
    }
    domain = Name.ROOT;
    while (cursor.nextArg()) {
      switch (cursor.value()) {
        case "no_rec" -> recursionDesired = false;
        case "domain" -> {
          String name = cursor.argument();
          if (!DomainText.isName(name)) {
            throw cursor.refusal("health_check: invalid domain name " + name);
          }
          domain = reading(() -> Name.parse(DomainText.normalized(name)));
        }
        default -> throw cursor.refusal("health_check: unknown option " + cursor.value());
      }
    }
  }

  private Policy policy(String word) {
    return switch (word) {
      case "random" -> Policy.RANDOM;
      case "round_robin" -> Policy.ROUND_ROBIN;
      case "sequential" -> Policy.SEQUENTIAL;
      default -> throw cursor.error("unknown policy '" + word + "'");
    };
  }

  private Duration readTimeout() {
    Duration timeout = duration(cursor.argument());
    if (timeout.isNegative() || timeout.isZero()) {
      throw cursor.refusal("read_timeout must be positive: " + GoSyntax.text(timeout));
    }
    return timeout;
  }

  private List<String> tlsFiles() {
    List<String> files = cursor.remainingArgs();
    if (files.size() > 3) {
      throw cursor.argumentError();
    }
    return files;
  }

  private void dohMethod(String method) {
    if (!method.equals("POST") && !method.equals("GET")) {
      throw cursor.refusal("doh_method must be either POST or GET");
    }
    dohGet = method.equals("GET");
  }

  private List<String> resolvers() {
    List<String> servers = arguments();
    for (String server : servers) {
      if (IpLiteral.parse(Destination.HostPort.split(server).host()) == null) {
        throw cursor.refusal(
            "resolver must be an IP address or IP:port: " + GoSyntax.quote(server));
      }
    }
    return servers;
  }

  private InetAddress source(String word) {
    if (IpLiteral.parse(word) == null) {
      throw cursor.error("invalid IP address: " + word);
    }
    return InetAddress.ofLiteral(word);
  }

  private Duration duration(String word) {
    return reading(() -> GoSyntax.duration(word));
  }

  private Duration notNegative(String property, Duration duration) {
    if (duration.isNegative()) {
      throw cursor.refusal(property + " can't be negative: " + GoSyntax.text(duration));
    }
    return duration;
  }

  private int integer() {
    String word = cursor.argument();
    return reading(() -> GoSyntax.integer(word));
  }

  private int notNegative(String property, int number) {
    if (number < 0) {
      throw cursor.refusal(property + " can't be negative: " + number);
    }
    return number;
  }

  /// A whole number of 32 bits without sign; larger ones than an `int` holds mean the same as that.
  private int unsigned() {
    String word = cursor.argument();
    if (word.isEmpty() || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw notUnsigned(word, "invalid syntax");
    }
    if (word.length() > 10 || Long.parseLong(word) > 0xffffffffL) {
      throw notUnsigned(word, "value out of range");
    }
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(word));
  }

  private CorefileException notUnsigned(String word, String why) {
    return cursor.refusal("strconv.ParseUint: parsing " + GoSyntax.quote(word) + ": " + why);
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  /// Turns text into a value.
  private interface Reading<T> {
    T read();
  }
}
