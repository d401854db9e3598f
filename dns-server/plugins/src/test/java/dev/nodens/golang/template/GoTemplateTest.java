package dev.nodens.golang.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplateTest {
  private static final Map<String, @Nullable Object> DATA = data();

  private static Map<String, @Nullable Object> data() {
    var data = new HashMap<String, @Nullable Object>();
    data.put("Name", "ip-10-1-2-3.example.org.");
    data.put("Match", List.of("all", "10", "1", "2", "3"));
    data.put("Group", Map.of("a", "10", "0", "all"));
    data.put("Any", new HashMap<String, @Nullable Object>(Map.of("n", 7L)));
    data.put("Zero", 0L);
    data.put("Number", 258L);
    data.put("Empty", List.of());
    data.put("Question", new Fields(Map.of("Qtype", 1L)));
    data.put("Meta", (GoTemplate.Method) arguments -> "<" + arguments.getFirst() + ">");
    return data;
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          plain                                 => plain
          {{ .Name }} 60 IN A 10.0.0.1          => ip-10-1-2-3.example.org. 60 IN A 10.0.0.1
          {{.Name}}                             => ip-10-1-2-3.example.org.
          {{ index .Match 1 }}.{{ index .Match 2 }} => 10.1
          {{ .Group.a }}                        => 10
          {{ index .Group "a" }}                => 10
          [{{ .Group.b }}]                      => []
          [{{ .Any.b }}]                        => [<no value>]
          {{ .Question.Qtype }}                 => 1
          {{ $.Name }}                          => ip-10-1-2-3.example.org.
          {{ $n := .Number }}{{ $n }}-{{ $n }}  => 258-258
          {{ $n := 1 }}{{ if true }}{{ $n = 2 }}{{ end }}{{ $n }} => 2
          a {{- .Zero -}} b                     => a0b
          a{{/* nothing */}}b                   => ab
          {{ if .Zero }}yes{{ else }}no{{ end }} => no
          {{ if eq .Number 258 }}yes{{ end }}   => yes
          {{ if and .Number (gt .Number 300) }}big{{ else if .Number }}small{{ end }} => small
          {{ with .Group }}{{ .a }}{{ end }}    => 10
          {{ with .Zero }}x{{ else }}none{{ end }} => none
          {{ range .Match }}{{ . }};{{ end }}   => all;10;1;2;3;
          {{ range $i, $m := .Match }}{{ $i }}={{ $m }} {{ end }}| => 0=all 1=10 2=1 3=2 4=3 |
          {{ range $k, $v := .Group }}{{ $k }}{{ $v }}{{ end }} => 0alla10
          {{ range .Empty }}x{{ else }}none{{ end }} => none
          {{ range .Match }}{{ if eq . "1" }}{{ break }}{{ end }}{{ . }}{{ end }} => all10
          {{ range .Match }}{{ if eq . "1" }}{{ continue }}{{ end }}{{ . }}{{ end }} => all1023
          {{ len .Match }}                      => 5
          {{ slice .Name 0 2 }}                 => ip
          {{ printf "%03d-%s-%x" 7 "a" .Number }} => 007-a-102
          {{ printf "%x" "ab" }}                => 6162
          {{ printf "%5s|%-5s|%q" "a" "b" "c" }} =>     a|b    |"c"
          {{ printf "%v %t %5.2f%%" .Match true 1.5 }} => [all 10 1 2 3] true  1.50%
          {{ printf "%d" "x" }}                 => %!d(x)
          {{ print 1 2 "a" 3 }}                 => 1 2a3
          {{ parseInt "ff" 16 64 }}             => 255
          {{ .Number | printf "%d.%d" 1 }}      => 1.258
          {{ (index .Match 1) | printf "%s!" }} => 10!
          {{ .Meta "a/b" }}                     => <a/b>
          {{ "quoted \\"text\\"" }}         => quoted "text"
          {{ `raw` }}{{ 'a' }}{{ 0x10 }}{{ 1.5 }}{{ nil | print }} => raw97161.5<no value>
          {{ not .Zero }} {{ or .Zero "x" }} {{ and 1 .Zero }} => true x 0
          {{ define "a" }}<{{ . }}>{{ end }}{{ template "a" .Number }}{{ template "a" 1 }} => <258><1>
          {{ template "a" .Group }}{{ define "a" }}{{ .a }}{{ $.a }}{{ end }} => 1010
          [{{ define "a" }}{{ .b }}{{ end }}{{ template "a" }}] => [<no value>]
          {{ block "a" .Number }}{{ . }}!{{ end }} => 258!
          {{ range .Match }}{{ block "a" . }}{{ . }};{{ end }}{{ end }} => all;10;1;2;3;
          {{ define "a" }} {{ end }}{{ define "a" }}x{{ end }}{{ template "a" }} => x
          {{ html "<a href='x'>&\\"" }} => &lt;a href=&#39;x&#39;&gt;&amp;&#34;
          {{ js "it's <a>=\\"1\\"\\n" }} => it\\'s \\u003Ca\\u003E\\u003D\\"1\\"\\u000A
          {{ urlquery "a b/c?d=é*" }} => a+b%2Fc%3Fd%3D%C3%A9%2A
          {{ .Number | html }}{{ html 1 2 }}   => 2581 2
          {{ lt 1 2 }} {{ ge "b" "a" }} {{ ne 1 2 }} {{ eq 3 1 2 3 }} => true true true true
          """)
  void fills(String text, String result) {
    assertThat(GoTemplate.parse("answer", text).execute(DATA).strip()).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          {{ .Name         => template: answer:1: unclosed action
          {{               => template: answer:1: unclosed action
          {{}}             => template: answer:1: missing value for command
          {{ .Name }       => template: answer:1: unclosed action
          {{ nothing }}    => template: answer:1: function "nothing" not defined
          {{ $x }}         => template: answer:1: undefined variable "$x"
          {{ end }}        => template: answer:1: unexpected {{end}}
          {{ else }}       => template: answer:1: unexpected {{else}}
          {{ if .Name }}x  => template: answer:1: unexpected EOF
          {{ if }}x{{end}} => template: answer:1: missing value for if
          {{ range }}{{end}} => template: answer:1: missing value for range
          {{ (.Name }}     => template: answer:1: unexpected "}}" in parenthesized pipeline
          {{ .Name ) }}    => template: answer:1: unexpected ")" in command
          {{ break }}      => template: answer:1: {{break}} outside {{range}}
          {{ template x }} => template: answer:1: unexpected "x" in template clause
          {{ block "x" }}{{ end }} => template: answer:1: missing value for block clause
          {{ define "x" }}y => template: answer:1: unexpected EOF
          {{ if true }}{{ define "x" }}{{ end }}{{ end }} => template: answer:1: unexpected <define> in command
          {{ define "x" }}1{{ end }}{{ define "x" }}2{{ end }} => template: answer:1: template: multiple definition of template "x"
          {{ define "answer" }}1{{ end }}2 => template: answer:1: template: multiple definition of template "answer"
          {{ $x := 1 }}{{ define "x" }}{{ $x }}{{ end }} => template: answer:1: undefined variable "$x"
          {{ range .Match }}{{ block "x" . }}{{ break }}{{ end }}{{ end }} => template: answer:1: {{break}} outside {{range}}
          {{ "open }}      => template: answer:1: unterminated quoted string
          {{ # }}          => template: answer:1: unrecognized character in action: U+0023 '#'
          """)
  void refuses(String text, String message) {
    assertThatThrownBy(() -> GoTemplate.parse("answer", text))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          {{ index .Match 9 }}      => error calling index: index out of range: 9
          {{ .Nothing }}            => can't evaluate field Nothing
          {{ .Name.Sub }}           => can't evaluate field Sub in ip-10-1-2-3.example.org.
          {{ .Question.Nothing }}   => can't evaluate field Nothing
          {{ parseInt "x" 10 64 }}  => error calling parseInt: strconv.ParseUint: parsing "x": invalid syntax
          {{ len 3 }}               => len of type 3
          {{ template "x" }}        => template "x" not defined
          {{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }} => exceeded maximum template depth (200)
          {{ call .Name }}          => error calling call: non-function ip-10-1-2-3.example.org.
          {{ .Name 1 }}             => can't give argument to non-function
          {{ range .Name }}{{ end }} => range can't iterate over ip-10-1-2-3.example.org.
          {{ eq 1 "a" }}            => error calling eq: incompatible types for comparison
          {{ slice .Name 3 99 }}    => error calling slice: index out of range: 99
          """)
  void failsOnItsData(String text, String message) {
    GoTemplate template = GoTemplate.parse("answer", text);

    assertThatThrownBy(() -> template.execute(DATA))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @Test
  void tellsTemplatesWhoseOnlyVariablePartIsTheirStart() {
    assertThat(GoTemplate.parse("a", "{{ .Name }} 60 A 10.0.0.1").textBehind("Name"))
        .hasValue(" 60 A 10.0.0.1");
    assertThat(GoTemplate.parse("a", "{{ .Zone }} 60 A 10.0.0.1").textBehind("Name")).isEmpty();
    assertThat(GoTemplate.parse("a", "{{ .Name }} 60 A {{ .Zone }}").textBehind("Name")).isEmpty();
  }

  @Test
  void endsBeforeTheResultGrowsWithoutBound() {
    String text = "{{ range 9999999 }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}";

    assertThatThrownBy(() -> GoTemplate.parse("a", text).execute(DATA))
        .hasMessage("the result is too long");
  }
}
