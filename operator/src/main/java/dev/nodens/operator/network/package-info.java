/// Reads NetworkPolicies: what they do to the DNS pods, and to the pods that ask them.
///
/// Everything here is pure and knows no client. Start reading at [DnsReach].
@NullMarked
package dev.nodens.operator.network;

import org.jspecify.annotations.NullMarked;
