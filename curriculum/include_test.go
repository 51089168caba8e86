package curriculum_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// bodyOf loads the base with a text on the page content/help.md and another
// page to include from, and returns the page's text.
func bodyOf(t *testing.T, text string) string {
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

## Empty {#empty}
`)}
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
			return string(p.Body)
		}
	}
	t.Fatal("the page is gone")
	return ""
}

func TestInclude(t *testing.T) {
	const rules = "Ask a teacher, or read [more](/content/families/faq/lost.md).\n\n### First {#first}\n\n1. Be [kind](/content/families/home.md#rules)."
	for _, tt := range []struct{ name, text, want string }{
		{"a rule in a sentence", `As we say: {{< include "/content/families/home.md#kind" >}} So there.`,
			"As we say: Be [kind](/content/families/home.md#rules). So there."},
		{"a rule from a path beside the page", `{{< include "families/home.md#kind" >}}`, "Be [kind](/content/families/home.md#rules)."},
		{"a rule of several lines", `{{< include "families/home.md#two" >}}`, "Two\nlines\n- and a list\n\n> and a quote"},
		{"a section with its parts", `{{< include "families/home.md#rules" >}}`, rules + "\n2. Two\n   lines\n   - and a list\n\n   > and a quote"},
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
