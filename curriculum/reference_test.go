package curriculum_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// referring is a page with every kind of reference, and with what is none.
const referring = `---
id: use
title: Use
plain: use-plain.md
under: "/content/policies/safety.md"
official: 'safety.md'
agreement:
  default: granted
  denial: denial.md
---

Read [the rules](use-plain.md#rules "a title"), [them](</content/help.md>) or [here](#top).
See <https://example.org/use.md> and [a site](https://example.org/help.md).

![A phone](../pictures/phone.svg)

- {{< include "safety.md#rules" >}}

` + "`[code](help.md)`\n\n    [code](help.md)\n"

func TestReferences(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             []string // text → path#fragment
	}{
		{"a page", "content/policies/use.md", referring, []string{
			"use-plain.md → content/policies/use-plain.md", "/content/policies/safety.md → content/policies/safety.md",
			"safety.md → content/policies/safety.md", "denial.md → content/policies/denial.md",
			"use-plain.md#rules → content/policies/use-plain.md#rules", "/content/help.md → content/help.md",
			"../pictures/phone.svg → content/pictures/phone.svg", "safety.md#rules → content/policies/safety.md#rules",
		}},
		{"the settings", "config.yaml", "look:\n  logo: pictures/us.svg\nquick-links:\n  - title: Help\n    page: content/help.md\n  - title: Site\n    url: https://example.org\n",
			[]string{"pictures/us.svg → pictures/us.svg", "content/help.md → content/help.md"}},
		{"a part of a page", "lessons/3-5/a.md", "See [b](b.md) and *[c](../6-8/c.md)*.", []string{"b.md → lessons/3-5/b.md", "../6-8/c.md → lessons/6-8/c.md"}},
		{"a quiz", "quizzes/3-5/a.md", "## What? {#what picture=\"../kite.svg\" alt=\"kite.svg\"}\n\n- [x] A {#a picture=a.svg}\n", []string{"../kite.svg → quizzes/kite.svg", "a.svg → quizzes/3-5/a.svg"}},
		{"a line that is no front matter", "lessons/3-5/a.md", "---\n\n[b](b.md)\n", []string{"b.md → lessons/3-5/b.md"}},
		{"a file of another kind", "lessons/plan.yaml", "units: [a.md]", nil},
		{"nothing", "content/help.md", "", nil},
		{"a path that leads out", "content/help.md", "[x](../../etc.md)", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range curriculum.References(tt.file, tt.text) {
				to := r.Path
				if r.Fragment != "" {
					to += "#" + r.Fragment
				}
				got = append(got, tt.text[r.Start:r.End]+" → "+to)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("References (-want +got):\n%s", diff)
			}
		})
	}
}

// What a reference is rewritten to is a reference to the new file, and what is
// rewritten to where it leads already does not change.
func TestReferencesAreWrittenAsTheyWere(t *testing.T) {
	for _, r := range curriculum.References("content/policies/use.md", referring) {
		if got, was := r.Written("content/policies/use.md", r.Path), referring[r.Start:r.End]; got != was {
			t.Errorf("Written = %q, want %q", got, was)
		}
		text := "[x](" + r.Written("content/families/faq/a.md", "lessons/3-5/b.md") + ")"
		again := curriculum.References("content/families/faq/a.md", text)
		if len(again) != 1 || again[0].Path != "lessons/3-5/b.md" || again[0].Fragment != r.Fragment || again[0].Rooted != r.Rooted {
			t.Errorf("%s leads to %+v", text, again)
		}
	}
}

func FuzzReferences(f *testing.F) {
	f.Add(referring)
	f.Add("---\nplain: |\n  a.md\n---\n[a](<b c.md>)\n")
	f.Add("{{< include \"\" >}} [](\\a.md) ![](&amp;.md)")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, r := range curriculum.References("content/a/b.md", strings.ToValidUTF8(text, "")) {
			if r.Start < last || r.End <= r.Start || r.Path == "" {
				t.Fatalf("a reference at %d to %d after %d: %+v", r.Start, r.End, last, r)
			}
			last = r.End
		}
	})
}
