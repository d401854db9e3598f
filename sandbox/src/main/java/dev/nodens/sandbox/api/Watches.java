package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.store.Change;
import dev.nodens.sandbox.store.Collection;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Watches: the initial state where asked for, then every change, bookmarks in between, until the
/// time is up or the client is gone. Blocks a virtual thread each.
final class Watches {
  private static final String INITIAL_END = "k8s.io/initial-events-end";

  private final Resources resources;
  private final Duration bookmarkEvery;

  /// @param bookmarkEvery how often a watch that allows bookmarks may get one
  Watches(Resources resources, Duration bookmarkEvery) {
    this.resources = resources;
    this.bookmarkEvery = bookmarkEvery;
  }

  void answer(Call call, Target target) throws IOException, InterruptedException {
    if (call.header("Upgrade").equals("websocket")) {
      // fabric8 asks for a WebSocket first; a plain 200 tells it to watch over HTTP instead, while
      // an error would make it try again and again for a minute.
      call.answer(200, "text/plain", new byte[0]);
      return;
    }
    boolean initial = call.flag("sendInitialEvents");
    if (initial && !call.parameter("resourceVersionMatch").equals("NotOlderThan")) {
      throw new ApiError(
          422,
          "Invalid",
          "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
              + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    Selection selection =
        Selection.of(
            target.type(), call.parameter("labelSelector"), call.parameter("fieldSelector"));
    long from = call.number("resourceVersion", 0);
    Duration asked = Duration.ofSeconds(call.number("timeoutSeconds", 1800));
    Duration limit = asked.compareTo(call.watchLimit()) < 0 ? asked : call.watchLimit();
    try (OutputStream out = call.stream()) {
      var stream =
          new Stream(
              target, selection, Presentation.of(call), call.flag("allowWatchBookmarks"), out);
      stream.run(initial, from, limit);
    }
  }

  /// One open watch.
  private final class Stream {
    private final Target target;
    private final Selection selection;
    private final Presentation presentation;
    private final boolean bookmarks;
    private final OutputStream out;
    private boolean first = true;
    private long newest;
    private long told;

    Stream(
        Target target,
        Selection selection,
        Presentation presentation,
        boolean bookmarks,
        OutputStream out) {
      this.target = target;
      this.selection = selection;
      this.presentation = presentation;
      this.bookmarks = bookmarks;
      this.out = out;
    }

    void run(boolean initial, long from, Duration limit) throws IOException, InterruptedException {
      out.flush();
      Collection collection = resources.collection(target);
      long at = from;
      if (initial || from == 0) {
        at = resources.store().revision();
        sendState(collection, at);
        if (initial && bookmarks) {
          bookmark(at, true);
        }
      }
      told = at;
      newest = at;
      long end = System.nanoTime() + limit.toNanos();
      for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
        Duration patience =
            Duration.ofNanos(bookmarks ? Math.min(left, bookmarkEvery.toNanos()) : left);
        Optional<List<Change>> changes = collection.after(at, patience);
        if (changes.isEmpty()) {
          var error =
              ApiError.expired(
                  "too old resource version: "
                      + at
                      + " (current: "
                      + resources.store().revision()
                      + ")");
          write("ERROR", error.status());
          return;
        }
        for (Change change : changes.get()) {
          send(change);
          at = change.revision();
          newest = at;
        }
        if (changes.get().isEmpty()) {
          if (collection.isClosed()) {
            return;
          }
          at = quietUntil(collection, at);
        }
        out.flush();
      }
    }

    /// Nothing happened lately: a bookmark says how far the client has come. As with a real server
    /// there is none unless an object of this type, here or in another namespace, has changed since
    /// the client was last told a revision.
    private long quietUntil(Collection collection, long at)
        throws IOException, InterruptedException {
      long now = resources.store().revision();
      Optional<List<Change>> missed = collection.after(at, Duration.ZERO);
      if (missed.isEmpty() || !missed.get().isEmpty() || now < at) {
        return at;
      }
      if (bookmarks && newest > told) {
        bookmark(newest, false);
      }
      return now;
    }

    private void sendState(Collection collection, long revision) throws IOException {
      String prefix = target.namespace().isEmpty() ? "" : target.namespace() + "/";
      List<Stored> objects = collection.listAt(prefix, revision).orElseGet(List::of);
      for (Stored stored : objects) {
        if (concerns(stored)) {
          write("ADDED", stored);
        }
      }
      out.flush();
    }

    private void send(Change change) throws IOException {
      boolean before = concerns(change.before());
      boolean after = !change.deleted() && concerns(change.after());
      if (after) {
        write(before ? "MODIFIED" : "ADDED", change.after());
      } else if (before) {
        write("DELETED", change.after());
      } else {
        return;
      }
      told = change.revision();
    }

    private boolean concerns(@Nullable Stored stored) {
      if (stored == null) {
        return false;
      }
      boolean inNamespace =
          target.namespace().isEmpty() || stored.key().startsWith(target.namespace() + "/");
      boolean named = target.name().isEmpty() || stored.key().endsWith("/" + target.name());
      return inNamespace && named && selection.matches(stored.tree());
    }

    private void bookmark(long revision, boolean initialEnd) throws IOException {
      ObjectNode object =
          Json.object()
              .put("kind", target.type().kind())
              .put("apiVersion", target.type().apiVersion());
      ObjectNode meta = object.putObject("metadata");
      meta.put("resourceVersion", Long.toString(revision));
      meta.putNull("creationTimestamp");
      if (initialEnd) {
        meta.putObject("annotations").put(INITIAL_END, "true");
      }
      write("BOOKMARK", object);
      told = revision;
      out.flush();
    }

    private void write(String type, Stored stored) throws IOException {
      if (presentation.isPlain()) {
        write(type, stored.json());
        return;
      }
      JsonNode object =
          presentation.event(target.type(), stored.tree(), resources.clock().instant(), first);
      first = false;
      write(type, object);
    }

    private void write(String type, JsonNode object) throws IOException {
      write(type, Json.bytes(object));
    }

    private void write(String type, byte[] object) throws IOException {
      out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
      out.write(object);
      out.write('}');
      out.write('\n');
    }
  }
}
