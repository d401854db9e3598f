package dev.nodens.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogTest {
  private static final String HEAD =
      """
      $ORIGIN cat.test.
      $TTL 60
      @ IN SOA invalid. invalid. 1 3600 600 86400 60
      """;

  @TempDir private Path folder;

  private Catalog read(String records) throws IOException, ZoneException {
    Path file = Files.writeString(folder.resolve("db"), HEAD + records.replace(';', '\n') + "\n");
    return Catalog.of(ZoneReader.read(file, Name.parse("cat.test.")));
  }

  private static Catalog.Member member(String id, String zone, String newOwner) {
    Optional<Name> owner =
        newOwner.isEmpty() ? Optional.empty() : Optional.of(Name.parse(newOwner));
    return new Catalog.Member(Name.parse(id + ".zones.cat.test."), Name.parse(zone), owner);
  }

  @Test
  void listsItsMembers() throws Exception {
    Catalog catalog =
        read(
            "@ NS invalid.;version TXT 2;a.zones PTR A.example.;b.zones PTR b.example."
                + ";coo.b.zones PTR other.test.;group.a.zones TXT x;ext.a.zones PTR ignored."
                + ";zones TXT ignored;elsewhere PTR ignored.");
    assertThat(catalog.members())
        .containsExactlyInAnyOrder(
            member("a", "a.example.", ""), member("b", "b.example.", "other.test."));
    assertThat(catalog.member(Name.parse("B.example."))).isPresent();
    assertThat(catalog.member(Name.parse("c.example."))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version TXT 2                               | has no NS record",
        "@ NS invalid.                               | must have exactly one version TXT record",
        "@ NS invalid.;version TXT 2;version TXT 3   | must have exactly one version TXT record",
        "@ NS invalid.;version TXT 1                 | unsupported version '1'",
        "@ NS i.;version TXT 2;a.zones PTR x.;a.zones PTR y. | a.zones.cat.test. has more than one PTR record",
        "@ NS i.;version TXT 2;a.zones PTR x.;b.zones PTR X. | catalog member zone x. is listed twice",
        "@ NS i.;version TXT 2;a.zones PTR x.;coo.a.zones PTR b.;coo.a.zones PTR c. | has more than one coo PTR record",
      })
  void refusesWhatIsNoCatalog(String records, String why) {
    assertThatThrownBy(() -> read(records))
        .isInstanceOf(ZoneException.class)
        .hasMessageContaining(why);
  }
}
