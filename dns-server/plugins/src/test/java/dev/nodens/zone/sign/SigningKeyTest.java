package dev.nodens.zone.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DNSKEYRecord;

final class SigningKeyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {8, 10, 13, 14, 15})
  void readsWhatBindWrites(int algorithm) throws IOException {
    DNSKEYRecord written = KeyFiles.write(folder, "k", "example.org.", KeyFiles.KSK, algorithm);
    SigningKey key = SigningKey.read(folder.resolve("k"));
    assertThat(key.tag()).isEqualTo(written.getFootprint());
    assertThat(key.owner()).hasToString("example.org.");
    assertThat(key.isEntryPoint()).isTrue();
    assertThat(key.isForData()).isFalse();
    assertThat(key.data()).isEqualTo(written.rdataToWireCanonical());
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("k")))
        .hasMessage("open " + folder + "/k.key: no such file or directory");
  }

  @Test
  void refusesAPairThatDoesNotFit() throws IOException {
    KeyFiles.write(folder, "a", "example.org.", KeyFiles.ZSK, 13);
    KeyFiles.write(folder, "b", "example.org.", KeyFiles.ZSK, 13);
    Files.copy(folder.resolve("a.key"), folder.resolve("c.key"));
    Files.copy(folder.resolve("b.private"), folder.resolve("c.private"));
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("c")))
        .hasMessageContaining("the private key does not belong to the public key");
  }

  @Test
  void refusesFilesWithoutKeys() throws IOException {
    KeyFiles.write(folder, "a", "example.org.", KeyFiles.ZSK, 13);
    Files.writeString(folder.resolve("a.private"), "Algorithm: 13\n");
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("a")))
        .hasMessage(folder + "/a.private: no line 'PrivateKey:'");
    Files.writeString(folder.resolve("a.private"), "Algorithm: 8\n");
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("a")))
        .hasMessageContaining("a key of algorithm 8, but the public key has 13");
    Files.writeString(folder.resolve("a.key"), "example.org. IN A 192.0.2.1\n");
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("a")))
        .hasMessage(folder + "/a.key: no public key found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Kx", "Kx.key", "Kx.private"})
  void takesEitherFileOrNeither(String file) {
    assertThat(SigningKey.base(file)).isEqualTo("Kx");
  }
}
