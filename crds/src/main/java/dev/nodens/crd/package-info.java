/// The API of Nodens: `ClusterDNS` of group `nodens.dev`, as immutable records whose constructors
/// fill in the defaults of the schema.
///
/// It touches the model classes of fabric8 and nothing of ours; the schema that users install is
/// `crds/clusterdnses.nodens.dev.yaml`, and a test compares both. Start reading at [ClusterDNS],
/// then [ClusterDNSSpec] and [ClusterDNSStatus].
@NullMarked
package dev.nodens.crd;

import org.jspecify.annotations.NullMarked;
