/**
 * Tests of {@code grpc} with upstreams that a script plays. Need no sockets. Start reading at
 * {@code GrpcHandlerTest}.
 */
@NullMarked
package dev.nodens.plugin.grpc;

import org.jspecify.annotations.NullMarked;
