package curriculum_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"homeroom"
	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// A dictionary translates the texts of some files.
type dictionary struct {
	files     map[string]bool // nil means all
	translate func(file string, t curriculum.Text) (string, bool)
	asked     int
}

// Catalogued reports whether the dictionary is for a file.
func (d *dictionary) Catalogued(file string) bool { return d.files == nil || d.files[file] }

// Translate translates one text.
func (d *dictionary) Translate(file string, t curriculum.Text) (curriculum.Translation, bool) {
	d.asked++
	if d.translate == nil {
		return curriculum.Translation{}, false
	}
	text, ok := d.translate(file, t)
	return curriculum.Translation{Text: text, State: curriculum.MachineDraft,
		File: "i18n/es/" + strings.TrimSuffix(file, ".md") + ".po", Line: t.Line, Excerpt: "msgstr"}, ok
}

// pseudo puts a foreign letter before the first word of a text.
func pseudo(_ string, t curriculum.Text) (string, bool) {
	for i, r := range t.Text {
		before := t.Text[:i]
		if unicode.IsLetter(r) && strings.Count(before, "{{<") == strings.Count(before, ">}}") && strings.Count(before, "](") == strings.Count(before, ")") {
			return before + "ŧ" + t.Text[i:], true
		}
	}
	return "", false
}

// TestPseudoTranslation translates every text of the built-in curriculum and
// of the sample district, in a way that can be seen, and expects that nothing
// but the wording changes.
func TestPseudoTranslation(t *testing.T) {
	files := homeroom.Files()
	original, problems, err := curriculum.Load(files)
	if err != nil || diag.Errors(problems) > 0 {
		t.Fatal(err, problems)
	}
	d := &dictionary{translate: pseudo}
	got, problems, err := curriculum.LoadIn(files, "es", d)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.At(), p.Message)
	}
	if d.asked < 500 {
		t.Errorf("%d texts were translated, want all of the curriculum's", d.asked)
	}
	if diff := cmp.Diff(bones(original), bones(got)); diff != "" {
		t.Errorf("ids and answers differ (-original +translated):\n%s", diff)
	}
	for _, n := range got.Lessons {
		if !strings.Contains(n.Title, "ŧ") || !n.Rendition.Complete() || n.Langs != nil {
			t.Errorf("%s is %q, %+v, %v; want it whole in the language", n.Path, n.Title, n.Rendition, n.Langs)
		}
		if before, _ := original.Lesson(n.ID); before.Edition == n.Edition {
			t.Errorf("%s has the edition of the original", n.Path)
		}
	}
}

// bones lists everything in a curriculum that no translation may change.
func bones(c *curriculum.Curriculum) (list []string) {
	doc := func(d *curriculum.Document) {
		list = append(list, d.Path+" "+d.ID)
		for _, s := range d.Sections {
			list = append(list, fmt.Sprint("  section ", s.ID, s.Level, s.Minutes, s.Objectives))
		}
		for _, k := range d.Links {
			list = append(list, "  link "+k.Page+k.Asset+"#"+k.Fragment)
		}
		for _, m := range d.Marks {
			list = append(list, "  mark "+m.ID)
		}
	}
	for _, n := range c.Lessons {
		doc(&n.Document)
		if n.Guide != nil {
			doc(n.Guide)
		}
	}
	for _, p := range c.Policies {
		doc(&p.Document)
		for _, r := range p.Rules {
			list = append(list, fmt.Sprint("  rule ", r.ID, r.Number, r.SameAs))
		}
	}
	for _, f := range c.FAQs {
		doc(&f.Document)
	}
	for _, p := range c.Pages {
		doc(&p.Document)
	}
	for _, q := range c.Quizzes {
		list = append(list, q.Path+" "+q.ID)
		for i := range q.Questions {
			x := &q.Questions[i]
			list = append(list, fmt.Sprint("  question ", x.ID, x.Kind, x.Key(), x.Picture))
		}
	}
	return list
}

const bilingualLesson = `---
id: kind-3-5
title: Kind words
unit: etiquette
minutes: 30
objectives:
  nice: I can write kindly.
words:
  tone: how a message sounds
---

Words travel far.

## Learn {#learn minutes=10}

Read it aloud
before you send it to {{< report-person >}}.

- One
- Two

### A scene without an id

> Somebody said this.

| a | b |
|---|---|
| c | d |

## Practice {#practice minutes=15 objectives="nice"}

Tell {{< report-person >}}.

- Stop. {#stop}
- Breathe
  once.
`

