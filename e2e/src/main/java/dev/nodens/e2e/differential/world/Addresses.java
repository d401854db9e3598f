package dev.nodens.e2e.differential.world;

/// Gives out addresses that nobody else of the world has.
final class Addresses {
  private static final int PER_BLOCK = 250;
  private int cluster;
  private int pod;

  /// The next cluster IP.
  String cluster(boolean v6) {
    cluster++;
    return v6
        ? "fd00:10:96::%x".formatted(0x100 + cluster)
        : "10.96.%d.%d".formatted(10 + cluster / PER_BLOCK, 1 + cluster % PER_BLOCK);
  }

  /// The next address of a Pod.
  String pod(boolean v6) {
    pod++;
    return v6
        ? "fd00:10:244:%x::%x".formatted(1 + pod % 7, pod)
        : "10.244.%d.%d".formatted(pod / PER_BLOCK, 1 + pod % PER_BLOCK);
  }
}
