package dev.nodens.netty.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigFileTest {
  private static final String BLOCK =
      """
      # written by kubectl
      apiVersion: v1
      clusters:
      - cluster:
          certificate-authority-data: %s
          server: https://10.0.0.1:6443
        name: one
      - cluster:
          server: "http://[fd00::1]:8080/base/"   # plain
        name: two
      contexts:
      - context: {cluster: one, namespace: default, user: admin}
        name: admin@one
      - context:
          cluster: two
          user: ""
        name: two
      - name: exec
        context: {cluster: two, user: exec}
      current-context: admin@one
      kind: Config
      preferences: {}
      users:
      - name: admin
        user:
          tokenFile: tokens/admin
      - name: exec
        user:
          exec:
            command: aws
            args:
              - eks
              - get-token
            env: null
      """;

  @TempDir private Path directory;

  private KubeconfigFile read(String text) throws IOException {
    return KubeconfigFile.read(Files.writeString(directory.resolve("config"), text));
  }

  private static String block() throws IOException {
    return BLOCK.formatted(Base64.getEncoder().encodeToString(Resources.text("ca.pem").getBytes()));
  }

  @Test
  void followsTheCurrentContext() throws IOException {
    Files.createDirectory(directory.resolve("tokens"));
    Path token = Files.writeString(directory.resolve("tokens/admin"), "first\n");
    ApiEndpoint endpoint = read(block()).endpoint(Optional.empty());
    assertThat(endpoint.authority()).isEqualTo("10.0.0.1:6443");
    assertThat(endpoint.secure()).isTrue();
    assertThat(endpoint.authorization().header()).isEqualTo("Bearer first");
    Files.writeString(token, "second\n");
    assertThat(endpoint.authorization().header()).isEqualTo("Bearer second");
    endpoint.identity().check();
  }

  @Test
  void followsTheContextNamed() throws IOException {
    ApiEndpoint endpoint = read(block()).endpoint(Optional.of("two"));
    assertThat(endpoint.secure()).isFalse();
    assertThat(endpoint.host()).isEqualTo("fd00::1");
    assertThat(endpoint.authority()).isEqualTo("[fd00::1]:8080");
    assertThat(endpoint.path()).isEqualTo("/base");
    assertThat(endpoint.authorization().header()).isEmpty();
  }

  @Test
  void readsJson() throws IOException {
    ApiEndpoint endpoint =
        read("""
        {"current-context": "c", "contexts": [{"name": "c",
          "context": {"cluster": "k", "user": "u"}}],
         "clusters": [{"name": "k", "cluster": {"server": "https://api.example"}}],
         "users": [{"name": "u", "user": {"username": "a", "password": "b"}}]}
        """)
            .endpoint(Optional.empty());
    assertThat(endpoint.authority()).isEqualTo("api.example:443");
    assertThat(endpoint.authorization().header()).isEqualTo("Basic YTpi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "current-context: c | contexts has no entry named 'c'",
        "kind: Config | current-context is not set",
        "{current-context: c, contexts: [{name: c, context: {cluster: k}}]} | clusters has no entry named 'k'",
        "{current-context: c, contexts: [{name: c, context: {user: k}}]} | context.cluster is not set",
        "{current-context: c, contexts: [{name: c, context: {cluster: k}}], clusters: [{name: k}]} | clusters[].cluster.server is not set",
        "{current-context: c, contexts: [{name: c, context: {cluster: k}}], clusters: [{name: k, cluster: {server: 'ftp://x'}}]} | 'ftp://x' is no URL of the form",
        "{current-context: c, contexts: [{name: c, context: {cluster: k}}], clusters: [{name: k, cluster: {server: 'https://x', proxy-url: p}}]} | proxy-url is not supported",
        "{current-context: c, contexts: [{name: c, context: {cluster: k}}], clusters: [{name: k, cluster: {server: 'https://x', certificate-authority-data: '*'}}]} | certificate-authority-data is not base64",
        "just text | line 1 is no 'KEY: VALUE'",
        "a: &x b | line 1 uses a YAML feature that is not supported: &",
        "a: [b | line 1 opens a bracket that is never closed",
        "a: \"b | line 1 opens a quote that is never closed",
      })
  void namesTheFileAndTheField(String text, String message) {
    assertThatThrownBy(
            () -> {
              ApiEndpoint endpoint = read(text).endpoint(Optional.empty());
              endpoint.identity().check();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesCredentialPlugins() {
    assertThatThrownBy(() -> read(block()).endpoint(Optional.of("exec")))
        .hasMessage(
            "kubeconfig "
                + directory.resolve("config")
                + ": users[].user.exec is not supported; use a token, a token file or a client"
                + " certificate");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> KubeconfigFile.read(directory.resolve("gone")))
        .hasMessage("no kubeconfig file: " + directory.resolve("gone"));
  }

  @Test
  void readsTheYamlThatPeopleWrite() {
    assertThat(
            YamlReader.read(
                """
                ---
                plain: a b: c # comment
                "quoted key": 'it''s # no comment'
                empty:
                list:
                  - one
                  -
                    two: 2
                  - [3, {four: "\\u0034"}]
                text: |
                  line 1
                  line 2
                last: true
                """))
        .isEqualTo(
            Map.of(
                "plain", "a b: c",
                "quoted key", "it's # no comment",
                "empty", "",
                "list", List.of("one", Map.of("two", "2"), List.of("3", Map.of("four", "4"))),
                "text", "line 1\nline 2\n",
                "last", "true"));
  }
}
