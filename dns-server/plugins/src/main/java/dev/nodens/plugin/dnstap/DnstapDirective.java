package dev.nodens.plugin.dnstap;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.dnstap.DnstapConfig.Socket;
import dev.nodens.plugin.dnstap.DnstapConfig.Tap;
import dev.nodens.plugin.dnstap.DnstapConfig.Tls;
import java.util.List;
import java.util.Optional;

/// Reads one use of the directive, in CoreDNS's words.
final class DnstapDirective {
  private static final int MOST_BUFFER = 1024;
  private static final int MOST_QUEUE = 4096;

  private final Cursor cursor;
  private boolean listens;
  private boolean skipVerify;
  private List<String> files = List.of();
  private Optional<String> identity = Optional.empty();
  private Optional<String> version = Optional.empty();
  private String extra = "";

  DnstapDirective(Cursor cursor) {
    this.cursor = cursor;
  }

  Tap parse() {
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty()) {
      throw cursor.argumentError();
    }
    listens = words.getFirst().equals("listen");
    if (listens) {
      if (words.size() < 2) {
        throw cursor.error("dnstap listen requires an endpoint argument");
      }
      words = words.subList(1, words.size());
    }
    int writeBuffer = words.size() > 2 ? writeBuffer(words.get(2)) : 1;
    int queue = words.size() > 3 ? queue(words.get(3)) : 1;
    Socket socket = Socket.parse(words.getFirst());
    boolean full = words.size() > 1 && words.get(1).equals("full");
    while (cursor.nextBlock()) {
      property();
    }
    var tls = new Tls(skipVerify, files);
    return new Tap(socket, listens, full, writeBuffer, queue, identity, version, extra, tls);
  }

  private int writeBuffer(String text) {
    int number = number("MultipleTcpWriteBuf", text);
    if (number < 1 || number > MOST_BUFFER) {
      throw cursor.error(
          "dnstap: MultipleTcpWriteBuf must be between 1 and %d (MiB units): %d"
              .formatted(MOST_BUFFER, number));
    }
    return number;
  }

  private int queue(String text) {
    int number = number("MultipleQueue", text);
    if (number < 1 || number > MOST_QUEUE) {
      throw cursor.error(
          "dnstap: MultipleQueue must be between 1 and %d (x10k messages): %d"
              .formatted(MOST_QUEUE, number));
    }
    return number;
  }

  private int number(String name, String text) {
    try {
      return GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error(
          "dnstap: invalid " + name + " " + GoSyntax.quote(text) + ": " + e.getMessage());
    }
  }

  private void property() {
    switch (cursor.value()) {
      case "skipverify" -> skipVerify = true;
      case "tls" -> {
        if (!listens) {
          throw cursor.error("tls directive only valid for listeners");
        }
        files = cursor.remainingArgs();
        if (files.size() < 2) {
          throw cursor.error("tls requires cert and key file paths");
        }
      }
      case "identity" -> identity = Optional.of(cursor.argument());
      case "version" -> version = Optional.of(cursor.argument());
      case "extra" -> extra = cursor.argument();
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }
}
