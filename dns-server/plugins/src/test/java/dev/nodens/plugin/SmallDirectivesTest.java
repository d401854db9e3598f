package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the directives of a line or two accept, and their words when they do not.
class SmallDirectivesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bufsize                 | BufsizeConfig[size=1232]
          bufsize 512             | BufsizeConfig[size=512]
          bufsize 4096            | BufsizeConfig[size=4096]
          bufsize 600 / bufsize x | BufsizeConfig[size=600]
          any                     | Config[]
          minimal                 | Config[]
          debug                   | Config[]
          cancel                  | Config[timeout=PT5.001S]
          cancel 2s               | Config[timeout=PT2S]
          nsid                    | Config[data=Optional.empty]
          nsid the first server   | Config[data=Optional[the first server]]
          local                   | Config[prefix=true]
          local { / localhost_prefix off / } | Config[prefix=false]
          metadata                | Config[zones=[example.org.]]
          metadata a.org b.org    | Config[zones=[a.org., b.org.]]
          header { / response set aa / query clear RD ra / } | HeaderConfig[query=Change[set=0, clear=384], response=Change[set=1024, clear=0]]
          header { / response set aa / response clear aa / } | HeaderConfig[query=Change[set=0, clear=0], response=Change[set=0, clear=1024]]
          acl                     | AclConfig[rules=[Rule[zones=[example.org.], policies=[]]]]
          acl a.org { / BLOCK / } | AclConfig[rules=[Rule[zones=[a.org.], policies=[Policy[action=BLOCK, types=Optional.empty, networks=Optional.empty]]]]]
          acl { / allow type A * / } | AclConfig[rules=[Rule[zones=[example.org.], policies=[Policy[action=ALLOW, types=Optional.empty, networks=Optional.empty]]]]]
          acl { / drop type A net * / } | AclConfig[rules=[Rule[zones=[example.org.], policies=[Policy[action=DROP, types=Optional[[1]], networks=Optional.empty]]]]]
          """)
  void accepts(String directive, String config) {
    Configuration configuration = PluginTester.configuration(block(directive), Plugins.ORDER);

    assertThat(configuration.blocks().getFirst().directives().getFirst().config())
        .hasToString(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          bufsize 511 => bufsize: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '511'
          bufsize 4097 => bufsize: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '4097'
          bufsize x => bufsize: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          bufsize 512 1232 => bufsize: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '1232'
          any x => any: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          minimal x => minimal: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          debug x => debug: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          cancel 5 => cancel: Corefile:2 - invalid duration: "5"
          cancel 0 => cancel: Corefile:2 - invalid negative duration: "0"
          cancel -1s => cancel: Corefile:2 - invalid negative duration: "-1s"
          cancel 1s 2s => cancel: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '2s'
          nsid / nsid => nsid: Corefile:3 - this plugin can only be used once per Server Block
          local x => local: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          local { / x / } => local: Corefile:3 - Error during parsing: unknown property 'x'
          local { / localhost_prefix / } => local: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'localhost_prefix'
          local { / localhost_prefix no / } => local: Corefile:3 - Error during parsing: localhost_prefix expects 'on' or 'off', got "no"
          metadata / metadata => metadata: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'metadata'
          metadata { / x / } => metadata: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          header => header: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'header'
          header { / set aa / } => header: Corefile:3 - setting up rule: invalid selector=set should be query or response
          header { / query / } => header: Corefile:3 - setting up rule: no flag action provided
          header { / query set / } => header: Corefile:3 - setting up rule: invalid length for flags, at least one should be provided
          header { / query flip aa / } => header: Corefile:3 - setting up rule: unknown flag action=flip, should be set or clear
          header { / response set tc / } => header: Corefile:3 - setting up rule: unknown/unsupported flag=tc
          acl { / deny / } => acl: Corefile:3 - Error during parsing: unexpected token "deny"; expect 'allow', 'block', 'filter' or 'drop'
          acl { / block A / } => acl: Corefile:3 - Error during parsing: unexpected token "A"; expect 'type | net'
          acl { / block type / } => acl: Corefile:3 - Error during parsing: no token specified in "type" section
          acl { / block type net * / } => acl: Corefile:3 - Error during parsing: no token specified in "type" section
          acl { / block type a / } => acl: Corefile:3 - Error during parsing: unexpected token "a"; expect legal QTYPE
          acl { / block net 10.0.0.0/33 / } => acl: Corefile:3 - Error during parsing: illegal CIDR notation "10.0.0.0/33"
          acl { / block net 10.0.0 / } => acl: Corefile:3 - Error during parsing: illegal CIDR notation "10.0.0/32"
          route53 example.org:Z1 => route53: Corefile:2 - not part of Nodens: keep CoreDNS for this zone
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block(directive), Plugins.ORDER))
        .hasMessage("plugin/" + message);
  }

  private static String block(String directive) {
    return "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";
  }
}
