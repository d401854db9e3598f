package dev.nodens.bench.micro;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xbill.DNS.Message;

/// Reading a question and writing an answer, beside dnsjava doing the same.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx64m"})
public class WireBenchmark {
  private static final byte[] ADDRESS = {10, 96, 3, 7};

  private final byte[] plain = question(false);
  private final byte[] edns = question(true);
  private final Query query = new Query();
  private final MessageWriter reply = new MessageWriter(4096);

  private static byte[] question(boolean withEdns) {
    var writer = new MessageWriter(512);
    byte[] name = Name.parse("svc-906.ns-6.svc.cluster.local.").lower();
    writer.startQuestion(4711, 0x0100, name, RrType.A, RrClass.IN);
    if (withEdns) {
      writer.opt(1232, 0, false, new byte[0], 0, 0);
    }
    return java.util.Arrays.copyOf(writer.buffer(), writer.length());
  }

  @Benchmark
  public Query.Status readQuestion() {
    return query.parse(plain, plain.length);
  }

  @Benchmark
  public Query.Status readQuestionWithEdns() {
    return query.parse(edns, edns.length);
  }

  @Benchmark
  public int answerAddress() {
    query.parse(plain, plain.length);
    reply.startReply(query);
    Records.address(reply, RecordCursor.ANSWER, 30, ADDRESS, 0, 4);
    return reply.length();
  }

  @Benchmark
  public Message dnsjavaReadQuestion() throws IOException {
    return new Message(plain);
  }
}
