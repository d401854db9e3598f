package dev.nodens.plugin.pprof;

import dev.nodens.protobuf.ProtobufWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// A profile in the format of pprof: the message `Profile` of profile.proto
/// (github.com/google/pprof, proto/profile.proto), compressed. One object for one profile.
final class ProfileFormat {
  private static final long MAPPING = 1;
  private static final String PROGRAM = "nodens";

  private final ProtobufWriter out = new ProtobufWriter();
  private final Map<String, Long> texts = new LinkedHashMap<>();
  private final Map<Frame, Long> locations = new LinkedHashMap<>();
  private final Map<String, Long> functions = new LinkedHashMap<>();

  private ProfileFormat() {
    text("");
  }

  static byte[] encode(Profile profile) {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(new ProfileFormat().write(profile));
    } catch (IOException e) {
      throw new UncheckedIOException("octets in memory cannot be written", e);
    }
    return compressed.toByteArray();
  }

  private byte[] write(Profile profile) {
    profile.measures().forEach(measure -> out.message(1, type(measure)));
    profile.samples().forEach((stack, values) -> out.message(2, sample(stack, values)));
    // Names come with the profile, so nobody need look for a program or its symbols.
    out.message(
        3,
        new ProtobufWriter()
            .number(1, MAPPING)
            .number(5, text(PROGRAM))
            .number(7, 1)
            .number(8, 1)
            .number(9, 1)
            .number(10, 1));
    Profile.Span span = profile.span();
    Profile.Measure last = profile.measures().getLast();
    out.number(9, ChronoUnit.NANOS.between(Instant.EPOCH, span.start()))
        .number(10, span.length().toNanos())
        .message(11, type(last))
        .number(12, profile.period())
        .number(14, text(last.type()));
    texts.keySet().forEach(text -> out.text(6, text));
    return out.toBytes();
  }

  private ProtobufWriter type(Profile.Measure measure) {
    return new ProtobufWriter().number(1, text(measure.type())).number(2, text(measure.unit()));
  }

  private ProtobufWriter sample(Stack stack, long[] values) {
    var sample = new ProtobufWriter();
    stack.frames().forEach(frame -> sample.number(1, location(frame)));
    for (long value : values) {
      sample.number(2, value);
    }
    stack
        .labels()
        .forEach((key, value) ->
            sample.message(3, new ProtobufWriter().number(1, text(key)).number(2, text(value))));
    return sample;
  }

  private long location(Frame frame) {
    Long known = locations.get(frame);
    if (known != null) {
      return known;
    }
    long id = locations.size() + 1L;
    locations.put(frame, id);
    var line = new ProtobufWriter().number(1, function(frame)).number(2, frame.line());
    out.message(4, new ProtobufWriter().number(1, id).number(2, MAPPING).message(4, line));
    return id;
  }

  private long function(Frame frame) {
    Long known = functions.get(frame.function());
    if (known != null) {
      return known;
    }
    long id = functions.size() + 1L;
    functions.put(frame.function(), id);
    long name = text(frame.function());
    out.message(
        5,
        new ProtobufWriter()
            .number(1, id)
            .number(2, name)
            .number(3, name)
            .number(4, text(frame.file())));
    return id;
  }

  /// The number of a text; the table of texts is written last.
  private long text(String text) {
    return texts.computeIfAbsent(text, k -> (long) texts.size());
  }
}
