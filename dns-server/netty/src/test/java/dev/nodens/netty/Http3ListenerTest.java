package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.StreamTerms;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// DNS over HTTPS (RFC 8484) over HTTP/3 as Netty's own client sees it.
@Timeout(60)
@ExtendWith(Leaks.class)
class Http3ListenerTest {
  private static final String PATH = "/dns-query";

  @TempDir private Path directory = Path.of("");
  private final Family<Counter> responses =
      new MetricRegistry(4).counters("responses", "", "server", "status");
  private NettyLoops loops = NettyLoops.start(1);
  private StreamLimits limits = StreamLimits.DEFAULT;

  @BeforeEach
  void startLoops() {
    loops.close();
    loops = NettyLoops.start(2);
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  private QuicListener listen() throws IOException {
    var terms = new StreamTerms(limits, HttpFixture.tls(directory), 0, 100, 0, responses);
    return HttpFixture.listenQuic(loops, QuicListener.Protocol.HTTPS, terms);
  }

  private static QuicClient connect(QuicListener listener) throws Exception {
    return QuicClient.connect(listener.address(), "h3", new Http3ClientConnectionHandler());
  }

  /// A response.
  private record Response(String status, String type, String cacheControl, byte[] body) {}

  /// Waits for one.
  private static final class Answer extends Http3RequestStreamInboundHandler {
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Http3Headers headers = new DefaultHttp3Headers();

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
      headers = frame.headers();
    }

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
      byte[] octets = new byte[frame.content().readableBytes()];
      frame.content().readBytes(octets);
      body.writeBytes(octets);
      frame.release();
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext context) {
      response.complete(
          new Response(
              text(headers.status()),
              text(headers.get("content-type")),
              text(headers.get("cache-control")),
              body.toByteArray()));
    }

    private static String text(@Nullable CharSequence value) {
      return value == null ? "" : value.toString();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      response.completeExceptionally(cause);
    }
  }

  private static Response ask(QuicClient client, String method, String path, byte @Nullable [] body)
      throws Exception {
    var answer = new Answer();
    QuicStreamChannel stream =
        Http3.newRequestStream(client.connection(), answer).get(10, TimeUnit.SECONDS);
    var headers =
        new DefaultHttp3Headers()
            .method(method)
            .scheme("https")
            .authority("127.0.0.1")
            .path(path)
            .add("content-type", "application/dns-message");
    var _ = stream.write(new DefaultHttp3HeadersFrame(headers));
    if (body != null) {
      var _ = stream.write(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(body)));
    }
    stream.flush();
    var _ = stream.shutdownOutput();
    return answer.response.get(10, TimeUnit.SECONDS);
  }

  private static String get(String name) {
    byte[] query = TestServer.query(0, name);
    return PATH + "?dns=" + Base64.getUrlEncoder().withoutPadding().encodeToString(query);
  }

  @Test
  void answersBothMethods() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      byte[] query = TestServer.query(7, "www.example.org.");
      Response posted = ask(client, "POST", PATH, query);
      Response got = ask(client, "GET", get("www.example.org."), null);

      assertThat(posted.status()).isEqualTo("200");
      assertThat(posted.type()).isEqualTo("application/dns-message");
      assertThat(posted.cacheControl()).isEqualTo("max-age=30");
      assertThat(new Message(posted.body()).getHeader().getID()).isEqualTo(7);
      assertThat(new Message(posted.body()).getSection(Section.ANSWER)).hasSize(1);
      assertThat(got.status()).isEqualTo("200");
      assertThat(responses.with("quic://:0", "200").value()).isEqualTo(2);
    }
  }

  @Test
  void sendsLargeReplies() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(ask(client, "GET", get("big.example.org."), null).body())
          .hasSizeGreaterThan(40_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /elsewhere, 404",
    "GET, /dns-query, 400",
    "GET, /dns-query?dns=AAA, 400",
    "PUT, /dns-query, 400",
  })
  void refusesWhatIsNoQuery(String method, String path, String status) throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(ask(client, method, path, null).status()).isEqualTo(status);
      assertThat(ask(client, "GET", get("www.example.org."), null).status()).isEqualTo("200");
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(ask(client, "POST", PATH, new byte[65_537]).status()).isEqualTo("400");
    }
  }

  @Test
  void answersAQueryWithoutAReplyWithAnError() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(ask(client, "GET", get("dropped.example.org."), null).status()).isEqualTo("500");
    }
  }

  @Test
  void closesAConnectionWithoutRequests() throws Exception {
    limits =
        new StreamLimits(
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Integer.MAX_VALUE);
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(ask(client, "GET", get("www.example.org."), null).status()).isEqualTo("200");

      assertThat(client.end()).isEqualTo("application " + 0x100);
    }
  }
}
