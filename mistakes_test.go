package homeroom_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A chapter is one chapter of docs/authoring/mistakes.md.
type chapter struct {
	Title string            `yaml:"title"`
	About string            `yaml:"about"`
	Rules map[string]string `yaml:"rules"` // what each mistake means, and what to do
}

// TestMistakes compares docs/authoring/mistakes.md with what it is made of:
// docs/authoring/mistakes.yaml, and what authors see of the broken cases of all
// packages. Every rule that a check or a build can report must be in the one,
// and be reported by one of the others.
func TestMistakes(t *testing.T) {
	chapters, problems := readChapters(t), brokenProblems(t)
	explained := map[string]bool{}
	for _, c := range chapters {
		for rule, text := range c.Rules {
			if explained[rule] || strings.TrimSpace(text) == "" {
				t.Errorf("docs/authoring/mistakes.yaml has no text for %s, or two", rule)
			}
			explained[rule] = true
		}
	}
	rules := reportedRules(t)
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		if !explained[rule] {
			t.Errorf("write in docs/authoring/mistakes.yaml what %s means and what to do", rule)
		}
		if len(of(rule, problems)) == 0 {
			t.Errorf("package %s reports %s: write a case that does in %s", rules[rule], rule, strings.Join(brokenFolders, " or "))
		}
	}
	for rule := range explained {
		if rules[rule] == "" {
			t.Errorf("docs/authoring/mistakes.yaml explains %s, which nothing reports", rule)
		}
	}
	if t.Failed() {
		return
	}
	const name = "docs/authoring/mistakes.md"
	got := mistakesPage(chapters, problems)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; run go test . -update if that is right (-want +got):\n%s", name, diff)
	}
}

