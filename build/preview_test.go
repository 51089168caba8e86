package build

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/internal/layer"
)

// previewed lays files on the built-in layer and makes a preview of them.
func previewed(t *testing.T, lang string, files map[string]string) (*PreviewSite, error) {
	t.Helper()
	return Preview(t.Context(), Input{Layers: district(files), CacheDir: t.TempDir()}, lang)
}

// district returns the built-in layer with files laid on it.
func district(files map[string]string) *layer.Stack {
	over := fstest.MapFS{}
	for name, text := range files {
		over[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return layer.New(layer.Layer{Name: layer.BuiltIn, Files: os.DirFS("..")}, layer.Layer{Name: "district", Files: over})
}

// pageOf returns the page of a source and its HTML.
func (s *PreviewSite) pageOf(t *testing.T, source string) (PreviewPage, string) {
	t.Helper()
	for _, p := range s.Pages {
		if p.Source == source {
			data, err := fs.ReadFile(s.Files, strings.TrimPrefix(p.URL, "/"))
			if err != nil {
				t.Fatal(err)
			}
			return p, string(data)
		}
	}
	t.Fatalf("there is no page of %s", source)
	return PreviewPage{}, ""
}

// closedQuiz is a quiz that is not for practice, with a pair of questions.
const closedQuiz = `---
id: tale-quiz
lesson: tale
---

## Which tale is true? {#first objective=tell pair=tales}

- [ ] The long one {#long}
  > It is long.
- [x] The short one {#short}
  > It is short indeed.

## Which tale is false? {#second objective=tell pair=tales}

- [x] The tall one {#tall}
  > It is tall indeed.
- [ ] The small one {#small}
  > It is small.
`

// tale is a lesson that is a draft, and its quiz and guide.
func tale() map[string]string {
	return map[string]string{
		"content/families/begun.md": "---\nid: begun\ntitle: Begun and not done\ndraft: true\n---\n\nHardly a page.\n",
		"content/staff/desk.md":     "---\nid: desk\ntitle: At the desk\n---\n\nFor staff.\n",
		"quizzes/6-8/tale.md":       closedQuiz,
		"lessons/6-8/tale.md": "---\nid: tale\ntitle: A tale\nunit: respond\ndraft: true\nminutes: 30\nobjectives:\n  tell: I can tell a tale.\n---\n\n" +
			"## Tell {minutes=30 objectives=tell}\n\nTell it.\n",
	}
}

// TestPreview makes a site for an author: what a build leaves out is there.
func TestPreview(t *testing.T) {
	site, err := previewed(t, "", tale())
	var mistake *Mistake
	if errors.As(err, &mistake) {
		t.Fatal(mistake.Problems)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, source          string
		draft, staff, answers bool
		text                  string // in the page
	}{
		{"a finished lesson", "lessons/6-8/save-it-block-it-report-it.md", false, false, false, "Save It"},
		{"a draft", "lessons/6-8/tale.md", true, false, false, "This page is a draft."},
		{"a page that is a draft", "content/families/begun.md", true, false, false, "Hardly a page."},
		{"the same, marked as a draft", "content/families/begun.md", true, false, false, "This page is a draft."},
		{"the quiz of a draft, with its answers", "quizzes/6-8/tale.md", true, false, true, "It is short indeed."},
		{"both questions of a pair, as one number", "quizzes/6-8/tale.md", true, false, true, "Which tale is false?"},
		{"a guide", "lessons/6-8/save-it-block-it-report-it.guide.md", false, true, false, "staff"},
		{"a page for staff", "content/staff/desk.md", false, true, false, "For staff."},
		{"the page of a unit, which nobody writes", "units/respond.md", false, false, false, "A tale"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, html := site.pageOf(t, tt.source)
			if p.Draft != tt.draft || p.Staff != tt.staff || p.Answers != tt.answers {
				t.Errorf("the page is %+v", p)
			}
			if !strings.Contains(html, tt.text) {
				t.Errorf("the page does not say %q:\n%s", tt.text, html)
			}
		})
	}
	if _, html := site.pageOf(t, "quizzes/6-8/tale.md"); strings.Count(html, "Question 1 of 1") != 2 || strings.Count(html, "<details class=\"question-answer\"") != 2 {
		t.Errorf("the quiz does not ask both questions of a pair as number 1, with answers:\n%s", html)
	}
	built := buildAll(t, district(tale()))
	for name := range built {
		if strings.Contains(name, "tale") || strings.Contains(name, "begun") {
			t.Errorf("a build has %s, which is a draft", name)
		}
	}
}

// TestPreviewLanguage makes one language alone, with the way to the others.
func TestPreviewLanguage(t *testing.T) {
	site, err := previewed(t, "es", nil)
	if err != nil {
		t.Fatal(err)
	}
	if site.Lang != "es" || site.Home != "/es/index.html" {
		t.Errorf("the preview is in %s, at %s", site.Lang, site.Home)
	}
	for _, p := range site.Pages {
		if !strings.HasPrefix(p.URL, "/es/") {
			t.Errorf("there is a page at %s", p.URL)
		}
	}
	if _, html := site.pageOf(t, homeSource); !strings.Contains(html, `lang="es"`) || !strings.Contains(html, `href="../en/index.html"`) {
		t.Errorf("the first page is not in Spanish with a way to English:\n%s", html)
	}
	if _, err := fs.Stat(site.Files, "search"); err == nil {
		t.Error("a preview has a search index")
	}
	_, err = previewed(t, "tlh", nil)
	var mistake *Mistake
	if !errors.As(err, &mistake) {
		t.Fatalf("a language that the site lacks: %v, want a mistake", err)
	}
	if last := mistake.Problems[len(mistake.Problems)-1]; !strings.Contains(last.Hint, "en, es") {
		t.Errorf("the hint is %q, want the languages that there are", last.Hint)
	}
}

// TestPreviewMistakes refuses what a build refuses, and what would be taken
// for something else.
func TestPreviewMistakes(t *testing.T) {
	for _, tt := range []struct{ name, file, text, at, message string }{
		{"front matter", "lessons/6-8/bad.md", "---\nid: bad\ntitle: [\n---\n", "lessons/6-8/bad.md:", ""},
		{"a template", "themes/homeroom/layouts/_partials/footer.html", "<p>\n{{ .NoSuch }}", "themes/homeroom/layouts/_partials/footer.html:2", "NoSuch"},
		{"a page that is too long", "lessons/6-8/bad.md", strings.Repeat("x", 2<<20), "lessons/6-8/bad.md", "2 MB"},
		{"settings that are too long", "config.yaml", strings.Repeat("# x\n", 1<<20), "config.yaml", "too long"},
		{"words that are too long", "i18n/en.yaml", strings.Repeat("# x\n", 1<<20), "i18n/en.yaml", "too long"},
		{"letters in another encoding", "lessons/6-8/bad.md", "---\nid: bad\ntitle: Caf\xe9\n---\n", "lessons/6-8/bad.md:3:11", "not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := previewed(t, "", map[string]string{tt.file: tt.text})
			var mistake *Mistake
			if !errors.As(err, &mistake) {
				t.Fatalf("Preview = %v, want a mistake", err)
			}
			for _, p := range mistake.Problems {
				if strings.HasPrefix(p.At(), tt.at) && strings.Contains(p.Message, tt.message) && p.Layer == "district" {
					return
				}
			}
			t.Errorf("the problems are %+v\nwant one at %s: %s", mistake.Problems, tt.at, tt.message)
		})
	}
}

// BenchmarkPreview measures how long an author waits for a change with the
// curriculum that is shipped, from the moment in which it was noticed.
func BenchmarkPreview(b *testing.B) {
	in := Input{Layers: district(nil), CacheDir: b.TempDir()}
	for b.Loop() {
		if _, err := Preview(b.Context(), in, ""); err != nil {
			b.Fatal(err)
		}
	}
}
