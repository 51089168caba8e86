package curriculum_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"homeroom/curriculum"
)

// TestLoadHostile loads what only a machine writes. It must not take long.
func TestLoadHostile(t *testing.T) {
	const matter = "---\nid: help\ntitle: Help\n---\n\n"
	big := func(s string) string { return strings.Repeat(s, 300_000/len(s)) }
	for _, tt := range []struct{ name, file, text string }{
		{"brackets", "content/help.md", matter + big("[")},
		{"pictures", "content/help.md", matter + big("![")},
		{"nested links", "content/help.md", matter + big("[a](")},
		{"stars", "content/help.md", matter + big("*a ")},
		{"stars on lines", "content/help.md", matter + big("*a\n")},
		{"underlines", "content/help.md", matter + big("_a__b ")},
		{"backticks", "content/help.md", matter + big("`a``")},
		{"less than", "content/help.md", matter + big("<a ")},
		{"comments", "content/help.md", matter + big("<!-- ")},
		{"quotes", "content/help.md", matter + big(">")},
		{"quotes on lines", "content/help.md", matter + big("> > > > > > > > > > > > > > > > > > > > a\n")},
		{"lists", "content/help.md", matter + big("- ")},
		{"stairs of lists", "content/help.md", matter + stairs(900)},
		{"lists on lines", "content/help.md", matter + big("- a\n")},
		{"lists with gaps", "content/help.md", matter + big("- a\n\n")},
		{"headings", "content/help.md", matter + big("## a\n")},
		{"headings with ids", "content/help.md", matter + big("## a {#a}\n")},
		{"ids", "content/help.md", matter + big("{#a}\n\n")},
		{"attributes", "content/help.md", matter + "## a {" + big("a=b ") + "}\n"},
		{"tables", "content/help.md", matter + "|" + big("a|") + "\n|" + big("-|") + "\n"},
		{"rows", "content/help.md", matter + "|a|b|\n|-|-|\n" + big("|a|b|\n")},
		{"references", "content/help.md", matter + big("[a]: b\n")},
		{"uses of references", "content/help.md", matter + "[a]: b\n\n" + big("[a] \n\n")},
		{"shortcodes", "content/help.md", matter + big("{{< x >}} ")},
		{"includes", "content/help.md", matter + big("{{< include \"/content/policies/use.md#rules\" >}} ")},
		{"includes on lines", "content/help.md", matter + big("{{< include \"/content/policies/use.md#rules\" >}}\n")},
		{"open shortcodes", "content/help.md", matter + big("{{<\n")},
		{"facts", "content/help.md", matter + big("{{< report-person >}}\n\n")},
		{"entities", "content/help.md", matter + big("&amp;")},
		{"backslashes", "content/help.md", matter + big("\\")},
		{"words", "content/help.md", matter + big("word word word word word word word word word\n")},
		{"one word", "content/help.md", matter + big("w")},
		{"spaces", "content/help.md", matter + big(" ")},
		{"tabs", "content/help.md", matter + big("\t- a\n")},
		{"returns", "content/help.md", matter + big("\r")},
		{"code", "content/help.md", matter + big("    a\n")},
		{"fences", "content/help.md", matter + big("```\n")},
		{"links", "content/help.md", matter + big("[a](b.md)\n\n")},
		{"front matter lists", "content/help.md", "---\na: " + strings.Repeat("[", 60_000) + "\n---\n"},
		{"front matter tables", "content/help.md", "---\na: " + strings.Repeat("{a: ", 15_000) + "\n---\n"},
		{"front matter hyphens", "content/help.md", "---\na:\n  " + strings.Repeat("- ", 30_000) + "\n---\n"},
		{"front matter questions", "content/help.md", "---\n" + strings.Repeat("? ", 30_000) + "\n---\n"},
		{"front matter stairs", "content/help.md", "---\n" + yamlStairs(240) + "---\n"},
		{"front matter keys", "content/help.md", "---\n" + strings.Repeat("a: b\n", 12_000) + "---\n"},
		{"front matter quotes", "content/help.md", "---\n" + strings.Repeat("a: \"b\n", 10_000) + "---\n"},
		{"front matter colons", "content/help.md", "---\n" + strings.Repeat("a: ", 20_000) + "---\n"},
		{"front matter anchors", "content/help.md", "---\na: &a [x,x]\n" + strings.Repeat("b: &b [*a,*a]\n", 4_000) + "---\n"},
		{"long front matter", "content/help.md", "---\n" + big("a: b\n") + "---\n"},
		{"plan", "lessons/plan.yaml", "units:\n" + big("  - id: a\n    name: b\n")},
		{"laws", "content/policies/legal.yaml", big("- id: a\n")},
		{"choices", "quizzes/6-8/save.md", "---\nid: q\nlesson: respond-6-8\n---\n\n## Q {#q}\n\n" + big("- [ ] a {#a}\n")},
		{"questions", "quizzes/6-8/save.md", "---\nid: q\nlesson: respond-6-8\n---\n\n" + big("## Q {#q}\n\n- [ ] a {#a}\n")},
		{"pictures in choices", "quizzes/6-8/save.md", "---\nid: q\nlesson: respond-6-8\n---\n\n## Q {#q}\n\n" + big("- [ ] ![a](b.png) {#a}\n\n")},
		{"rules", "content/policies/use.md", "---\nid: use\ntitle: Use\nkind: notice\n---\n\n" + big("1. a [a](b.md) {#a}\n\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := folder(t, "testdata/base")
			files[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
			start := time.Now()
			_, problems, err := curriculum.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			if took > 5*time.Second {
				t.Errorf("loading took %v", took)
			}
			t.Logf("%v, %d problems", took.Round(time.Millisecond), len(problems))
		})
	}
}

// stairs returns a list in a list in a list.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
	}
	return b.String()
}

// yamlStairs returns a table in a table in a table.
func yamlStairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
