package dev.nodens.verify;

import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.LocalFiles;
import dev.nodens.corefile.Parser;
import dev.nodens.verify.ask.PairClient;
import dev.nodens.verify.ask.Question;
import dev.nodens.verify.compare.Findings;
import dev.nodens.verify.compare.KnownDifferences;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/// The command `verify`: blocks until both servers were asked everything.
public final class VerifyCommand {
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int FAILED = 2;
  private static final long PAUSE_MILLIS = 1_000;

  private final VerifyOptions options;
  private final ApiServers api;
  private final PrintStream out;

  private VerifyCommand(VerifyOptions options, ApiServers api, PrintStream out) {
    this.options = options;
    this.api = api;
    this.out = out;
  }

  /// Runs the command.
  ///
  /// @param inPod whether the environment has the address of an API server
  /// @return 0 if there is no difference but known ones, 1 if there are some, 2 if that could not
  ///   be found out
  public static int run(List<String> arguments, ApiServers api, boolean inPod, PrintStream out) {
    try {
      VerifyOptions options = VerifyOptions.parse(arguments);
      return new VerifyCommand(options, api, out).run(inPod);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      out.print(VerifyOptions.USAGE);
    } catch (IOException | CorefileException e) {
      out.println("verify: " + e.getMessage());
    }
    return FAILED;
  }

  private int run(boolean inPod) throws IOException {
    List<Question> questions = questions(inPod);
    if (questions.isEmpty()) {
      out.println("verify: nothing to ask: give --kubeconfig, --corefile or --query-log");
      return FAILED;
    }
    var findings = new Findings(KnownDifferences.builtIn());
    try (var client =
        new PairClient(options.against(), options.server(), options.patienceMillis())) {
      var conversation = new Conversation(client, findings, PAUSE_MILLIS);
      String silent = conversation.silent(Question.of("probe", ".", Type.NS));
      if (!silent.isEmpty()) {
        out.println("verify: no reply over UDP from " + silent);
        return FAILED;
      }
      conversation.hold(questions);
    }
    findings.reasons().forEach(out::println);
    findings.unexplainedLines().forEach(out::println);
    out.printf(
        "%d questions to %s and %s: %d known differences, %d unexplained%n",
        questions.size(),
        options.against(),
        options.server(),
        findings.known(),
        findings.unexplained());
    return findings.unexplained() == 0 ? SAME : DIFFERENT;
  }

  private List<Question> questions(boolean inPod) throws IOException {
    var all = new ArrayList<Question>();
    CorefileZones zones = CorefileZones.NONE;
    if (options.corefile().isPresent()) {
      Path file = options.corefile().get();
      var parser = new Parser(new LocalFiles(), Environment.empty(), new LinkedHashSet<>());
      zones = CorefileZones.of(parser.parse(file.toString()));
      all.addAll(zones.questions());
    }
    if (options.kubeconfig().isPresent() || inPod) {
      try (ApiServer server = api.open(access())) {
        String zone = options.zone().or(zones::clusterZone).orElse("cluster.local.");
        all.addAll(ClusterNames.of(ClusterObjects.list(server), zone));
      }
    }
    for (Path log : options.queryLogs()) {
      try (Stream<String> lines = Files.lines(log)) {
        all.addAll(QueryLog.read(lines, zones));
      }
    }
    return some(all);
  }

  private ApiServers.Access access() {
    return options
        .kubeconfig()
        .<ApiServers.Access>map(file -> new ApiServers.Kubeconfig(file, Optional.empty()))
        .orElseGet(ApiServers.InCluster::new);
  }

  /// All questions, or as many as there may be, spread over all of them.
  private List<Question> some(List<Question> all) {
    int most = options.most();
    if (all.size() <= most) {
      return all;
    }
    out.printf("verify: %d of %d questions (--most)%n", most, all.size());
    var some = new ArrayList<Question>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) ((long) i * all.size() / most)));
    }
    return some;
  }
}
