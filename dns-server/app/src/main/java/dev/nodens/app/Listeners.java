package dev.nodens.app;

import dev.nodens.core.server.Listener;
import dev.nodens.netty.DatagramTransport;
import dev.nodens.netty.NettyLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sockets of the process, by what they listen for; kept over reloads. Not thread-safe, not for
/// event loops.
final class Listeners {
  private final NettyLoops loops;
  private final DatagramTransport datagrams;
  private final PlainPod pod;
  private final Map<String, OpenListener> open = new LinkedHashMap<>();
  private final List<OpenListener> replaced = new ArrayList<>();

  Listeners(NettyLoops loops, DatagramTransport datagrams, PlainPod pod) {
    this.loops = loops;
    this.pod = pod;
    this.datagrams = datagrams;
  }

  /// Opens those of `wanted` that are not open yet, each with its server; also those that want
  /// another number of sockets now, beside the old ones. If one cannot be opened, none is.
  ///
  /// @throws IOException in the words `listen udp 127.0.0.1:53: address already in use`
  void openMissing(List<Listener> wanted) throws IOException {
    var opened = new LinkedHashMap<String, OpenListener>();
    try {
      for (Listener listener : wanted) {
        OpenListener present = open.get(listener.key());
        if (present != null && present.suits(listener.server())) {
          present.prepare(listener.server());
        } else {
          opened.put(
              listener.key(),
              OpenListener.open(loops, datagrams, pod.place(listener), Thread::startVirtualThread));
        }
      }
    } catch (IOException e) {
      opened.values().forEach(OpenListener::close);
      throw e;
    }
    opened.forEach(
        (key, listener) -> Optional.ofNullable(open.put(key, listener)).ifPresent(replaced::add));
  }

  /// Gives each open listener its server of `wanted`.
  void serve(List<Listener> wanted) {
    for (Listener listener : wanted) {
      OpenListener socket = open.get(listener.key());
      if (socket != null) {
        socket.serve(listener.server());
      }
    }
  }

  /// Takes those out that `wanted` does not name, and those that were replaced; they read no more,
  /// and the caller closes them.
  List<OpenListener> takeUnwanted(List<Listener> wanted) {
    var keys = wanted.stream().map(Listener::key).toList();
    var unwanted = new ArrayList<OpenListener>(replaced);
    replaced.clear();
    open.entrySet()
        .removeIf(entry -> {
          boolean drop = !keys.contains(entry.getKey());
          if (drop) {
            unwanted.add(entry.getValue());
          }
          return drop;
        });
    unwanted.forEach(OpenListener::stopReading);
    return unwanted;
  }

  /// Where UDP queries to `key` (as in [Listener#key]) go, if it is open.
  Optional<InetSocketAddress> address(String key) {
    return Optional.ofNullable(open.get(key)).map(OpenListener::address);
  }
}
