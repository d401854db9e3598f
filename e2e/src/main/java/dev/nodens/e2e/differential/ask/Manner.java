package dev.nodens.e2e.differential.ask;

import dev.nodens.verify.ask.Question;
import dev.nodens.verify.ask.Question.Edns;
import dev.nodens.verify.ask.Question.Option;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Name;

/// How a question is put: transport, EDNS, flags, letter case. Applied to what a [Family] asks.
public final class Manner {
  private static final int CD = 0x0010;
  private static final int AD = 0x0020;
  private static final int NSID = 3;
  private static final int CLIENT_SUBNET = 8;
  private static final int COOKIE = 10;

  private static final Pick<Integer> SIZES =
      new Pick<Integer>().add(6, 1232).add(3, 4096).add(2, 512).add(1, 0).add(1, 700).add(1, 65535);

  private Manner() {}

  /// `question` put in one of the usual or unusual ways.
  public static Question vary(Question question, RandomGenerator random) {
    Question varied = question;
    if (random.nextInt(6) == 0) {
      varied = varied.withName(mixCase(question.name(), random));
    }
    if (random.nextInt(2) == 0) {
      varied = varied.withEdns(edns(random));
    }
    if (random.nextInt(10) == 0) {
      int[] flags = {0, Question.RD | CD, Question.RD | AD, AD | CD};
      varied = varied.withFlags(flags[random.nextInt(flags.length)]);
    }
    return random.nextInt(4) == 0 ? varied.overTcp() : varied;
  }

  private static Edns edns(RandomGenerator random) {
    return new Edns(SIZES.next(random), 0, random.nextInt(3) == 0, options(random));
  }

  private static List<Option> options(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> List.of(new Option(COOKIE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
      case 1 -> List.of(new Option(CLIENT_SUBNET, new byte[] {0, 1, 24, 0, 10, 1, 2}));
      case 2 -> List.of(new Option(NSID, new byte[0]));
      default -> List.of();
    };
  }

  private static Name mixCase(Name name, RandomGenerator random) {
    var text = new StringBuilder(name.toString());
    for (int i = 0; i < text.length(); i++) {
      if (random.nextBoolean()) {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return Question.name(text.toString());
  }
}
