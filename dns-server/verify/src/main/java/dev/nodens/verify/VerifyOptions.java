package dev.nodens.verify;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The command line of `verify`.
///
/// @param against the server to measure with, a CoreDNS
/// @param server the server to be measured
/// @param kubeconfig reaches the API server; without it, a pod's own account does
/// @param corefile file whose zones are asked for
/// @param queryLogs files with names, or lines of CoreDNS's `log`
/// @param zone the cluster's domain; the Corefile's, else `cluster.local.`
/// @param most questions at most
/// @param patienceMillis how long no reply is not yet silence
record VerifyOptions(
    InetSocketAddress against,
    InetSocketAddress server,
    Optional<Path> kubeconfig,
    Optional<Path> corefile,
    List<Path> queryLogs,
    Optional<String> zone,
    int most,
    int patienceMillis) {

  static final String USAGE =
      """
      Usage: dns-server verify --against HOST[:PORT] [options]
        --against HOST[:PORT]   a CoreDNS that serves the same cluster
        --server HOST[:PORT]    the server to measure (default 127.0.0.1:53)
        --kubeconfig FILE       the API server whose names are asked for (default: the pod's own, in a pod)
        --corefile FILE         its zones are asked for
        --query-log FILE        names, one a line with or without type, or lines of the log plugin; may be repeated
        --zone NAME             the cluster's domain (default: the Corefile's, else cluster.local)
        --most NUMBER           questions at most (default 20000)
        --timeout MILLISECONDS  until no reply is silence (default 5000)
      Exit code: 0 no difference but known ones, 1 some, 2 it could not be found out.
      """;

  private static final int PORT = 53;

  /// Reads `arguments`.
  ///
  /// @throws IllegalArgumentException naming the argument that is wrong
  static VerifyOptions parse(List<String> arguments) {
    @Nullable InetSocketAddress against = null;
    InetSocketAddress server = address("--server", "127.0.0.1");
    @Nullable Path kubeconfig = null;
    @Nullable Path corefile = null;
    @Nullable String zone = null;
    var logs = new ArrayList<Path>();
    int most = 20_000;
    int patience = 5_000;
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      if (option.startsWith("--") && value.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      switch (option) {
        case "--against" -> against = address(option, value);
        case "--server" -> server = address(option, value);
        case "--kubeconfig" -> kubeconfig = Path.of(value);
        case "--corefile" -> corefile = Path.of(value);
        case "--query-log" -> logs.add(Path.of(value));
        case "--zone" -> zone = value.endsWith(".") ? value : value + ".";
        case "--most" -> most = number(option, value);
        case "--timeout" -> patience = number(option, value);
        default -> throw new IllegalArgumentException("no such option: " + option);
      }
    }
    if (against == null) {
      throw new IllegalArgumentException("--against HOST:PORT is missing");
    }
    return new VerifyOptions(
        against,
        server,
        Optional.ofNullable(kubeconfig),
        Optional.ofNullable(corefile),
        List.copyOf(logs),
        Optional.ofNullable(zone),
        most,
        patience);
  }

  private static InetSocketAddress address(String option, String text) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? number(option, text.substring(colon + 1)) : PORT;
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": no such host or port: " + text, e);
    }
  }

  private static int number(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": no number: " + text, e);
    }
    throw new IllegalArgumentException(option + ": must be greater than 0: " + text);
  }
}
