package dev.nodens.e2e.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An etcd of its own on loopback, for records in SkyDNS's format.
final class EtcdProcess implements AutoCloseable {
  private static final long START_MILLIS = 30_000;

  private final Process process;
  private final String url;

  private EtcdProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /// Starts `program` with its data in `folder`, and puts the keys of `keys` into it.
  static EtcdProcess start(Path program, Path folder, Path keys) throws IOException {
    clear(folder);
    Files.createDirectories(folder);
    String client = "http://127.0.0.1:" + freePort();
    String peer = "http://127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("etcd.log").toFile())
            .start();
    var etcd = new EtcdProcess(process, client);
    try {
      etcd.awaitAndFill(keys);
    } catch (IOException e) {
      etcd.close();
      throw e;
    }
    return etcd;
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void awaitAndFill(Path keys) throws IOException {
    List<String> lines =
        Files.readAllLines(keys).stream().filter(line -> !line.startsWith("#")).toList();
    long end = System.currentTimeMillis() + START_MILLIS;
    int done = 0;
    while (done < lines.size()) {
      String[] parts = lines.get(done).split("\\s+", 2);
      try {
        put("/skydns/" + parts[0], parts[1]);
        done++;
      } catch (IOException e) {
        if (System.currentTimeMillis() > end || !process.isAlive()) {
          throw new IOException("etcd at " + url + " takes no key", e);
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void put(String key, String value) throws IOException {
    var connection = (HttpURLConnection) URI.create(url + "/v3/kv/put").toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    String body = "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}";
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(UTF_8));
    }
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("etcd answered " + connection.getResponseCode() + " to " + key);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /// Where clients find it.
  String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
