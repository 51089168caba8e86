package curriculum_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// A chapter is one chapter of docs/authoring/mistakes.md.
type chapter struct {
	Title string            `yaml:"title"`
	About string            `yaml:"about"`
	Rules map[string]string `yaml:"rules"` // what each mistake means, and what to do
}

// TestMistakes compares docs/authoring/mistakes.md with what it is made of:
// testdata/mistakes.yaml and the problems of all broken cases. Every rule that
// the package can report must be in the one, and be reported by one of the
// others.
func TestMistakes(t *testing.T) {
	data, err := os.ReadFile("testdata/mistakes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var chapters []chapter
	if err := yaml.UnmarshalWithOptions(data, &chapters, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	cases := brokenProblems(t)
	explained := map[string]bool{}
	for _, c := range chapters {
		for rule, text := range c.Rules {
			if explained[rule] || strings.TrimSpace(text) == "" {
				t.Errorf("testdata/mistakes.yaml has no text for %s, or two", rule)
			}
			explained[rule] = true
		}
	}
	rules := reportedRules(t)
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		if !explained[rule] {
			t.Errorf("write in testdata/mistakes.yaml what %s means and what to do", rule)
		}
		if _, shown := example(cases, rule); !shown {
			t.Errorf("write a case in testdata/broken that reports %s", rule)
		}
	}
	for rule := range explained {
		if !rules[rule] {
			t.Errorf("testdata/mistakes.yaml explains %s, which nothing reports", rule)
		}
	}
	if !t.Failed() {
		golden(t, filepath.Join("..", "docs", "authoring", "mistakes.md"), []byte(mistakesPage(t, chapters, cases)))
	}
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
func mistakesPage(t *testing.T, chapters []chapter, cases map[string][]diag.Problem) string {
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
			p, _ := example(cases, rule)
			fmt.Fprintf(&b, "\n### %s\n\n```text\n%s```\n\n", rule, written(t, []diag.Problem{p}))
			b.WriteString(wrapped(c.Rules[rule] + " " + stops(cases, rule)))
			if others := otherMessages(cases, p); len(others) > 0 {
				b.WriteString("\n" + wrapped("Other messages: "+strings.Join(others, "; ")+"."))
			}
		}
	}
	return b.String()
}

// example returns the problem that shows a rule best: one of a case with few
// others.
func example(cases map[string][]diag.Problem, rule string) (best diag.Problem, ok bool) {
	least := 0
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		problems := cases[name]
		i := slices.IndexFunc(problems, func(p diag.Problem) bool { return p.Rule == rule })
		if i >= 0 && (!ok || len(problems) < least) {
			best, least, ok = problems[i], len(problems), true
		}
	}
	return best, ok
}

// stops says whether a rule stops a build.
func stops(cases map[string][]diag.Problem, rule string) string {
	found := map[diag.Severity]bool{}
	for _, problems := range cases {
		for _, p := range problems {
			found[p.Severity] = found[p.Severity] || p.Rule == rule
		}
	}
	switch {
	case found[diag.Error] && found[diag.Warning]:
		return "*Stops a build, or only `--strict` where it says warning.*"
	case found[diag.Warning]:
		return "*Stops only `--strict`.*"
	}
	return "*Stops a build.*"
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
var alike = []string{"duplicate-id", "missing-key", "number", "true-or-false", "unknown-attribute", "unknown-key", "unknown-word", "value-kind"}

// particular is what differs between two messages of the same kind.
var particular = regexp.MustCompile(`"[^"]*"|[0-9]+|\S+\.md\S*`)

// otherMessages returns up to six messages of the same rule in other words.
func otherMessages(cases map[string][]diag.Problem, shown diag.Problem) (others []string) {
	if slices.Contains(alike, shown.Rule) {
		return nil
	}
	kind := func(message string) string { return particular.ReplaceAllString(message, "…") }
	seen := map[string]bool{kind(shown.Message): true}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		for _, p := range cases[name] {
			if p.Rule == shown.Rule && !seen[kind(p.Message)] && len(others) < 6 {
				seen[kind(p.Message)] = true
				others = append(others, "*"+strings.ReplaceAll(p.Message, "*", `\*`)+"*")
			}
		}
	}
	return others
}

// brokenProblems returns the problems of all cases of testdata/broken, and of
// some that cannot lie in a folder.
func brokenProblems(t *testing.T) map[string][]diag.Problem {
	t.Helper()
	cases := map[string][]diag.Problem{}
	for _, name := range brokenCases(t) {
		cases[name] = broken(t, name)
	}
	for name, change := range map[string]func(files fstest.MapFS){
		"irregular-file": func(files fstest.MapFS) {
			files["content/shared.md"] = &fstest.MapFile{Data: []byte("help.md"), Mode: fs.ModeSymlink}
		},
		"many-problems": func(files fstest.MapFS) {
			files["content/old.md"] = text("---\nid: old\ntitle: Old\n---\n\n" + strings.Repeat("<br>\n\n", 250))
		},
		"missing-plan": func(files fstest.MapFS) { delete(files, "lessons/plan.yaml") },
	} {
		files := folder(t, "testdata/base")
		change(files)
		_, problems, err := curriculum.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		cases[name] = problems
	}
	cases["translation"] = mistranslated(t)
	return cases
}

// mistranslated returns the problems of a translation that lost a fact.
func mistranslated(t *testing.T) []diag.Problem {
	t.Helper()
	_, problems, err := curriculum.LoadIn(folder(t, "testdata/base"), "es", forgetful{})
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// forgetful translates one text, without the local fact that is in it.
type forgetful struct{}

func (forgetful) Catalogued(file string) bool { return file == "content/help.md" }

func (forgetful) Translate(file string, t curriculum.Text) (curriculum.Translation, bool) {
	return curriculum.Translation{
		Text: "Pregunta a una maestra.", State: curriculum.MachineDraft,
		File: "i18n/es/content/help.po", Line: 14, Excerpt: `msgstr "Pregunta a una maestra."`,
	}, strings.HasPrefix(t.Text, "Ask {{<")
}

// reportedRules returns the rules that the package can report, as its source
// has them.
func reportedRules(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if lit, ok := ruleIn(n).(*ast.BasicLit); ok {
				rule, err := strconv.Unquote(lit.Value)
				rules[rule] = err == nil
			}
			return true
		})
	}
	return rules
}

// ruleIn returns the expression that is the rule of a report, or nil.
func ruleIn(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
			return n.Value
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		at, ok := map[string]int{"wrong": 1, "doubtful": 1, "refuse": 1, "say": 0}[name]
		if ok && len(n.Args) >= 3 {
			return n.Args[at]
		}
	}
	return nil
}
