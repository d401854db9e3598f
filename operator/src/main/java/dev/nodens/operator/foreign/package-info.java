/// Judges objects that belong to others and reach into the cluster's DNS: addresses that somebody
/// put behind the Service, kubelets that were told another address, refusals of the API server to
/// make pods.
///
/// Everything here is pure: objects of the API in, findings out; it knows no client and no clock.
/// Start reading at [ForeignSlices].
@NullMarked
package dev.nodens.operator.foreign;

import org.jspecify.annotations.NullMarked;
