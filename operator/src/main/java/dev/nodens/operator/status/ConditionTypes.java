package dev.nodens.operator.status;

import java.util.List;

/// Types of the conditions, in the order in which they stand in the status.
public final class ConditionTypes {
  public static final String ACCEPTED = "Accepted";
  public static final String AVAILABLE = "Available";
  public static final String PROGRESSING = "Progressing";
  public static final String DEGRADED = "Degraded";
  public static final String CONFIG_MAP_IN_SYNC = "ConfigMapInSync";
  public static final String WORKLOAD_IN_SYNC = "WorkloadInSync";
  public static final String CONFIG_SERVED = "ConfigServed";
  public static final String ADOPTED = "Adopted";
  public static final String READY = "Ready";

  static final List<String> ALL =
      List.of(
          READY,
          ACCEPTED,
          AVAILABLE,
          PROGRESSING,
          DEGRADED,
          CONFIG_MAP_IN_SYNC,
          WORKLOAD_IN_SYNC,
          CONFIG_SERVED,
          ADOPTED);

  private ConditionTypes() {}
}
