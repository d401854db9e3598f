package dev.nodens.plugin.cache;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// What stands behind the cache in these tests: answers what it was told last, and counts.
final class Backend implements Plugin<Boolean>, Handler {
  /// The queries that arrived, decoded.
  final List<Message> asked = new ArrayList<>();

  /// Exchanges that wait, in the mode [#park].
  final List<Exchange> parked = new ArrayList<>();

  private Consumer<Message> answer = message -> {};
  private @Nullable String failure;
  private boolean park;

  /// Answers with what `writer` puts into a reply to the question, RA set.
  Backend answers(Consumer<Message> writer) {
    answer = writer;
    failure = null;
    park = false;
    return this;
  }

  /// Answers NOERROR with these records in the answer section.
  Backend answers(String... records) {
    return answers(message -> add(message, Section.ANSWER, records));
  }

  /// Answers with `rcode` and these records in the authority section.
  Backend denies(int rcode, String... records) {
    return answers(message -> {
      message.getHeader().setRcode(rcode);
      add(message, Section.AUTHORITY, records);
    });
  }

  /// Writes no reply.
  Backend fails(String text) {
    failure = text;
    park = false;
    return this;
  }

  /// Parks exchanges until [#resume].
  Backend parks() {
    park = true;
    return this;
  }

  /// Answers the exchange parked longest, as told last.
  void resume() {
    Exchange exchange = parked.removeFirst();
    exchange.resume(reply(exchange));
  }

  int times() {
    return asked.size();
  }

  static void add(Message message, int section, String... records) {
    for (String text : records) {
      String[] words = text.split(" ", 5);
      try {
        var owner = Name.fromString(words[0], Name.root);
        int type = org.xbill.DNS.Type.value(words[3]);
        int dclass = org.xbill.DNS.DClass.value(words[2]);
        long ttl = Long.parseLong(words[1]);
        message.addRecord(
            Record.fromString(owner, type, dclass, ttl, words[4], Name.root), section);
      } catch (IOException e) {
        throw new IllegalArgumentException(text, e);
      }
    }
  }

  @Override
  public String name() {
    return "backend";
  }

  @Override
  public Boolean parse(Cursor cursor, BlockScope scope) {
    return cursor.next();
  }

  @Override
  public void install(Boolean config, Installation installation) {
    installation.acceptAnyClass();
    installation.handler(this);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    asked.add(decode(exchange));
    if (park) {
      parked.add(exchange);
      return Outcome.PARKED;
    }
    return reply(exchange);
  }

  private Outcome reply(Exchange exchange) {
    String text = failure;
    if (text != null) {
      return exchange.fail(2, "backend", text);
    }
    Message query = decode(exchange);
    var message = new Message(exchange.query().id());
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.RA);
    if (query.getHeader().getFlag(Flags.RD)) {
      message.getHeader().setFlag(Flags.RD);
    }
    message.addRecord(query.getQuestion(), Section.QUESTION);
    answer.accept(message);
    byte[] wire = message.toWire();
    exchange.reply().copy(wire, wire.length);
    return Outcome.ANSWERED;
  }

  private static Message decode(Exchange exchange) {
    try {
      return new Message(
          java.util.Arrays.copyOf(exchange.query().message(), exchange.query().length()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