func bilingual(extra map[string]string) fs.FS {
	files := fstest.MapFS{
		"config.yaml":          {Data: []byte("languages: [en, es]\nfacts:\n  report-person: a teacher\n")},
		"lessons/plan.yaml":    {Data: []byte("units:\n  - id: etiquette\n    name: Etiquette\nbands:\n  - id: 3-5\n    name: Grades 3-5\n    grades: [\"3\"]\n")},
		"lessons/3-5/kind.md":  {Data: []byte(bilingualLesson)},
		"content/help.md":      {Data: []byte("---\nid: help\ntitle: Help\n---\n\n## Who helps {#who}\n\nWe do.\n")},
		"content/only-here.md": {Data: []byte("---\nid: only\ntitle: Only\n---\n\nText.\n")},
	}
	for name, text := range extra {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// TestFallback translates some texts and expects the others in place, saying
// which language they are in.
func TestFallback(t *testing.T) {
	spanish := map[string]string{
		"Kind words": "Palabras amables", "Words travel far.": "Las palabras llegan lejos.", "Learn": "Aprende",
		"tone": "tono", "Tell {{< report-person >}}.": "Dile a {{< report-person >}}.", "a teacher": "una maestra",
	}
	d := &dictionary{translate: func(_ string, t curriculum.Text) (string, bool) { s, ok := spanish[t.Text]; return s, ok }}
	c, problems, err := curriculum.LoadIn(bilingual(nil), "es", d)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	n, _ := c.Lesson("kind-3-5")
	want := `
Las palabras llegan lejos.

## Aprende {#learn minutes=10}

Read it aloud
before you send it to a teacher.
{lang=en}

- One
- Two
{lang=en}

### A scene without an id {#a-scene-without-an-id lang=en}

> Somebody said this.
{lang=en}

| a | b |
|---|---|
| c | d |
{lang=en}

## Practice {#practice minutes=15 objectives="nice" lang=en}

Dile a una maestra.

- Stop. {#stop lang=en}
- Breathe
  once. {lang=en}
`
	if diff := cmp.Diff(want, string(n.Body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if n.Title != "Palabras amables" || n.Langs != nil || n.Objectives[0].Lang != "en" || n.Words[0] != (curriculum.Word{Term: "tone", Meaning: "how a message sounds", Lang: "en"}) {
		t.Errorf("front matter is %q %v %v %v", n.Title, n.Langs, n.Objectives, n.Words)
	}
	if r := n.Rendition; r.Texts != 15 || r.Translated != 4 || r.State != curriculum.MachineDraft {
		t.Errorf("rendition is %+v", r)
	}
	if p := c.Pages[0]; !p.Rendition.None() || strings.Contains(string(p.Body), "lang=") {
		t.Errorf("a page without translations is %+v, %s", p.Rendition, p.Body)
	}
}

// TestLost expects that a translation which lost something is shown with its
// own file and line, and is not used.
func TestLost(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a lost fact", "Díselo.", "the translation lacks {{< report-person >}}"},
		{"a fact that is not there", "Dile a {{< report-person >}} {{< report-form >}}.", "the translation has {{< report-form >}}, which the original does not have"},
		{"another form", "- Dile a {{< report-person >}}.", "the original is a paragraph, and the translation is a list of 1"},
		{"a new link", "Dile a {{< report-person >}} [aquí](/content/help.md).", "the translation has the address /content/help.md, which the original does not have"},
		{"nothing", " ", "the translation is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &dictionary{translate: func(_ string, x curriculum.Text) (string, bool) {
				return tt.text, strings.HasPrefix(x.Text, "Tell")
			}}
			c, problems, err := curriculum.LoadIn(bilingual(nil), "es", d)
			if err != nil || len(problems) != 1 {
				t.Fatal(err, problems)
			}
			if p := problems[0]; p.Message != tt.want || p.File != "i18n/es/lessons/3-5/kind.po" || p.Line == 0 || p.Text != "msgstr" {
				t.Errorf("problem is %+v, want %s", p, tt.want)
			}
			if n, _ := c.Lesson("kind-3-5"); strings.Contains(string(n.Body), "Dile") {
				t.Errorf("the lesson has the translation")
			}
		})
	}
}

