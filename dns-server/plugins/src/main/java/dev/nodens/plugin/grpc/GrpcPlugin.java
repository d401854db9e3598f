package dev.nodens.plugin.grpc;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.pem.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `grpc FROM TO... { ... }`: asks other servers over CoreDNS's DNS over gRPC.
public final class GrpcPlugin implements Plugin<GrpcConfig> {
  private static final int MOST_UPSTREAMS = 15;
  private static final int FILE_PORT = 53;

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public GrpcConfig parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    GrpcConfig config = new GrpcDirective(cursor).parse();
    if (cursor.next()) {
      throw cursor.onlyOnce();
    }
    if (config.to().size() > MOST_UPSTREAMS) {
      throw cursor.refusal(tooMany(config.to().size()));
    }
    return config;
  }

  private static String tooMany(int number) {
    return "more than " + MOST_UPSTREAMS + " TOs configured: " + number;
  }

  @Override
  public void install(GrpcConfig config, Installation installation) {
    installation.acceptAnyClass();
    Optional<ClientTls> client =
        config.tls().files().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PemFiles(config.tls().files().stream().map(installation::resolve).toList())
                    .client());
    Optional<String> name =
        config.tls().serverName().isEmpty()
            ? Optional.empty()
            : Optional.of(config.tls().serverName());
    UpstreamTarget.Transport transport =
        config.tls().used() ? UpstreamTarget.Transport.GRPC_TLS : UpstreamTarget.Transport.GRPC;
    var targets = new ArrayList<UpstreamTarget>();
    for (String word : config.to()) {
      Endpoint endpoint = Endpoint.parse(word);
      if (endpoint.isSocket()) {
        Path socket = installation.platform().host().file(Path.of(endpoint.word()));
        targets.add(UpstreamTarget.local(socket, transport, name, client));
      } else {
        for (InetSocketAddress address : addresses(endpoint, installation)) {
          targets.add(new UpstreamTarget(address, transport, name, client, Optional.empty()));
        }
      }
    }
    if (targets.size() > MOST_UPSTREAMS) {
      throw new PluginException(tooMany(targets.size()));
    }
    var handler = new GrpcHandler(config, targets, installation);
    installation.handler(handler);
    installation.onStart(() -> handler.last(installation.nextPlugin(name()).isEmpty()));
    installation.onRetire(handler::retire);
  }

  private static List<InetSocketAddress> addresses(Endpoint endpoint, Installation installation) {
    return endpoint.ip().isEmpty()
        ? fromFile(endpoint.word(), installation)
        : List.of(new InetSocketAddress(InetAddress.ofLiteral(endpoint.ip()), endpoint.port()));
  }

  /// The servers of a file in the form of resolv.conf.
  private static List<InetSocketAddress> fromFile(String word, Installation installation) {
    Path file = installation.platform().directory().resolve(word);
    var addresses = new ArrayList<InetSocketAddress>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 1 && words[0].equals("nameserver")) {
          int zone = words[1].indexOf('%');
          String ip = zone < 0 ? words[1] : words[1].substring(0, zone);
          addresses.add(new InetSocketAddress(InetAddress.ofLiteral(ip), FILE_PORT));
        }
      }
    } catch (IOException e) {
      throw new PluginException(
          "not an IP address or file %s: failed to open file %s: %s"
              .formatted(
                  GoSyntax.quote(word),
                  GoSyntax.quote(word),
                  GoSyntax.quote("open " + word + ": no such file or directory")),
          e);
    } catch (IllegalArgumentException e) {
      throw new PluginException(file + ": " + e.getMessage(), e);
    }
    return addresses;
  }
}
