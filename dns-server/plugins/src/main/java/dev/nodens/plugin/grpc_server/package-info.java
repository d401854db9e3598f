/**
 * The directive {@code grpc_server}: limits of DNS-over-gRPC listeners, which live in the network
 * module. May touch the core's configuration only. Start reading at {@link
 * dev.nodens.plugin.grpc_server.GrpcServerPlugin}.
 */
@NullMarked
package dev.nodens.plugin.grpc_server;

import org.jspecify.annotations.NullMarked;
