/// The directive `k8s_external`: services as they are reached from outside of the cluster. May
/// touch `core`, `corefile` and `wire`; what it knows comes from the block's `kubernetes` through
/// [dev.nodens.core.OutsideView]. Start reading at
/// [dev.nodens.plugin.k8s_external.K8sExternalPlugin].
@NullMarked
package dev.nodens.plugin.k8s_external;

import org.jspecify.annotations.NullMarked;
