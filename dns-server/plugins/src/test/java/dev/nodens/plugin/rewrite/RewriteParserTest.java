package dev.nodens.plugin.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          rewrite name a.org b.org => 1
          rewrite continue name a.org b.org => 1
          rewrite stop name exact A.org b.org => 1
          rewrite name prefix a b => 1
          rewrite name suffix .a.org .b.org answer auto => 1
          rewrite name substring a b => 1
          rewrite name regex (.*)\\.a\\.org {1}.b.org => 1
          rewrite name regex (.*)\\.a\\.org {1}.b.org answer name (.*)\\.b\\.org {1}.a.org => 1
          rewrite name regex (.*)\\.a\\.org {1}.b.org answer name (.*)\\.b\\.org {1}.a.org value (.*) {1} => 1
          rewrite name regex (.*)\\.a\\.org {1}.b.org metadata => 1
          rewrite name regex (.*)\\.a\\.org {1}.{kubernetes/client-namespace}.b.org metadata answer auto => 1
          rewrite stop { / name regex (.*)\\.a\\.org {1}.b.org / answer name (.*)\\.b\\.org {1}.a.org / } => 1
          rewrite type ANY hinfo => 1
          rewrite class CH in => 1
          rewrite ttl example.org 60 => 1
          rewrite ttl exact example.org 60-120 => 1
          rewrite ttl suffix example.org -120 => 1
          rewrite ttl regex (.*) 60- => 1
          rewrite rcode example.org SERVFAIL nxdomain => 1
          rewrite rcode prefix a 2 0 => 1
          rewrite cname a.org b.org => 1
          rewrite cname regex (.*)\\.a\\.org {1}.b.org => 1
          rewrite edns0 local set 0xffee 0x61626364 => 1
          rewrite edns0 local append 65518 text revert => 1
          rewrite edns0 local replace 0o177 {client_ip} => 1
          rewrite edns0 local set 1 {a/b} => 1
          rewrite edns0 local unset 0xffee => 1
          rewrite edns0 nsid set => 1
          rewrite edns0 nsid replace revert => 1
          rewrite edns0 subnet set 24 56 => 1
          rewrite edns0 subnet unset => 1
          rewrite type A AAAA / rewrite class IN CH => 2
          """)
  void accepts(String directive, int rules) {
    assertThat(
            PluginTester.configuration(block(directive), List.of(new RewritePlugin()))
                .blocks()
                .getFirst()
                .of("rewrite", RewriteConfig.class)
                .orElseThrow()
                .rules())
        .hasSize(rules);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          rewrite => rewrite: Corefile:2 - no rule type specified for rewrite
          rewrite stop => rewrite: Corefile:2 - stop rule must begin with a rule type
          rewrite continue => rewrite: Corefile:2 - continue rule must begin with a rule type
          rewrite answer name a b => rewrite: Corefile:2 - response rewrites must begin with a name rule
          rewrite nothing a b => rewrite: Corefile:2 - invalid rule type "nothing"
          rewrite name => rewrite: Corefile:2 - too few arguments for a name rule
          rewrite name a => rewrite: Corefile:2 - too few arguments for a name rule
          rewrite name fuzzy a b => rewrite: Corefile:2 - name rule supports only exact, prefix, suffix, substring, and regex name matching, received: fuzzy
          rewrite name a *.b => rewrite: Corefile:2 - invalid regex matching pattern: *.b.
          rewrite name regex ( b => rewrite: Corefile:2 - invalid regex matching pattern: (
          rewrite name regex a {1}.b => rewrite: Corefile:2 - the rewrite regex pattern ({1}.b) uses more subexpressions than its corresponding matching regex pattern (a)
          rewrite name regex (a) {1}.{2}.b => rewrite: Corefile:2 - the rewrite regex pattern ({1}.{2}.b) uses more subexpressions than its corresponding matching regex pattern ((a))
          rewrite name prefix a b metadata => rewrite: Corefile:2 - metadata is only supported for regex name rules
          rewrite name regex (a) }.b metadata => rewrite: Corefile:2 - unmatched closing brace in metadata name replacement
          rewrite name regex (a) {b metadata => rewrite: Corefile:2 - unclosed placeholder in metadata name replacement
          rewrite name regex (a) {2}.b metadata => rewrite: Corefile:2 - capture group 2 does not exist in name matching pattern
          rewrite name regex (a) {x}.b metadata => rewrite: Corefile:2 - invalid metadata label "x" in name replacement
          rewrite name exact a b c => rewrite: Corefile:2 - invalid arguments for exact rule
          rewrite name exact a b c d => rewrite: Corefile:2 - exceeded the number of arguments for a non-answer rule argument for exact rule
          rewrite name exact a b answer auto answer => rewrite: Corefile:2 - type missing for answer rule for exact rule
          rewrite name exact a b answer name x => rewrite: Corefile:2 - name answer rule for exact rule: 2 arguments required
          rewrite name exact a b answer value ( x => rewrite: Corefile:2 - value answer rule for exact rule: invalid regex matching pattern: (
          rewrite name exact a b answer owner x y => rewrite: Corefile:2 - invalid type "owner" for answer rule for exact rule
          rewrite name regex (a) b answer auto name x y => rewrite: Corefile:2 - auto name answer rule cannot be combined with explicit name anwer rules
          rewrite type A => rewrite: Corefile:2 - type rules must have exactly two arguments
          rewrite type A B C => rewrite: Corefile:2 - type rules must have exactly two arguments
          rewrite type X A => rewrite: Corefile:2 - invalid type "X"
          rewrite type a x => rewrite: Corefile:2 - invalid type "X"
          rewrite class IN => rewrite: Corefile:2 - class rules must have exactly two arguments
          rewrite class IN x => rewrite: Corefile:2 - invalid class "X"
          rewrite ttl a => rewrite: Corefile:2 - too few (1) arguments for a ttl rule
          rewrite ttl a x => rewrite: Corefile:2 - invalid TTL 'x' for a ttl rule
          rewrite ttl a 10-5 => rewrite: Corefile:2 - invalid TTL '10-5' for a ttl rule
          rewrite ttl a - => rewrite: Corefile:2 - invalid TTL '-' for a ttl rule
          rewrite ttl a 4294967296 => rewrite: Corefile:2 - invalid TTL '4294967296' for a ttl rule
          rewrite ttl exact a 1 2 => rewrite: Corefile:2 - invalid TTL '' for a ttl rule
          rewrite ttl fuzzy a 1 => rewrite: Corefile:2 - ttl rule supports only exact, prefix, suffix, substring, and regex name matching
          rewrite ttl regex ( 1 => rewrite: Corefile:2 - invalid regex pattern in a ttl rule: (
          rewrite rcode a 1 => rewrite: Corefile:2 - too few (2) arguments for a rcode rule
          rewrite rcode a x 1 => rewrite: Corefile:2 - invalid matching RCODE 'x' for a rcode rule
          rewrite rcode a 1 24 => rewrite: Corefile:2 - invalid replacement RCODE '24' for a rcode rule
          rewrite rcode fuzzy a 1 2 => rewrite: Corefile:2 - rcode rule supports only exact, prefix, suffix, substring, and regex name matching
          rewrite rcode exact a 1 2 3 => rewrite: Corefile:2 - invalid matching RCODE '' for a rcode rule
          rewrite rcode regex ( 1 2 => rewrite: Corefile:2 - invalid regex pattern in a rcode rule: (
          rewrite cname a => rewrite: Corefile:2 - too few (1) arguments for a cname rule
          rewrite cname fuzzy a b => rewrite: Corefile:2 - unknown cname rewrite type: fuzzy
          rewrite cname regex a( b => rewrite: Corefile:2 - invalid cname rewrite regex pattern: error parsing regexp: missing closing ): `a(`
          rewrite edns0 local => rewrite: Corefile:2 - too few arguments for an EDNS0 rule
          rewrite edns0 local change 1 2 => rewrite: Corefile:2 - invalid action: "change"
          rewrite edns0 local set 1 => rewrite: Corefile:2 - EDNS0 local rules require three or four args
          rewrite edns0 local set x y => rewrite: Corefile:2 - strconv.ParseUint: parsing "x": invalid syntax
          rewrite edns0 local set 65536 y => rewrite: Corefile:2 - strconv.ParseUint: parsing "65536": value out of range
          rewrite edns0 local set 1 0x1 => rewrite: Corefile:2 - encoding/hex: odd length hex string
          rewrite edns0 local set 1 0xzz => rewrite: Corefile:2 - encoding/hex: invalid byte: U+007A 'z'
          rewrite edns0 local set 1 {nothing} => rewrite: Corefile:2 - unsupported variable name "{nothing}"
          rewrite edns0 local unset => rewrite: Corefile:2 - local unset action requires exactly two arguments
          rewrite edns0 nsid set x => rewrite: Corefile:2 - EDNS0 NSID rules can accept no more than one arg
          rewrite edns0 nsid unset x => rewrite: Corefile:2 - nsid unset action requires exactly one argument
          rewrite edns0 subnet set 24 => rewrite: Corefile:2 - EDNS0 subnet rules require three or four args
          rewrite edns0 subnet set 33 56 => rewrite: Corefile:2 - invalid IPv4 bit mask length 33
          rewrite edns0 subnet set 24 129 => rewrite: Corefile:2 - invalid IPv6 bit mask length 129
          rewrite edns0 cookie set 1 2 => rewrite: Corefile:2 - invalid rule type "cookie"
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(
            () -> PluginTester.configuration(block(directive), List.of(new RewritePlugin())))
        .hasMessage("plugin/" + message);
  }

  private static String block(String directive) {
    return "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";
  }
}
