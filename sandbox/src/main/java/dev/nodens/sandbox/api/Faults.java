package dev.nodens.sandbox.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// What goes wrong with requests, decided one by one before they are carried out. It sees every
/// request, so it can count them as well. Called by many threads at once.
@FunctionalInterface
public interface Faults {
  /// The request is carried out as usual.
  Fault NOTHING = new Cut(Duration.ofDays(1));

  /// A server without faults.
  Faults NONE = request -> NOTHING;

  /// @return what happens to the request
  Fault of(Request request);

  /// A request as it came in.
  ///
  /// @param method such as `GET`
  /// @param path without the query, decoded, such as `/api/v1/nodes`
  /// @param parameters of the query
  /// @param agent the User-Agent, which tells clients apart
  /// @param websocket whether it asks for a WebSocket, which fabric8 does before each watch
  record Request(
      String method, String path, Map<String, String> parameters, String agent, boolean websocket) {
    /// Whether it asks for a stream of changes.
    public boolean isWatch() {
      return "true".equals(parameters.get("watch")) && !websocket;
    }

    /// Whether it changes something that lasts.
    public boolean isWrite() {
      return !method.equals("GET") && !parameters.containsKey("dryRun");
    }
  }

  /// What happens to a request.
  sealed interface Fault {}

  /// It is answered with an error instead of being carried out.
  ///
  /// @param code HTTP status
  /// @param reason of the `Status` object, such as `Conflict`
  /// @param message of the `Status` object
  /// @param retryAfterSeconds the header Retry-After; 0 for none
  record Refused(int code, String reason, String message, int retryAfterSeconds) implements Fault {}

  /// The connection is closed without an answer.
  ///
  /// @param carriedOut whether the request is carried out before
  record Lost(boolean carriedOut) implements Fault {}

  /// It waits, as in a server that is stopped, and is carried out afterwards.
  ///
  /// @param until opened when the server goes on
  record Paused(CountDownLatch until) implements Fault {}

  /// A watch ends after a while; other requests are carried out as usual.
  ///
  /// @param after how long the watch lives
  record Cut(Duration after) implements Fault {}
}
