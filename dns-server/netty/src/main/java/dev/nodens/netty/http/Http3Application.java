package dev.nodens.netty.http;

import dev.nodens.netty.quic.QuicApplication;
import dev.nodens.netty.quic.QuicCodes;
import dev.nodens.netty.quic.QuicConnection;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;

/// DNS over HTTPS (RFC 8484) over HTTP/3 (RFC 9114).
public final class Http3Application implements QuicApplication {
  /// CoreDNS's.
  private static final long MOST_HEADERS = 16 << 10;

  /// The three of HTTP/3, and some of kinds that are not known here (RFC 9114 §6.2.3).
  private static final long UNIDIRECTIONAL_STREAMS = 8;

  @Override
  public String protocol() {
    return "h3";
  }

  @Override
  public QuicCodes codes() {
    return QuicCodes.HTTP3;
  }

  @Override
  public long unidirectionalStreams() {
    return UNIDIRECTIONAL_STREAMS;
  }

  /// Without QPACK's table that grows: it would hold octets for clients, and save few.
  @Override
  public void furnish(QuicChannel channel, QuicConnection connection) {
    var dialect = new DohDialect();
    var requests =
        new ChannelInitializer<QuicStreamChannel>() {
          @Override
          protected void initChannel(QuicStreamChannel stream) {
            stream.pipeline().addLast(new Http3Request(stream, connection, dialect));
          }
        };
    var settings =
        new DefaultHttp3SettingsFrame(new Http3Settings().maxFieldSectionSize(MOST_HEADERS));
    channel
        .pipeline()
        .addLast(new Http3ServerConnectionHandler(requests, null, null, settings, true));
  }
}
