package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.world.Mutations;
import dev.nodens.e2e.differential.world.World;
import dev.nodens.e2e.differential.world.WorldMaker;
import dev.nodens.verify.ask.PairClient;
import dev.nodens.verify.compare.Findings;
import dev.nodens.verify.compare.KnownDifferences;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// The program behind `e2e/differential/run`. Exit code 0: no difference that is not in
/// `docs/compatibility.md`; 1: some, or the run failed; 2: wrong arguments.
public final class Differential {
  private static final int FULL = 20_400;
  private static final int SHORT = 4_000;
  private static final int SELF_TEST_EACH = 200;
  private static final int ROUNDS = 5;
  private static final int UPDATES = 4_000;
  private static final int SIGNED = 3_000;
  private static final Set<String> PROOFS =
      Set.of("metrics", "malformed", "trace", "transfer", "signed", "update", "hostile", "verify");
  private static final int PATIENCE_MILLIS = 3_000;

  private final Options options;
  private final Surroundings surroundings;
  private final World world;
  private final Mutations mutations;
  private final SplittableRandom random;
  private int asked;

  private Differential(Options options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
    random = new SplittableRandom(options.seed());
    var maker = new WorldMaker(random.split());
    world = maker.make();
    mutations = new Mutations(world, maker, random.split());
  }

  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    Path root = Path.of(System.getProperty("nodens.root"));
    boolean good;
    try (Surroundings surroundings = Surroundings.start(root)) {
      var run = new Differential(options, surroundings);
      good = options.selfTest() ? run.selfTest() : run.compare();
    }
    System.exit(good ? 0 : 1);
  }

  private List<Scenario> scenarios() throws IOException {
    List<Scenario> all = Scenario.all(surroundings.root().resolve("e2e/differential/scenarios"));
    List<Scenario> wanted =
        all.stream().filter(s -> options.only().map(s.name()::equals).orElse(true)).toList();
    if (wanted.isEmpty() && !options.only().map(PROOFS::contains).orElse(false)) {
      throw new IOException(
          "no such scenario; there are "
              + all.stream().map(Scenario::name).collect(Collectors.joining(" ")));
    }
    return wanted;
  }

  private boolean compare() throws IOException {
    var findings =
        new Findings(
            KnownDifferences.read(surroundings.root().resolve("docs/compatibility.md")),
            line -> System.out.println("    " + line));
    List<Scenario> scenarios = scenarios();
    System.out.printf("differential: seed %d, %d Corefiles%n", options.seed(), scenarios.size());
    surroundings.writer().create(surroundings.files().resolve("fixed.yaml"));
    surroundings.writer().create(world);
    int each = (options.full() ? FULL : SHORT) / Math.max(1, scenarios.size()) + 1;
    for (Scenario scenario : scenarios) {
      play(scenario, scenario.corefile(), surroundings.nodens(), each, findings);
    }
    boolean verified = prove(findings);
    findings.lines().forEach(System.out::println);
    System.out.printf(
        "%d questions, %d Corefiles, seed %d: %d unexplained differences%n",
        asked, scenarios.size(), options.seed(), findings.unexplained());
    return verified && findings.unexplained() == 0;
  }

  /// What is compared besides answers: metrics, replies to malformed packets, and the tool that
  /// users compare with.
  private boolean prove(Findings findings) throws IOException {
    if (isWanted("metrics")) {
      new MetricsRun(surroundings, findings).run();
    }
    if (isWanted("malformed")) {
      new MalformedRun(surroundings, findings).run();
    }
    if (isWanted("trace")) {
      new TraceRun(surroundings, findings).run();
    }
    if (isWanted("transfer")) {
      new TransferRun(surroundings, findings).run();
    }
    if (isWanted("signed")) {
      int queries = options.full() ? SIGNED : SIGNED / 10;
      new SignedRun(surroundings, findings, queries, options.seed()).run();
    }
    if (isWanted("update")) {
      int requests = options.full() ? UPDATES : UPDATES / 10;
      new UpdateRun(surroundings, findings, requests, options.seed()).run();
    }
    boolean stands = !isWanted("hostile") || new HostileRun(surroundings).run();
    if (!isWanted("verify")) {
      return stands;
    }
    Path folder = surroundings.root().resolve("e2e/differential/scenarios");
    for (Scenario scenario : Scenario.all(folder)) {
      if (scenario.name().equals("kubeadm")) {
        return new VerifyRun(surroundings).run(scenario) && stands;
      }
    }
    throw new IOException("no scenario kubeadm in " + folder);
  }

  private boolean isWanted(String proof) {
    return options.only().map(proof::equals).orElse(true);
  }

  private void play(
      Scenario scenario, String second, List<String> program, int count, Findings findings)
      throws IOException {
    long start = System.nanoTime();
    Path folder = surroundings.folder(scenario.name());
    var variables = surroundings.variables();
    List<String> coreDns = surroundings.coreDns();
    try (Servers servers =
        Servers.start(
            () -> DnsProcess.start(folder, "coredns", coreDns, scenario.corefile(), variables),
            () -> DnsProcess.start(folder, "second", program, second, variables))) {
      DnsProcess theirs = servers.theirs();
      DnsProcess ours = servers.ours();
      for (String zone : scenario.zones()) {
        theirs.awaitZone(zone);
        ours.awaitZone(zone);
      }
      int done = converse(scenario, theirs, ours, count, findings);
      asked += done;
      System.out.printf(
          "  %-22s %5d questions, %.1f s%n",
          scenario.name(), done, (System.nanoTime() - start) / 1e9);
      if (!theirs.isAlive() || !ours.isAlive()) {
        throw new IOException(scenario.name() + ": a server ended; see " + folder);
      }
    }
  }

  private int converse(
      Scenario scenario, DnsProcess theirs, DnsProcess ours, int count, Findings findings)
      throws IOException {
    int done = 0;
    int rounds = scenario.mutates() ? ROUNDS : 1;
    try (var client = new PairClient(theirs.port(), ours.port(), PATIENCE_MILLIS)) {
      for (int round = 0; round < rounds; round++) {
        var repertoire = new Repertoire(scenario, world, surroundings.files());
        var play = new Play(scenario, repertoire, client, random.split(), findings);
        if (scenario.mutates()) {
          mutate();
        }
        play.ask(count / rounds + 1);
        play.settle();
        done += play.asked();
      }
    }
    return done;
  }

  /// The changes are still on their way to both servers when the next questions are asked.
  private void mutate() {
    for (int i = 0; i < 6; i++) {
      surroundings.writer().apply(mutations.next());
    }
  }

  private boolean selfTest() throws IOException {
    surroundings.writer().create(surroundings.files().resolve("fixed.yaml"));
    surroundings.writer().create(world);
    boolean good = true;
    List<Scenario> scenarios = scenarios();
    for (Scenario scenario : scenarios) {
      var same = new Findings(KnownDifferences.none());
      play(scenario, scenario.corefile(), surroundings.coreDns(), SELF_TEST_EACH, same);
      same.lines().forEach(System.out::println);
      var altered = new Findings(KnownDifferences.none());
      play(scenario, scenario.altered(), surroundings.coreDns(), SELF_TEST_EACH, altered);
      boolean fine = same.unexplained() == 0 && altered.unexplained() > 0;
      System.out.printf(
          "  %-22s against itself %d differences, altered %d: %s%n",
          scenario.name(),
          same.unexplainedQuestions(),
          altered.unexplainedQuestions(),
          fine ? "good" : "NOT GOOD");
      good &= fine;
    }
    System.out.printf("self-test: %s%n", good ? "passed" : "FAILED");
    return good;
  }
}
