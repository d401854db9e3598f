package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nodens.corefile.IpLiteral;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// Lets the JDK's HTTP client, which asks the host for addresses, use another name server: a proxy
/// (RFC 9110 §9.3.6) on loopback for the time of one order. TLS goes through it untouched.
final class ResolverProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResolverProxy.class);
  private static final int LONGEST_HEAD = 16_384;
  private static final int CONNECT_MILLIS = 30_000;
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final String host;
  private final int port;
  private final ServerSocket server;

  /// @param resolver `HOST:PORT`
  ResolverProxy(String resolver) throws IOException {
    int colon = resolver.lastIndexOf(':');
    String name = resolver.substring(0, colon);
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = Integer.parseInt(resolver.substring(colon + 1));
    this.server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  /// Where HTTP clients find it.
  ProxySelector selector() {
    return ProxySelector.of(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      String[] request = new String(head, ISO_8859_1).split("[ \r]", 3);
      boolean tunnel = request[0].equals("CONNECT");
      URI target = URI.create(tunnel ? "https://" + request[1] : request[1]);
      int targetPort = target.getPort() > 0 ? target.getPort() : tunnel ? 443 : 80;
      try (var upstream = new Socket()) {
        upstream.connect(
            new InetSocketAddress(address(target.getHost()), targetPort), CONNECT_MILLIS);
        if (tunnel) {
          client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        } else {
          upstream.getOutputStream().write(head);
        }
        Thread.startVirtualThread(() -> copy(client, upstream));
        copy(upstream, client);
      } catch (IOException e) {
        LOG.warn("plugin/tls: {} is not reached: {}", target.getHost(), e.getMessage());
        String reply = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
        client.getOutputStream().write(reply.getBytes(ISO_8859_1));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("plugin/tls: a connection to the ACME server ended", e);
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int octet = in.read();
      if (octet < 0 || head.size() == LONGEST_HEAD) {
        throw new EOFException("no whole request");
      }
      head.write(octet);
      boolean wanted = octet == (ends % 2 == 0 ? '\r' : '\n');
      ends = wanted ? ends + 1 : octet == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static void copy(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
      to.shutdownOutput();
    } catch (IOException | UncheckedIOException _) {
      // The other direction ends, too: its sockets are closed.
    }
  }

  private InetAddress address(String name) throws IOException {
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    if (IpLiteral.parse(bare) != null) {
      return InetAddress.ofLiteral(bare);
    }
    var resolver = new SimpleResolver(new InetSocketAddress(host, port));
    resolver.setTimeout(ANSWER);
    for (int type : new int[] {Type.A, Type.AAAA}) {
      var lookup = new Lookup(Name.fromString(bare, Name.root), type);
      lookup.setResolver(resolver);
      lookup.setCache(null);
      Record[] records = lookup.run();
      for (Record record : records == null ? new Record[0] : records) {
        if (record instanceof ARecord address) {
          return address.getAddress();
        }
        if (record instanceof AAAARecord address) {
          return address.getAddress();
        }
      }
    }
    throw new UnknownHostException(host + ":" + port + " knows no address of " + bare);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("plugin/tls: closing the way to the ACME server", e);
    }
  }
}
