package dev.nodens.plugin.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where spans are sent to: one URL that takes POST requests. Blocks, for ten seconds at most.
///
/// @param url of `http` or `https`
record Collector(String url) implements SpanReporter.Destination {
  private static final int PATIENCE_MILLIS = 5_000;

  @Override
  public int send(String json) throws IOException {
    try {
      return post(json.getBytes(UTF_8));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IOException(url + ": " + e.getMessage(), e);
    }
  }

  private int post(byte[] body) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    // Keeps proxies on the way from tracing what carries traces.
    connection.setRequestProperty("b3", "0");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    int status = connection.getResponseCode();
    drain(status < 400 ? connection.getInputStream() : connection.getErrorStream());
    return status;
  }

  /// So that the connection can be used again.
  private static void drain(@Nullable InputStream response) throws IOException {
    if (response != null) {
      try (response) {
        response.skip(Long.MAX_VALUE);
      }
    }
  }
}
