import java.nio.file.Path;
import java.util.List;

/// What a program is given to do while its ahead-of-time cache is trained.
interface Workload extends AutoCloseable {

  /// The arguments of the program's main method.
  List<String> arguments();

  /// Returns when the program has done what it does in production, or throws when it does not.
  void drive(Process program) throws Exception;

  @Override
  void close();

  /// `folder` is for the files that the program is to read.
  static Workload of(String main, Path folder) throws Exception {
    return switch (main) {
      case "dev.nodens.app.Main" -> new DnsWorkload(folder);
      case "dev.nodens.operator.Main" -> new OperatorWorkload(folder);
      default -> throw new IllegalArgumentException("no training workload for " + main);
    };
  }
}
