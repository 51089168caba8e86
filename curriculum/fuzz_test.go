package curriculum_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// base returns the files of testdata/base.
var base = sync.OnceValue(func() fstest.MapFS {
	files := fstest.MapFS{}
	if err := addFolder(files, "testdata/base"); err != nil {
		panic(err)
	}
	return files
})

// fuzzed loads the base with one file of any bytes, and checks what holds for
// all bytes: no panic, problems inside the file, places inside the texts, keys
// that answer their questions, JSON that comes back.
func fuzzed(t *testing.T, name, data string) {
	t.Helper()
	files := maps.Clone(base())
	files[name] = text(data)
	c, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(data, "\ufeff")), "\n")
	for _, p := range problems {
		if p.Rule == "" || p.Message == "" || p.File == "" {
			t.Errorf("%s: a problem without name or words: %+v", p.At(), p)
		}
		if p.File != name || p.Line == 0 {
			continue
		}
		if p.Line < 0 || p.Line > len(lines) || p.Column < 1 || p.Width < 1 {
			t.Fatalf("%s is outside the file: %+v", p.At(), p)
		}
		if length := utf8.RuneCountInString(p.Text); p.Column+p.Width-1 > max(length, 1)+1 {
			t.Errorf("%s is outside its line of %d characters: %+v", p.At(), length, p)
		}
	}
	checkOffsets(t, c)
	fine := diag.Errors(problems) == 0
	for _, q := range c.Quizzes {
		for i := range q.Questions {
			if x := &q.Questions[i]; !x.Right(x.Key()) || !x.Knows(x.Key()) || fine && (len(x.Key()) == 0 || x.Right(nil)) {
				t.Errorf("%s: the key %v does not answer the question", x.ID, x.Key())
			}
		}
	}
	for _, d := range documents(c) {
		if fine && (strings.Contains(string(d.Body), "{{<") || strings.Contains(string(d.Body), "{{%")) {
			t.Errorf("%s: a shortcode is left: %q", d.Path, d.Body)
		}
		if html := string(d.Body.Blocks()); strings.Contains(strings.ToLower(html), "<script") || strings.Contains(html, `="javascript:`) {
			t.Errorf("%s: active HTML: %s", d.Path, html)
		}
	}
	if _, err := json.Marshal(c); err != nil {
		t.Error(err)
	}
}

// seed adds the files of testdata that have a name.
func seed(f *testing.F, name string, add func(data string)) {
	f.Helper()
	for _, pattern := range []string{"testdata/base/", "testdata/broken/*/"} {
		found, err := filepath.Glob(filepath.FromSlash(pattern + name))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range found {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4096 {
				add(string(data))
			}
		}
	}
}

func FuzzFrontMatter(f *testing.F) {
	seed(f, "lessons/6-8/save.md", func(data string) {
		if _, rest, ok := strings.Cut(data, "---\n"); ok {
			matter, _, _ := strings.Cut(rest, "---\n")
			f.Add(matter)
		}
	})
	seed(f, "config.yaml", func(data string) { f.Add(data) })
	f.Fuzz(func(t *testing.T, matter string) {
		if len(matter) > 1<<12 {
			return
		}
		fuzzed(t, "lessons/6-8/save.md", "---\n"+matter+"---\n\nText.\n")
		fuzzed(t, "config.yaml", matter)
	})
}

func FuzzQuiz(f *testing.F) {
	seed(f, "quizzes/6-8/save.md", func(data string) { f.Add(data) })
	kinds, err := os.ReadFile("testdata/good/quizzes/6-8/save-it.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(kinds))
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) < 1<<13 {
			fuzzed(t, "quizzes/6-8/save.md", data)
		}
	})
}

func FuzzPage(f *testing.F) {
	for _, name := range []string{"lessons/6-8/save.md", "content/help.md", "content/policies/use.md", "content/families/faq/lost.md"} {
		seed(f, name, func(data string) { f.Add(data) })
	}
	f.Add("\ufeff---\r\nid: x\r\ntitle: é\r\n---\r\n[a][b] <c> `{{< d >}}`\r\n")
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) > 1<<12 {
			return
		}
		for _, name := range []string{"lessons/6-8/save.md", "content/help.md", "content/policies/use.md", "content/families/faq/lost.md", "lessons/6-8/save.guide.md"} {
			fuzzed(t, name, data)
		}
	})
}

// TestFuzzedNames loads files of any name, which no fuzz target does.
func TestFuzzedNames(t *testing.T) {
	for _, name := range []string{"content/\xff.md", "content/%00.md", "content/-.md", "content/_.md", "content/.md", "lessons/6-8/.guide.md", "quizzes/annual/x.md", "content/policies/_index.md", "content/x.credit.yaml", "content/.credit.yaml"} {
		fuzzed(t, name, page)
	}
}
