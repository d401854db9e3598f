package dev.nodens.plugin.cache;

import dev.nodens.wire.Header;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// Follows the aliases in an answer section from the queried name to where they end (RFC 1034
/// §3.6.2); reused.
final class CnameChain {
  private static final int NONE = 0;
  private static final int AMBIGUOUS = -1;
  private static final int MOST_LINKS = 16;

  private final RecordCursor cursor = new RecordCursor();

  /// Whether the answer section holds what is asked for, at the end of an unambiguous chain.
  boolean answers(byte[] message, int length, Query query) {
    int name = Header.LENGTH;
    if (query.qtype() == RrType.ANY) {
      return has(message, length, name, query);
    }
    int target = target(message, length, name, query);
    if (query.qtype() == RrType.CNAME) {
      return target > NONE;
    }
    // A longer chain is a loop, or no answer to build on.
    for (int links = 0; target > NONE; links++) {
      if (links > MOST_LINKS) {
        return false;
      }
      name = target;
      target = target(message, length, name, query);
    }
    return target == NONE && has(message, length, name, query);
  }

  /// Where the canonical name of the name at `at` stands, if it is an alias.
  private int target(byte[] message, int length, int at, Query query) {
    int target = NONE;
    cursor.reset(message, length);
    while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
      if (cursor.type() == RrType.CNAME
          && classMatches(query)
          && WireName.sameName(message, cursor.ownerAt(), length, message, at, length)) {
        int data = cursor.dataAt();
        if (target != NONE && !WireName.sameName(message, target, length, message, data, length)) {
          return AMBIGUOUS;
        }
        target = data;
      }
    }
    return target;
  }

  private boolean has(byte[] message, int length, int at, Query query) {
    cursor.reset(message, length);
    while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
      if ((query.qtype() == RrType.ANY || cursor.type() == query.qtype())
          && classMatches(query)
          && WireName.sameName(message, cursor.ownerAt(), length, message, at, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean classMatches(Query query) {
    return query.qclass() == RrClass.ANY || query.qclass() == cursor.rrclass();
  }
}
