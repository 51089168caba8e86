package curriculum_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// bodyOf returns the text of the page that helpWith returns.
func bodyOf(t *testing.T, text string) string {
	t.Helper()
	return string(helpWith(t, text).Body)
}

// helpWith loads the base with a text on the page content/help.md and another
// page to include from, and returns the page.
func helpWith(t *testing.T, text string) *curriculum.Document {
	t.Helper()
	files := folder(t, "testdata/base")
	files["content/help.md"] = &fstest.MapFile{Data: []byte("---\nid: help\ntitle: Help\n---\n" + text)}
	files["content/families/home.md"] = &fstest.MapFile{Data: []byte(`---
id: at-home
title: At home
---

## Rules {#rules}

Ask {{< report-person >}}, or read [more](faq/lost.md).

### First {#first}

1. Be [kind](#rules). {#kind}
2. Two
   lines {#two}
   - and a list

   > and a quote

## Nested

{{< include "#rules" >}}

## Nested twice {#nested}

Once.

Twice.

## More {#more}

Once.

## Links {#links}

[a](<faq/lost.md> "of it"), [b](../policies/use.md#rules), [c](https://example.org), [d](#more) and ![e](sun.svg 'f').

## End {#end}

Text.

### Last part

## Empty {#empty}
`)}
	files["content/families/sun.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}
	files["content/families/sun.svg.credit.yaml"] = &fstest.MapFile{Data: []byte("title: Sun\nauthor: Ana Ruiz\nsource: drawn\nlicence: CC BY 4.0\n")}
	course, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.File == "content/help.md" {
			t.Errorf("%s: %s", p.At(), p.Message)
		}
	}
	for _, p := range course.Pages {
		if p.ID == "help" {
			for _, l := range p.Links {
				if l.Page == "" && l.Asset == "" {
					t.Errorf("the link %q leads nowhere", p.Body[l.Start:l.End])
				}
			}
			return &p.Document
		}
	}
	t.Fatal("the page is gone")
	return nil
}

