package dev.nodens.plugin.tls.acme;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nodens.plugin.tls.acme.Store.Account;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;

/// The JSON beside stored keys: what CoreDNS's library wants to find there.
final class StoreJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String MAIL = "mailto:";

  private StoreJson() {}

  static String account(Account account) throws IOException {
    return object(out -> {
      out.writeStringField("status", "valid");
      if (!account.email().isEmpty()) {
        out.writeArrayFieldStart("contact");
        out.writeString(MAIL + account.email());
        out.writeEndArray();
      }
      out.writeBooleanField("termsOfServiceAgreed", true);
      out.writeStringField("location", account.location());
    });
  }

  /// The account that stands in `file`; empty if it was never registered.
  static Optional<Account> account(Path file, KeyPair keys) throws IOException {
    String location = "";
    String email = "";
    try (JsonParser in = JSON.createParser(file.toFile())) {
      int depth = 0;
      String field = "";
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.FIELD_NAME) {
          field = depth == 1 ? in.currentName() : "";
        } else if (field.equals("location")) {
          location = in.getText();
        } else if (field.equals("contact") && email.isEmpty()) {
          String contact = in.getText();
          email = contact.startsWith(MAIL) ? contact.substring(MAIL.length()) : "";
        }
      }
    } catch (IOException e) {
      throw new IOException(file + " is no JSON: " + e.getMessage(), e);
    }
    return location.isEmpty() ? Optional.empty() : Optional.of(new Account(keys, location, email));
  }

  static String certificate(String domain, String directory, Authority.Issued issued)
      throws IOException {
    return object(out -> {
      out.writeArrayFieldStart("sans");
      out.writeString(domain);
      out.writeEndArray();
      out.writeObjectFieldStart("issuer_data");
      out.writeStringField("url", issued.url());
      out.writeStringField("ca", directory);
      out.writeStringField("account", issued.account());
      out.writeEndObject();
    });
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static String object(Fields fields) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    }
    return text.toString();
  }
}
