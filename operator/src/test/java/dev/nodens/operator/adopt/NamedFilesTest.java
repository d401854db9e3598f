package dev.nodens.operator.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.corefile.Parser;
import dev.nodens.operator.adopt.NamedFiles.NamedFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedFilesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hosts /etc/coredns/NodeHosts                                | /etc/coredns/NodeHosts
          hosts                                                       | ''
          hosts { fallthrough; }                                      | ''
          hosts /dev/null { 192.0.2.1 a; }                            | ''
          root /zones; file db.example example.org                    | /zones/db.example
          file /zones/db.example example.org                          | /zones/db.example
          auto example.org { directory /zones (.*) {1}; }             | /zones
          root /zones; dynupdate { file db.example; database /db; }   | /zones/db.example
          forward . /etc/resolv.conf                                  | ''
          forward . tls://192.0.2.1 { tls /tls/cert /tls/key /tls/ca; tls_servername a; } | /tls/cert /tls/key /tls/ca
          kubernetes cluster.local { kubeconfig /kube/config admin; } | /kube/config
          dnssec { key file /keys/Kexample; }                         | /keys/Kexample
          sign db.example { key directory /keys; }                    | /db.example /keys
          tls /tls/cert /tls/key                                      | /tls/cert /tls/key
          rewrite name regex (.*) /a; log . "/b"                      | ''
          """)
  void findsWhatDirectivesRead(String block, String paths) {
    String text = "example.org {\n" + block.replaceAll("; ?", "\n").replace("{ ", "{\n") + "\n}\n";

    assertThat(
            NamedFiles.in(Parser.ofText().parse("Corefile", text)).stream()
                .map(NamedFile::path)
                .collect(Collectors.joining(" ")))
        .isEqualTo(paths);
  }
}
