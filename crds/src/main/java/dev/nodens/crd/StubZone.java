package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A zone that other servers answer.
///
/// @param name name of the zone, lower-case, without the final dot
/// @param servers the servers, at least one
/// @param tlsServerName name in the certificate of TLS servers
/// @param policy order of the servers
/// @param protocol protocol towards them
/// @param cacheSeconds longest time in the cache, in seconds; 0 for none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StubZone(
    @Required String name,
    @Required List<Upstreams.Server> servers,
    @Nullable String tlsServerName,
    Upstreams.Policy policy,
    Upstreams.Protocol protocol,
    Integer cacheSeconds) {
  public StubZone {
    servers = Defaults.copy(servers, List.of());
    policy = Defaults.or(policy, Upstreams.Policy.RANDOM);
    protocol = Defaults.or(protocol, Upstreams.Protocol.AUTO);
    cacheSeconds = Defaults.or(cacheSeconds, 30);
  }
}
