/**
 * The directive {@code grpc}: sends queries to upstream servers over CoreDNS's DNS over gRPC. May
 * touch {@code core}, {@code corefile} and {@code wire}; connections come from the event loop's
 * connector. Start reading at {@link dev.nodens.plugin.grpc.GrpcPlugin}, then {@link
 * dev.nodens.plugin.grpc.LoopCalls}.
 */
@NullMarked
package dev.nodens.plugin.grpc;

import org.jspecify.annotations.NullMarked;
