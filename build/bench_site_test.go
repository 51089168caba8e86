//go:build unix && bench

package build

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"homeroom/curriculum"
)

// A benchSite is an invented district of any size.
type benchSite struct {
	Pages      int // beside the built-in ones: of ten, four lessons, their quizzes, a policy and a question of families
	Languages  int
	Translated int // percent of the pages that have a catalogue in each language but the first
}

// pages returns how many pages are rendered of what write writes.
func (b benchSite) pages() int { return b.Pages * b.Languages }

// String names the site in figures.
func (b benchSite) String() string {
	return fmt.Sprintf("%s pages × %d", grouped(b.Pages), b.Languages)
}

// grouped returns a number as people write it: 10,000.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// benchLanguages are the languages of a site, the language of the originals
// first.
var benchLanguages = []string{"en", "es", "pt-BR", "ar", "zh-Hans", "vi", "ht", "pl"}

// write writes the district to a folder.
func (b benchSite) write(tb testing.TB, dir string) {
	tb.Helper()
	put := func(name, text string) {
		tb.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	languages := benchLanguages[:b.Languages]
	put("config.yaml", "languages: ["+strings.Join(languages, ", ")+"]\n")
	for _, lang := range languages[1:] {
		put("i18n/"+lang+".yaml", "language-name: "+lang+"\n")
	}
	for i := range b.Pages {
		name, text := b.page(i)
		put(name, text)
		if i%100 >= b.Translated {
			continue
		}
		for _, lang := range languages[1:] {
			put("i18n/"+lang+"/"+strings.TrimSuffix(name, ".md")+".po", benchCatalogue(lang, name, text))
		}
	}
}

// page returns the name and the text of the ith page.
func (b benchSite) page(i int) (name, text string) {
	n := i / 10 * 4
	switch kind := i % 10; {
	case kind < 8:
		n += kind / 2
		band := []string{"k-2", "3-5", "6-8", "9-12"}[n%4]
		path := fmt.Sprintf("s/%s/lesson-%d.md", band, n)
		if kind%2 == 0 {
			return "lesson" + path, benchLesson(n)
		}
		return "quizze" + path, benchQuiz(n)
	case kind == 8:
		return fmt.Sprintf("content/policies/policy-%d.md", i/10), fmt.Sprintf("---\nid: policy-%d\ntitle: Policy %d\nkind: notice\nnumber: \"%d\"\nlegal: [cipa]\naudience: [students]\n---\n\nThese are the rules of place %d.\n\n## Rules {#rules}\n\n1. Be kind in place %d. {#kind-%d}\n2. Ask first in place %d. {#ask-%d}\n%s", i/10, i/10, i/10, i/10, i/10, i/10, i/10, i/10, benchText(i))
	default:
		return fmt.Sprintf("content/families/faq/question-%d.md", i/10), fmt.Sprintf("---\nid: question-%d\ntitle: What about place %d?\ntopic: topic-%d\nrules: [kind-%d]\n---\n\nThe office of place %d knows.\n%s", i/10, i/10, i/500, i/10, i/10, benchText(i))
	}
}

func benchLesson(n int) string {
	units := []string{"our-rules", "etiquette", "social", "notice", "respond", "privacy", "security", "copyright", "credit", "footprint", "sources", "balance"}
	return fmt.Sprintf("---\nid: lesson-%d\ntitle: Lesson %d\nunit: %s\nminutes: 36\nobjectives:\n  one: I can say who made thing %d.\ntopics: [behavior]\nrules: [kind-%d]\nwords:\n  credit: a line that says who made it\n---\n\nBegin here, in place %d.\n%s",
		n, n, units[n/4%len(units)], n, n/4, n, strings.ReplaceAll(benchText(n), "}", " minutes=3}"))
}

func benchQuiz(n int) string {
	text := fmt.Sprintf("---\nid: lesson-%d-quiz\nlesson: lesson-%d\npractice: true\n---\n", n, n)
	for i := range 5 {
		text += fmt.Sprintf("\n## What is right in place %d, part %d? {#q-%d}\n\nSomebody made a picture of the harbor.\n\n"+
			"- [x] Say who made it, and where you found it {#ask-first}\n  > Yes. A reader can follow your path.\n"+
			"- [ ] Use it and say nothing about it at all {#say-nothing}\n  > Somebody made it, and would like to be asked.\n"+
			"- [ ] Change it a little, and call it your own {#call-mine}\n  > A small change does not make it yours.\n", n, i+1, i+1)
	}
	return text
}

// benchText returns some 450 words in twelve parts.
func benchText(n int) string {
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "\n## Part %d {#part-%d}\n\nSomebody in place %d made every picture you see, and somebody wrote every word. "+
			"Say who, say where you found it, and say what you changed. Then a reader can follow your path to number %d.\n\n- Ask *first*.\n- Say thanks.\n", i+1, i+1, n, n*12+i)
	}
	return b.String()
}

// benchCatalogue returns a catalogue in which each text is translated by
// itself, with the language's name in front.
func benchCatalogue(lang, name, text string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Language: %s\\n\"\n", lang)
	for _, t := range curriculum.Texts(name, []byte(text)) {
		fmt.Fprintf(&b, "\n# machine-draft\nmsgctxt %s\nmsgid %s\nmsgstr %s\n", strconv.Quote(t.Context), strconv.Quote(t.Text), strconv.Quote(t.Text))
	}
	return b.String()
}