// readChapters reads what the page says of each rule.
func readChapters(t *testing.T) (chapters []chapter) {
	t.Helper()
	data, err := os.ReadFile("docs/authoring/mistakes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(data, &chapters, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return chapters
}

// A shown problem is one problem of a broken case, as its author sees it.
type shown struct {
	rule    string
	text    string // all of its lines, without the layer
	message string
	warning bool
	folder  int // index of that of its case in brokenFolders
	beside  int // how many problems the case has
}

// brokenFolders are the folders of broken cases. The examples are from the
// first that has any.
var brokenFolders = []string{"curriculum/testdata/broken", "build/testdata/broken"}

// brokenProblems returns the problems of all cases. What is in the files
// "want" is tested where the cases are.
func brokenProblems(t *testing.T) (problems []shown) {
	t.Helper()
	for i, folder := range brokenFolders {
		names, err := filepath.Glob(filepath.FromSlash(folder + "/*/want"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range wanted(t, name, string(data)) {
				p.folder = i
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// firstLine is the first line of a problem: its place, its message, its layer.
var firstLine = regexp.MustCompile(`^(.+?: (warning: )?(.+?))( \[[^\[\]]+\])?\n`)

// wanted reads the problems of one case. Each ends with the line of its rule.
func wanted(t *testing.T, name, text string) (problems []shown) {
	t.Helper()
	from := 0
	for _, at := range ruleLine.FindAllStringSubmatchIndex(text, -1) {
		all := text[from:at[0]]
		first := firstLine.FindStringSubmatch(all)
		if first == nil {
			t.Fatalf("%s: this is no problem: %q", name, all)
		}
		problems = append(problems, shown{
			rule: text[at[2]:at[3]], text: first[1] + "\n" + all[len(first[0]):], message: first[3], warning: first[2] != "",
		})
		from = at[1]
	}
	if from != len(text) || from == 0 {
		t.Fatalf("%s does not end with a rule", name)
	}
	for i := range problems {
		problems[i].beside = len(problems)
	}
	return problems
}

// ruleLine is the last line of a problem.
var ruleLine = regexp.MustCompile(`(?m)^  rule: (\S+)\n`)

// of returns the problems of one rule.
func of(rule string, problems []shown) (found []shown) {
	for _, p := range problems {
		if p.rule == rule {
			found = append(found, p)
		}
	}
	return found
}

// mistakesHead stands at the top of the page.
const mistakesHead = `# What a message means

` + "`homeroom check`" + ` shows each mistake with its file, line and column, the line itself, a mark under the place, and a hint.
Most hints are enough. For the rest, search this page for a few words of the message.

A message with the word *warning* does not stop a build; it counts with ` + "`--strict`" + `, which is what a district publishes with.
All others stop a build, and the site that is there stays as it is. Several messages often have one cause: mend the first, and check again.

The title of each entry is the name that ` + "`homeroom check --json`" + ` gives as *rule*. It never changes.
`

// mistakesPage returns docs/authoring/mistakes.md.
func mistakesPage(chapters []chapter, problems []shown) string {
	var b strings.Builder
	b.WriteString(mistakesHead + "\n")
	for _, c := range chapters {
		fmt.Fprintf(&b, "- [%s](#%s)\n", c.Title, strings.ToLower(strings.ReplaceAll(c.Title, " ", "-")))
	}
	for _, c := range chapters {
		fmt.Fprintf(&b, "\n## %s\n", c.Title)
		if c.About != "" {
			b.WriteString("\n" + wrapped(c.About))
		}
		for _, rule := range slices.Sorted(maps.Keys(c.Rules)) {
			all := of(rule, problems)
			best := slices.MinFunc(all, func(a, b shown) int {
				return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.beside, b.beside))
			})
			fmt.Fprintf(&b, "\n### %s\n\n```text\n%s```\n\n", rule, best.text)
			b.WriteString(wrapped(c.Rules[rule] + " " + stops(all)))
			if others := otherMessages(all, best); len(others) > 0 {
				b.WriteString("\n" + wrapped("Other messages: "+strings.Join(others, "; ")+"."))
			}
		}
	}
	return b.String()
}

// stops says whether the problems of a rule stop a build.
func stops(all []shown) string {
	warning := func(p shown) bool { return p.warning }
	switch {
	case !slices.ContainsFunc(all, warning):
		return "*Stops a build.*"
	case slices.IndexFunc(all, func(p shown) bool { return !p.warning }) < 0:
		return "*Stops only `--strict`.*"
	}
	return "*Stops a build, or only `--strict` where it says warning.*"
}

// wrapped returns a text in lines of at most 120 characters.
func wrapped(text string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
		case column+1+n > 120:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
	return b.String()
}

// alike are rules whose messages differ only in what they name.
var alike = []string{"duplicate-id", "language-tag", "missing-key", "number", "true-or-false", "unknown-attribute", "unknown-key", "unknown-word", "value-kind"}

// particular is what differs between two messages of the same kind.
var particular = regexp.MustCompile(`"[^"]*"|[0-9]+|\S+\.md\S*`)

// marks writes what would mean something in Markdown as it is.
var marks = strings.NewReplacer("*", `\*`, "<", `\<`)

// otherMessages returns up to six messages of the same rule in other words.
func otherMessages(all []shown, best shown) (others []string) {
	if slices.Contains(alike, best.rule) {
		return nil
	}
	kind := func(message string) string { return particular.ReplaceAllString(message, "…") }
	seen := map[string]bool{kind(best.message): true}
	for _, p := range all {
		if !seen[kind(p.message)] && len(others) < 6 {
			seen[kind(p.message)] = true
			others = append(others, "*"+marks.Replace(p.message)+"*")
		}
	}
	return others
}

// reportedRules returns the rules that a check or a build can report, as the
// sources have them, each with the folder of a package that does. What only a
// command reports stands beside what was typed, and is not on the page.
func reportedRules(t *testing.T) map[string]string {
	t.Helper()
	rules := map[string]string{}
	for dir, files := range packages(t) {
		if strings.HasPrefix(dir, "cmd/") || !slices.ContainsFunc(files, func(file string) bool {
			return slices.Contains(imports(t, file), "homeroom/internal/diag")
		}) {
			continue
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				for _, e := range rulesIn(n) {
					if lit, ok := e.(*ast.BasicLit); ok && ruleName.MatchString(lit.Value) {
						rules[strings.Trim(lit.Value, `"`)] = dir
					}
				}
				return true
			})
		}
	}
	return rules
}

// ruleName is a rule as it stands in a source.
var ruleName = regexp.MustCompile(`^"[a-z]+(-[a-z]+)*"$`)

// ruleArgument says which argument of a function that reports is the rule.
var ruleArgument = map[string]int{"wrong": 1, "doubtful": 1, "refuse": 1, "report": 1, "say": 0}

// rulesIn returns the expressions that are rules of problems: a field Rule that
// is set, a constant whose name ends in Rule, an argument of what reports.
func rulesIn(n ast.Node) (rules []ast.Expr) {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if field, ok := left.(*ast.SelectorExpr); ok && field.Sel.Name == "Rule" && len(n.Lhs) == len(n.Rhs) {
				rules = append(rules, n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if strings.HasSuffix(name.Name, "Rule") && i < len(n.Values) {
				rules = append(rules, n.Values[i])
			}
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if at, ok := ruleArgument[name]; ok && len(n.Args) >= 3 {
			return []ast.Expr{n.Args[at]}
		}
	}
	return rules
}