func TestInclude(t *testing.T) {
	const rules = "Ask a teacher, or read [more](/content/families/faq/lost.md).\n\n# First {#first}\n\n1. Be [kind](/content/families/home.md#rules)." +
		"\n2. Two\n   lines\n   - and a list\n\n   > and a quote"
	level := func(marks string) string { return strings.Replace(rules, "\n# ", "\n"+marks+" ", 1) }
	for _, tt := range []struct{ name, text, want string }{
		{"a rule in a sentence", `As we say: {{< include "/content/families/home.md#kind" >}} So there.`,
			"As we say: Be [kind](/content/families/home.md#rules). So there."},
		{"a rule from a path beside the page", `{{< include "families/home.md#kind" >}}`, "Be [kind](/content/families/home.md#rules)."},
		{"a rule of several lines", `{{< include "families/home.md#two" >}}`, "Two\nlines\n- and a list\n\n> and a quote"},
		{"a section with its parts", `{{< include "families/home.md#rules" >}}`, level("##")},
		{"a section below a heading", "## Ours {#ours}\n\n{{< include \"families/home.md#rules\" >}}", "## Ours {#ours}\n\n" + level("###")},
		{"a section below a heading further down", "## Ours {#ours}\n\n### Part {#part}\n\n{{< include \"families/home.md#rules\" >}}",
			"## Ours {#ours}\n\n### Part {#part}\n\n" + strings.ReplaceAll(level("####"), " {#first}", "")},
		{"a section below words that are not ASCII", "## Ñ {#ours}\n\nñu\nñ\n\n{{< include \"families/home.md#rules\" >}}", "## Ñ {#ours}\n\nñu\nñ\n\n" + level("###")},
		{"a section below what is no heading", "## Ours {#ours}\n\n~~~\n### Code\n~~~\n\n    ### Code\n\n#hash\n\n{{< include \"families/home.md#rules\" >}}",
			"## Ours {#ours}\n\n~~~\n### Code\n~~~\n\n    ### Code\n\n#hash\n\n" + level("###")},
		{"links from another folder", `{{< include "families/home.md#links" >}}`,
			`[a](</content/families/faq/lost.md> "of it"), [b](/content/policies/use.md#rules), [c](https://example.org), ` +
				`[d](/content/families/home.md#more) and ![e](/content/families/sun.svg 'f').`},
		{"a section in a quote", `> {{< include "families/home.md#two" >}}`, "> Two\n> lines\n> - and a list\n> \n> > and a quote"},
		{"a section in a list", "- a\n\n  {{< include \"families/home.md#two\" >}}", "- a\n\n  Two\n  lines\n  - and a list\n  \n  > and a quote"},
		{"a section as an item", `- {{< include "families/home.md#two" >}}`, "- Two\n  lines\n  - and a list\n  \n  > and a quote"},
		{"the same section twice has its ids twice", "{{< include \"families/home.md#first\" >}}\n\n## First\n",
			"1. Be [kind](/content/families/home.md#rules).\n2. Two\n   lines\n   - and a list\n\n   > and a quote\n\n## First {#first}\n"},
		{"a fact at the start of a line", "{{< report-person >}} helps.", "a teacher helps."},
		{"spaces are free", `{{<report-person>}} {{<  report-person  >}}`, "a teacher a teacher"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, bodyOf(t, tt.text)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIncludesAreKnown wants each included text to say where it is from and
// where it stands, with ids that were written into it.
func TestIncludesAreKnown(t *testing.T) {
	type known struct{ Text, From, Lead string }
	for _, tt := range []struct {
		name, text string
		want       []known
	}{
		{"a rule in a sentence", `As we say: {{< include "families/home.md#kind" >}} So there.`,
			[]known{{"Be [kind](/content/families/home.md#rules).", "content/families/home.md#kind", ""}}},
		{"a section that ends in a heading", "## Ours\n\n{{< include \"families/home.md#end\" >}}\n\nLast.",
			[]known{{"Text.\n\n### Last part {#last-part}", "content/families/home.md#end section", ""}}},
		{"a section in a quote", "> {{< include \"families/home.md#nested\" >}}",
			[]known{{"Once.\n> \n> Twice.", "content/families/home.md#nested section", "> "}}},
		{"a section that has one line, in a sentence", `Once more: {{< include "families/home.md#more" >}}`,
			[]known{{"Once.", "content/families/home.md#more", ""}}},
		{"two of them", "## Ours\n\n{{< include \"families/home.md#more\" >}}\n\n## Ours\n\n{{< include \"families/home.md#end\" >}}\n",
			[]known{{"Once.", "content/families/home.md#more section", ""}, {"Text.\n\n### Last part {#last-part}", "content/families/home.md#end section", ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []known
			d := helpWith(t, tt.text)
			for _, in := range d.Includes {
				k := known{string(d.Body[in.Start:in.End]), in.Page + "#" + in.Fragment, in.Lead}
				if in.Section {
					k.From += " section"
				}
				got = append(got, k)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("included texts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIncludeOnEveryKindOfPage puts one rule on a page of each kind, and then
// changes the rule: the editions of those pages change, and of no others.
func TestIncludeOnEveryKindOfPage(t *testing.T) {
	const rule = `{{< include "/content/policies/use.md#kind-conduct" >}}`
	editions := func(wording string) map[string]string {
		files := folder(t, "testdata/base")
		replace(t, files, "content/policies/use.md", "Be kind.", wording)
		files["content/policies/plain.md"] = &fstest.MapFile{Data: []byte("---\nid: plain\ntitle: Plain\nkind: notice\n---\n\n- " + rule + "\n")}
		files["content/families/faq/kind.md"] = &fstest.MapFile{Data: []byte("---\nid: kind\ntitle: Must we be kind?\n---\n\nYes. " + rule + "\n")}
		files["lessons/6-8/save.guide.md"] = &fstest.MapFile{Data: []byte("## Say {#say}\n\n> " + rule + "\n")}
		replace(t, files, "content/help.md", "Ask", rule+" Ask")
		replace(t, files, "content/staff/teach.md", "\n---\n", "\n---\n\n"+rule+"\n")
		replace(t, files, "lessons/6-8/save.md", "## Learn", "Our rule: "+rule+"\n\n## Learn")
		course, problems, err := curriculum.Load(files)
		if err != nil || len(problems) > 0 {
			t.Fatalf("%v\n%s", err, written(t, problems))
		}
		editions := map[string]string{}
		for _, d := range documents(course) {
			editions[d.Path] = d.Edition
			if wants := len(d.Includes) > 0; wants && !strings.Contains(string(d.Body), wording) {
				t.Errorf("%s lacks the rule:\n%s", d.Path, d.Body)
			}
		}
		return editions
	}
	var changed []string
	before, after := editions("Be kind."), editions("Be kind to all.")
	for name := range before {
		if before[name] != after[name] {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	want := []string{"content/families/faq/kind.md", "content/help.md", "content/policies/plain.md", "content/policies/use.md",
		"content/staff/teach.md", "lessons/6-8/save.guide.md", "lessons/6-8/save.md"}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("pages with a new edition (-want +got):\n%s", diff)
	}
}

// TestFactsAreEscaped wants a fact to be shown as it is written, whatever it
// has in it.
func TestFactsAreEscaped(t *testing.T) {
	for _, fact := range []string{
		"a *star* and _line_", "# no heading", "1. no list", "12) no list", "- no list", "+ no list", "> no quote", "`no code`",
		"[no](link)", "![no](picture)", "<b>no</b>", "&amp; &copy;", `back\slash \*`, "a | b", "~~no~~", "{#no}", "{{ no }}", "{%x%}",
		"<https://no.example>", "= no", ": no", "x {#kind}", "***", "a  b", "ñandú – “quoted”", "$x$", "!", "\\",
	} {
		t.Run(fact, func(t *testing.T) {
			files := folder(t, "testdata/base")
			files["config.yaml"] = &fstest.MapFile{Data: []byte("facts:\n  report-person: " + quoted(fact) + "\n")}
			replace(t, files, "content/help.md", "Ask {{< report-person >}}.", "{{< report-person >}}")
			course, problems, err := curriculum.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				if p.File == "content/help.md" || p.Rule == "shortcode" {
					t.Errorf("%s: %s", p.At(), p.Message)
				}
			}
			for _, p := range course.Pages {
				if p.ID != "help" {
					continue
				}
				if want := "Who helps {#who} " + oneLine(fact); p.Body.Plain() != want {
					t.Errorf("the page shows %q, want %q", p.Body.Plain(), want)
				}
				if len(p.Links) > 0 || len(p.Marks) > 0 || len(p.Sections) != 1 {
					t.Errorf("the fact became %+v, %+v, %+v", p.Links, p.Marks, p.Sections)
				}
			}
		})
	}
}

// quoted returns a text in double quotes of YAML.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// oneLine returns a text with its runs of blanks made one.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestIncludeInAnotherLanguage wants each part of an included text to say its
// language where that is not the language of the page it is shown on.
func TestIncludeInAnotherLanguage(t *testing.T) {
	files := bilingual(map[string]string{
		"content/clause.md": "---\nid: clause\ntitle: Clause\n---\n\n## All {#all}\n\nFirst.\n\n### Part {#part}\n\n- One {#one}\n- Two\n",
		"content/shown.md":  "---\nid: shown\ntitle: Shown\n---\n\nOurs.\n\n{{< include \"clause.md#all\" >}}\n\nLast.\n",
	})
	for _, tt := range []struct {
		name    string
		spanish map[string]string
		want    string
	}{
		{"neither is translated", nil,
			"Ours.\n\nFirst.\n\n## Part {#part}\n\n- One\n- Two\n\nLast."},
		{"only the page", map[string]string{"Ours.": "Lo nuestro.", "Last.": "Fin."},
			"Lo nuestro.\n\nFirst.\n{lang=en}\n\n## Part {#part lang=en}\n\n- One\n- Two\n{lang=en}\n\nFin."},
		{"only the clause", map[string]string{"First.": "Primero.", "Part": "Parte", "One": "Uno", "Two": "Dos"},
			"Ours.\n\nPrimero.\n{lang=es}\n\n## Parte {#parte lang=es}\n\n- Uno\n- Dos\n{lang=es}\n\nLast."},
		{"half of the clause", map[string]string{"Ours.": "Lo nuestro.", "Last.": "Fin.", "Part": "Parte", "Two": "Dos"},
			"Lo nuestro.\n\nFirst.\n{lang=en}\n\n## Parte {#parte}\n\n- One {lang=en}\n- Dos\n\nFin."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &dictionary{translate: func(_ string, x curriculum.Text) (string, bool) { s, ok := tt.spanish[x.Text]; return s, ok }}
			c, problems, err := curriculum.LoadIn(files, "es", d)
			if err != nil || len(problems) > 0 {
				t.Fatalf("%v\n%s", err, written(t, problems))
			}
			for _, p := range c.Pages {
				if p.ID == "shown" {
					if diff := cmp.Diff(tt.want, strings.TrimSpace(string(p.Body))); diff != "" {
						t.Errorf("text (-want +got):\n%s", diff)
					}
				}
			}
		})
	}
}
