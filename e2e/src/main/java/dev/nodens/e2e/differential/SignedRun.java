package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.ask.Family;
import dev.nodens.e2e.differential.ask.ListFamily;
import dev.nodens.e2e.differential.ask.Manner;
import dev.nodens.e2e.differential.ask.Pick;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Findings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Signed queries to both servers: right and wrong, old, cut, in the wrong place, missing where one
/// is required.
final class SignedRun {
  private static final String SCENARIO = "signed";

  /// Queries in flight: both servers drop some of them, and it takes patience to see that.
  private static final int AT_ONCE = 64;

  private static final String WRONG = "b3RoZXIgb3RoZXIgb3RoZXIgb3Q=";

  private static final String COREFILE =
      """
      example.test 192.0.2.0/24 {
        tsig {
          secret key. %1$s
          secret second. %1$s
          require MX SOA
          require_opcode NOTIFY
        }
        transfer {
          to *
        }
        file {$FILES}/zones/db.example.test example.test
        file {$FILES}/zones/db.2.0.192 2.0.192.in-addr.arpa
      }
      up.test {
        forward . {$UPSTREAM}
      }
      """
          .formatted(UpdateMaker.SECRET);

  private static final Pick<Name> ALGORITHMS =
      new Pick<Name>()
          .add(8, TSIG.HMAC_SHA256)
          .add(2, TSIG.HMAC_SHA512)
          .add(TSIG.HMAC_SHA1, TSIG.HMAC_SHA224, TSIG.HMAC_SHA384);

  private final Surroundings surroundings;
  private final Findings findings;
  private final int queries;
  private final SplittableRandom random;
  private final Map<String, Integer> seen = new TreeMap<>();

  SignedRun(Surroundings surroundings, Findings findings, int queries, long seed) {
    this.surroundings = surroundings;
    this.findings = findings;
    this.queries = queries;
    random = new SplittableRandom(seed);
  }

  /// @param shape what is right or wrong with it
  private record Signed(String shape, Question question, Message message, byte[] octets) {}

  void run() throws IOException {
    long start = System.nanoTime();
    Family family = ListFamily.read(surroundings.files().resolve("zone.names"));
    try (Servers servers = surroundings.servers(SCENARIO, COREFILE)) {
      askAll(made(family), servers);
    }
    System.out.printf(
        "  %-22s %5d queries, signatures %s, %.1f s%n",
        SCENARIO, queries, seen, (System.nanoTime() - start) / 1e9);
  }

  private List<Signed> made(Family family) throws IOException {
    var made = new ArrayList<Signed>();
    while (made.size() < queries) {
      Question question = Manner.vary(family.next(random), random);
      if (question.type() != Type.AXFR && question.type() != Type.IXFR) {
        made.add(signed(question));
      }
    }
    return made;
  }

  private void askAll(List<Signed> made, Servers servers) throws IOException {
    var turns = new Semaphore(AT_ONCE);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignedReplies>> all =
          made.stream().map(query -> workers.submit(() -> replies(query, servers, turns))).toList();
      for (int i = 0; i < all.size(); i++) {
        judge(made.get(i), all.get(i).get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static SignedReplies replies(Signed query, Servers servers, Semaphore turns)
      throws IOException, InterruptedException {
    turns.acquire();
    try {
      return SignedReplies.ask(servers, query.message(), query.octets(), query.question().tcp());
    } finally {
      turns.release();
    }
  }

  private Signed signed(Question question) throws IOException {
    Question asked = random.nextInt(15) == 0 ? question.withOpcode(4) : question;
    var message = new Message(asked.message(random.nextInt(1, 65536)));
    String[] shapes = {
      "good",
      "good",
      "good",
      "good",
      "good",
      "second",
      "unknown",
      "wrong",
      "old",
      "cut",
      "early",
      "unsigned"
    };
    String shape = shapes[random.nextInt(shapes.length)];
    Name algorithm = ALGORITHMS.next(random);
    switch (shape) {
      case "unsigned" -> {}
      case "second" -> key(algorithm, "Second.", UpdateMaker.SECRET).apply(message, null);
      case "unknown" -> key(algorithm, "unknown.", UpdateMaker.SECRET).apply(message, null);
      case "wrong" -> key(algorithm, "key.", WRONG).apply(message, null);
      case "old" -> {
        Clock then = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-20));
        byte[] octets = Base64.getDecoder().decode(UpdateMaker.SECRET);
        var secret = new SecretKeySpec(octets, "Hmac");
        new TSIG(algorithm, Name.fromConstantString("key."), secret, then).apply(message, null);
      }
      default -> key(algorithm, "key.", UpdateMaker.SECRET).apply(message, null);
    }
    byte[] signed = message.toWire();
    if (shape.equals("cut")) {
      signed = cut(message);
    } else if (shape.equals("early")) {
      message.addRecord(new TXTRecord(Name.root, DClass.IN, 0, "x"), Section.ADDITIONAL);
      signed = message.toWire();
    }
    return new Signed(shape, asked, message, signed);
  }

  private static TSIG key(Name algorithm, String name, String secret) {
    return new TSIG(algorithm, Name.fromConstantString(name), secret);
  }

  /// Half of the signature.
  private static byte[] cut(Message message) {
    TSIGRecord whole = message.getTSIG();
    byte[] half = Arrays.copyOf(whole.getSignature(), whole.getSignature().length / 2);
    message.removeRecord(whole, Section.ADDITIONAL);
    message.addRecord(
        new TSIGRecord(
            whole.getName(),
            whole.getDClass(),
            0,
            whole.getAlgorithm(),
            whole.getTimeSigned(),
            whole.getFudge(),
            half,
            whole.getOriginalID(),
            0,
            new byte[0]),
        Section.ADDITIONAL);
    return message.toWire();
  }

  private void judge(Signed query, SignedReplies replies) throws IOException {
    seen.merge(replies.signature(), 1, Integer::sum);
    SortedSet<String> aspects = replies.aspects();
    if (!aspects.isEmpty()) {
      boolean usual = query.shape().equals("good") || query.shape().equals("unsigned");
      String kind = usual ? query.question().kind() : "signed." + query.shape();
      String text = replies.text(query.shape() + " " + query.question());
      findings.add(SCENARIO, kind, query.question().typeText(), aspects, text);
    }
  }
}
