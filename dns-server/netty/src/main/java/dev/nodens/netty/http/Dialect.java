package dev.nodens.netty.http;

import dev.nodens.core.Exchange;
import dev.nodens.core.Transport;

/// How DNS messages stand in HTTP: read from requests, written to responses. Stateless.
public sealed interface Dialect permits DohDialect, GrpcDialect {
  /// What queries count as.
  Transport transport();

  /// The DNS message in a request, or the answer to a request that holds none.
  ///
  /// @param target path and query of the request line
  /// @param body of which the first `length` octets count
  Reading read(String method, String target, String contentType, byte[] body, int length);

  /// The response with the reply of `exchange`.
  HttpAnswer answer(Exchange exchange);

  /// The response to a query that gets no reply.
  HttpAnswer silence();

  /// The most octets that a body may have.
  int mostOctets();

  /// The response to a request whose body has more octets than [#mostOctets].
  HttpAnswer tooLarge();

  /// What was read.
  sealed interface Reading permits DnsQuery, HttpAnswer {}

  /// A DNS message, not looked at but for its header.
  record DnsQuery(byte[] octets) implements Reading {}
}
