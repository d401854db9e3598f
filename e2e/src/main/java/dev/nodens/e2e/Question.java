package dev.nodens.e2e;

import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;

/// A query for the address of one name, and what a good reply to it is.
final class Question {
  /// How long a reply may take; what glibc's resolver waits by default.
  static final int TIMEOUT_MILLIS = 5000;

  private static final int REPLY_SIZE = 1232;

  private final byte[] template;

  Question(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] query = new byte[12 + text.length + 2 + 4];
    query[2] = 1;
    query[5] = 1;
    int at = 12;
    for (String label : name.split("\\.", -1)) {
      query[at++] = (byte) label.length();
      for (int i = 0; i < label.length(); i++) {
        query[at++] = (byte) label.charAt(i);
      }
    }
    query[query.length - 3] = 1;
    query[query.length - 1] = 1;
    this.template = query;
  }

  /// The query with a message id.
  DatagramPacket packet(int id) {
    byte[] query = template.clone();
    query[0] = (byte) (id >> 8);
    query[1] = (byte) id;
    return new DatagramPacket(query, query.length);
  }

  static DatagramPacket space() {
    return new DatagramPacket(new byte[REPLY_SIZE], REPLY_SIZE);
  }

  static int id(DatagramPacket message) {
    return (message.getData()[0] & 255) << 8 | (message.getData()[1] & 255);
  }

  static boolean isAnswer(DatagramPacket reply) {
    return (reply.getData()[3] & 15) == 0 && reply.getData()[7] > 0;
  }

  static String describe(DatagramPacket reply) {
    return "rcode " + (reply.getData()[3] & 15) + " with " + reply.getData()[7] + " records";
  }
}
