package dev.nodens.operator.telemetry;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;

/// Counts what the operator asks of the API server, retries included, and what is refused.
///
/// `clusterdns_api_calls_total{verb,resource,dry_run}` and
/// `clusterdns_api_failures_total{verb,resource,code}`; code 0 is a request without an answer. Any
/// thread.
public final class ApiCalls implements Interceptor {
  /// The name under which the HTTP client knows this.
  public static final String NAME = "nodens-api-calls";

  private static final int FIRST_FAILURE = 400;

  private final MeterRegistry registry;

  /// @param registry where the counters live
  public ApiCalls(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    ApiCall call = ApiCall.of(request.method(), request.uri());
    Counter.builder("clusterdns.api.calls")
        .description("Requests to the API server.")
        .tags("verb", call.verb(), "resource", call.resource())
        .tag("dry_run", Boolean.toString(call.dryRun()))
        .register(registry)
        .increment();
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (response.code() >= FIRST_FAILURE) {
      failed(request, response.code());
    }
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    failed(request, 0);
  }

  private void failed(HttpRequest request, int code) {
    ApiCall call = ApiCall.of(request.method(), request.uri());
    Counter.builder("clusterdns.api.failures")
        .description("Requests that the API server refused, by HTTP status; 0 without an answer.")
        .tags("verb", call.verb(), "resource", call.resource())
        .tag("code", Integer.toString(code))
        .register(registry)
        .increment();
  }
}
