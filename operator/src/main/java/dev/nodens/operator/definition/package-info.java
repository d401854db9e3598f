/// The definition of ClusterDNS that is installed in the cluster, against the one that this
/// operator was built with.
///
/// It reads one object of the API and writes nothing. Start reading at [InstalledDefinition].
@NullMarked
package dev.nodens.operator.definition;

import org.jspecify.annotations.NullMarked;
