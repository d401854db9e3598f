/// Tests of the whole product on a real cluster: images, chart, operator and DNS servers, asked
/// from inside nodes and pods.
///
/// They touch the cluster only through the tool `deploy/local/cluster`, the Kubernetes API and
/// `dig`; of our own code only the API records. Start reading at [Cluster], then `e2e/run`.
@NullMarked
package dev.nodens.e2e;

import org.jspecify.annotations.NullMarked;
