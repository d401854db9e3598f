// expr says what the real expr-lang makes of each line of its input, with the names that ExpressionTest has and the options of CoreDNS's view.
// Behind each line comes one more: "  = VALUE" as Go prints it, "  refused: FIRST LINE OF THE ERROR", or "  no value".
// What stands behind " ## " in a line is why Nodens differs.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/expr-lang/expr"
)

var env = map[string]any{
	"name":  func() string { return "www.example.org." },
	"size":  func() int { return 40 },
	"twice": func(n int) int { return 2 * n },
	"word":  "blue",
}

func verdict(text string) string {
	program, err := expr.Compile(text, expr.Env(env))
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return "refused: " + first
	}
	value, err := expr.Run(program, env)
	if err != nil {
		return "no value"
	}
	return "= " + strings.ReplaceAll(fmt.Sprintf("%v", value), "\n", "\\n")
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		text, _, _ := strings.Cut(lines.Text(), " ## ")
		fmt.Printf("%s\n  %s\n", lines.Text(), verdict(text))
	}
}
