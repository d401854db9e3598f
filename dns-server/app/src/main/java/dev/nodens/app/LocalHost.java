package dev.nodens.app;

import dev.nodens.core.port.HostFacts;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The machine that this process runs on. Blocks; not for event loops.
final class LocalHost implements HostFacts {
  private final PlainPod pod;

  LocalHost(PlainPod pod) {
    this.pod = pod;
  }

  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Comparator<InetAddress> IPV4_FIRST =
      Comparator.comparingInt(address -> address instanceof Inet4Address ? 0 : 1);

  @Override
  public String hostName() {
    try {
      return Files.exists(KERNEL_NAME)
          ? Files.readString(KERNEL_NAME).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    } catch (IOException e) {
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
  }

  @Override
  public List<InetAddress> interfaceAddresses(String name) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(name);
    return found == null ? List.of() : found.inetAddresses().sorted(IPV4_FIRST).toList();
  }

  @Override
  public List<InetAddress> addresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .sorted(IPV4_FIRST)
        .toList();
  }

  @Override
  public Path file(Path path) {
    return pod.file(path);
  }

  @Override
  public String environment(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }
}
