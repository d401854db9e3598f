package dev.nodens.plugin.template;

import dev.nodens.golang.template.Fields;
import dev.nodens.golang.template.GoTemplate;
import dev.nodens.golang.template.TemplateException;
import dev.nodens.wire.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The records of a query as templates see them: with the names that Go's DNS library gives to what
/// all records have, and to the OPT record. Read when a template asks for them.
final class QueryRecords {
  private static final int DO = 0x8000;
  private final Query query;

  QueryRecords(Query query) {
    this.query = query;
  }

  /// `.Message.Answer` and its like.
  GoTemplate.Method section(int section) {
    return arguments -> {
      var records = new ArrayList<@Nullable Object>();
      message().getSection(section).forEach(record -> records.add(fields(record)));
      return records;
    };
  }

  /// `.Message.IsEdns0`: the OPT record, or nothing.
  @Nullable Object edns(List<@Nullable Object> arguments) {
    OPTRecord opt = message().getOPT();
    return opt == null ? null : fields(opt);
  }

  private Message message() {
    try {
      return new Message(Arrays.copyOf(query.message(), query.length()));
    } catch (IOException e) {
      throw new TemplateException("the query cannot be read: " + e.getMessage());
    }
  }

  private static Fields fields(Record record) {
    var header = new HashMap<String, @Nullable Object>();
    header.put("Name", record.getName().toString());
    header.put("Rrtype", (long) record.getType());
    header.put("Class", (long) record.getDClass());
    header.put("Ttl", record.getTTL());
    header.put("Rdlength", (long) record.rdataToWireCanonical().length);
    header.put("String", head(record));
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("Hdr", new Fields(header));
    fields.put("Header", new Fields(header));
    fields.put("String", head(record) + record.rdataToString());
    if (record instanceof OPTRecord opt) {
      fields.put("UDPSize", (long) opt.getPayloadSize());
      fields.put("Version", (long) opt.getVersion());
      fields.put("ExtendedRcode", (long) opt.getExtendedRcode() << 4);
      fields.put("Do", (opt.getFlags() & DO) != 0);
      fields.put("String", text(opt));
    }
    return new Fields(fields);
  }

  private static String head(Record record) {
    return String.join(
        "\t",
        record.getName().toString(),
        Long.toString(record.getTTL()),
        DClass.string(record.getDClass()),
        Type.string(record.getType()),
        "");
  }

  private static String text(OPTRecord opt) {
    return "\n;; OPT PSEUDOSECTION:\n; EDNS: version "
        + opt.getVersion()
        + "; flags:"
        + ((opt.getFlags() & DO) != 0 ? " do" : "")
        + "; udp: "
        + opt.getPayloadSize();
  }

  /// The sections in Go's names.
  static Map<String, Integer> sections() {
    return Map.of("Answer", Section.ANSWER, "Ns", Section.AUTHORITY, "Extra", Section.ADDITIONAL);
  }
}