// TestWholeFile reads a page that is written in Spanish as a whole, and one
// that there is in Spanish only.
func TestWholeFile(t *testing.T) {
	files := bilingual(map[string]string{
		"content/help.es.md":           "---\ntitle: Ayuda\n---\n\n## Quién ayuda {#who}\n\nNosotros. [Más](familia.md)\n",
		"content/familia.es.md":        "---\nid: familia\ntitle: Familia\n---\n\nHola.\n",
		"lessons/3-5/kind.guide.es.md": "---\ntitle: Guía\n---\n\nHola.\n",
	})
	d := &dictionary{files: map[string]bool{}}
	c, problems, err := curriculum.LoadIn(files, "es", d)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var pages []string
	for _, p := range c.Pages {
		pages = append(pages, p.Path+" "+p.ID+" "+p.Title)
	}
	if diff := cmp.Diff([]string{"content/familia.md familia Familia", "content/help.md help Ayuda", "content/only-here.md only Only"}, pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if n, _ := c.Lesson("kind-3-5"); n.Guide == nil || n.Guide.Title != "Guía" {
		t.Errorf("the guide is %+v", n.Guide)
	}
	english, problems, err := curriculum.Load(files)
	if err != nil || diag.Errors(problems) > 0 || len(english.Pages) != 2 {
		t.Errorf("the English curriculum has %d pages, %v, %v", len(english.Pages), problems, err)
	}
}

// TestWholeFileWrong expects what is wrong in a page that is written as a
// whole at its own file.
func TestWholeFileWrong(t *testing.T) {
	for _, tt := range []struct{ name, file, text, want string }{
		{"another id", "content/help.es.md", "---\nid: ayuda\ntitle: Ayuda\n---\n\n## Q {#who}\n", "content/help.es.md:2:5: the original has another id"},
		{"an id that is lost", "content/help.es.md", "---\ntitle: Ayuda\n---\n\nHola.\n", `content/help.es.md:1:1: the original has the id "who", and this page does not`},
		{"no title", "content/help.es.md", "---\nid: help\n---\n\n## Q {#who}\n", "content/help.es.md:1:1: a page needs title"},
		{"a link to nowhere", "content/help.es.md", "---\ntitle: Ayuda\n---\n\n## Q {#who}\n\n[x](y.md)\n", `content/help.es.md:7:5: there is no page "content/y.md"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems, err := curriculum.LoadIn(bilingual(map[string]string{tt.file: tt.text}), "es", &dictionary{files: map[string]bool{}})
			if err != nil || len(problems) == 0 {
				t.Fatal(err, problems)
			}
			if got := problems[0].At() + ": " + problems[0].Message; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestReuse loads the built-in curriculum in Spanish with few translations,
// once by taking over pages of the first load and once without. The two must
// be the same.
func TestReuse(t *testing.T) {
	files := homeroom.Files()
	first, _, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "content/help.md", "lessons/annual/6.md", "quizzes/annual/6.md", "lessons/6-8/save-it-block-it-report-it.guide.md"} {
		d := &dictionary{files: map[string]bool{name: true}, translate: func(file string, x curriculum.Text) (string, bool) {
			if file != name {
				return "", false
			}
			return pseudo(file, x)
		}}
		fresh, freshProblems, err := curriculum.LoadIn(files, "es", d)
		if err != nil {
			t.Fatal(err)
		}
		again, problems, err := first.In(files, "es", d)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, fresh), asJSON(t, again)); diff != "" {
			t.Errorf("with %q translated (-fresh +taken over):\n%s", name, diff)
		}
		if diff := cmp.Diff(freshProblems, problems); diff != "" {
			t.Errorf("with %q translated, problems (-fresh +taken over):\n%s", name, diff)
		}
	}
}

// TestReuseOfIncluded shows a rule of a page that nobody has translated, and
// that is therefore taken over, on pages that are translated and on one that is
// not.
func TestReuseOfIncluded(t *testing.T) {
	files := bilingual(map[string]string{
		"content/policies/use.md": "---\nid: use\ntitle: Use\nkind: notice\n---\n\n1. Be kind. {#kind}\n",
		"content/what.md":         "---\nid: what\ntitle: What\n---\n\nThe rule: {{< include \"policies/use.md#kind\" >}}\n\n{{< include \"policies/use.md#kind\" >}}\n",
		"content/none.md":         "---\nid: none\ntitle: None\n---\n\nThe rule: {{< include \"policies/use.md#kind\" >}}\n",
		"content/why.md":          "---\nid: why\ntitle: Why\n---\n\n{{< include \"policies/use.md#kind\" >}}\n",
	})
	first, _, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	d := &dictionary{files: map[string]bool{"content/what.md": true, "content/why.md": true}, translate: pseudo}
	fresh, freshProblems, err := curriculum.LoadIn(files, "es", d)
	if err != nil || len(freshProblems) > 0 {
		t.Fatal(err, freshProblems)
	}
	again, problems, err := first.In(files, "es", d)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if diff := cmp.Diff(asJSON(t, fresh), asJSON(t, again)); diff != "" {
		t.Errorf("(-fresh +taken over):\n%s", diff)
	}
}

func asJSON(t *testing.T, c *curriculum.Curriculum) string {
	t.Helper()
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
