package bundle_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
	"homeroom/internal/bundle"
	"homeroom/internal/search"
	"homeroom/internal/translate"
)

const sources = "0123456789abcdef0123456789abcdef"

// contents returns a small bundle in one language, with more files.
func contents(t *testing.T, more ...bundle.File) *bundle.Contents {
	t.Helper()
	pass, err := curriculum.NewPassMark(80)
	if err != nil {
		t.Fatal(err)
	}
	course := &curriculum.Curriculum{}
	course.Settings.Quiz.Pass = pass
	course.Quizzes = []*curriculum.Quiz{{ID: "q", Pass: pass, Questions: []curriculum.Question{
		{ID: "first", Kind: curriculum.Single, Choices: []curriculum.Choice{{ID: "a", Right: true}, {ID: "b"}}},
	}}}
	words, err := translate.NewWords("en", map[string]translate.Entry{"next": {"other": "Next"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := []bundle.File{
		{Part: bundle.Site, Name: "en/index.html", Data: []byte("<h1>Home</h1>")},
		{Part: bundle.Staff, Name: "en/staff/guide.html", Data: []byte("guide")},
		{Part: bundle.Keys, Name: "en/frame.html", Data: []byte("frame")},
		{Part: bundle.Keys, Name: "en/fragments/lessons/6-8/x.md.html", Data: []byte("article")},
		{Part: bundle.Keys, Name: "en/course.json", Data: marshal(t, course)},
		{Part: bundle.Keys, Name: "en/words.json", Data: marshal(t, words)},
		{Part: bundle.Keys, Name: "en/addresses.json", Data: []byte(`{"lessons/6-8/x.md":"/en/lessons/6-8/x.html"}`)},
	}
	pages := []search.Page{{ID: "home", URL: "/en/index.html", Title: "Home", Kind: "page", Lang: "en"}}
	err = search.Write(pages, nil, func(name string, data []byte) error {
		files = append(files, bundle.File{Part: bundle.Site, Name: "search/en/" + name, Data: data})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, more...)
	return &bundle.Contents{
		Version: "test", Sources: sources, Languages: []string{"en"},
		Files: func(yield func(bundle.File, error) bool) {
			for _, f := range files {
				if !yield(f, nil) {
					return
				}
			}
		},
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "b")
	if err := bundle.Write(dir, contents(t)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenReturnsWhatWasWritten(t *testing.T) {
	b, err := bundle.Open(write(t))
	if err != nil {
		t.Fatal(err)
	}
	fragment, _ := b.Fragment("en", "lessons/6-8/x.md")
	address, _ := b.Address("en", "lessons/6-8/x.md")
	home, err := fs.ReadFile(b.Site(), "en/index.html")
	if err != nil {
		t.Fatal(err)
	}
	quiz, ok := b.Course("en").Quiz("q")
	got := map[string]any{
		"home": string(home), "frame": string(b.Frame("en")), "fragment": string(fragment), "address": address,
		"word": b.Words("en").T("next"), "digest": b.Digest(), "languages": b.Languages(),
		"quiz": ok && quiz.Questions[0].Right([]curriculum.Pick{{Choice: "a"}}),
	}
	want := map[string]any{
		"home": "<h1>Home</h1>", "frame": "frame", "fragment": "article", "address": "/en/lessons/6-8/x.html",
		"word": "Next", "digest": sources, "languages": []string{"en"}, "quiz": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bundle (-want +got):\n%s", diff)
	}
	if hits := b.Search("en").Search("home", search.Options{Limit: 3}); hits.Total != 1 {
		t.Errorf("search for home has %d hits, want 1", hits.Total)
	}
	for _, name := range []string{"../../manifest.json", "/etc/passwd", "no-such.md"} {
		if _, ok := b.Fragment("en", name); ok {
			t.Errorf("Fragment(%q) was found", name)
		}
	}
}

func TestOpenRefusesADamagedBundle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		damage func(dir string) error
	}{
		{"a changed page", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "site/en/index.html"), []byte("<h1>Hacked</h1>"), 0o600)
		}},
		{"a missing page", func(dir string) error { return os.Remove(filepath.Join(dir, "site/en/index.html")) }},
		{"a page too many", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "site/en/extra.html"), nil, 0o600)
		}},
		{"no manifest", func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) }},
		{"half a manifest", func(dir string) error { return os.Truncate(filepath.Join(dir, "manifest.json"), 40) }},
		{"nothing at all", func(dir string) error { return os.RemoveAll(dir) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t)
			if err := tt.damage(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := bundle.Open(dir); !errors.Is(err, bundle.ErrDamaged) {
				t.Errorf("Open = %v, want ErrDamaged", err)
			}
		})
	}
}

func TestWriteIsWholeOrNotAtAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "b")
	broken := contents(t)
	all := broken.Files
	broken.Files = func(yield func(bundle.File, error) bool) {
		for f, err := range all {
			if !yield(f, err) {
				return
			}
		}
		yield(bundle.File{}, errors.New("the disk went away"))
	}
	if err := bundle.Write(dir, broken); err == nil {
		t.Fatal("Write = nil for contents that end in an error")
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 0 {
		t.Errorf("something was left behind: %v", entries)
	}
	for _, f := range []bundle.File{
		{Part: bundle.Site, Name: "../../outside.html"},
		{Part: bundle.Site, Name: "en/index.html"}, // twice
	} {
		if err := bundle.Write(dir, contents(t, f)); err == nil {
			t.Errorf("Write took a file called %q", f.Name)
		}
	}
}

func TestExportWritesOnlyWhatIsPublic(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dist")
	for range 2 { // the second replaces the first
		if _, err := bundle.Export(dir, contents(t)); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if d != nil && (d.Name() == "frame.html" || d.Name() == "course.json" || d.Name() == "guide.html") {
			t.Errorf("%s was exported", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "en/index.html")); err != nil {
		t.Error(err)
	}
}

func TestExportLeavesOtherFoldersAlone(t *testing.T) {
	dir := t.TempDir()
	thesis := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(thesis, []byte("years of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bundle.Export(dir, contents(t)); !errors.Is(err, bundle.ErrNotOurs) {
		t.Errorf("Export = %v, want ErrNotOurs", err)
	}
	if _, err := os.Stat(thesis); err != nil {
		t.Error(err)
	}
}

func TestShelfKeepsTheCurrentBundle(t *testing.T) {
	dir := t.TempDir()
	shelf, err := bundle.NewShelf(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Current(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Current of an empty shelf = %v, want ErrNotExist", err)
	}
	var last *bundle.Bundle
	for _, digest := range []string{"aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"} {
		c := contents(t)
		c.Sources = digest
		if last, err = shelf.Put(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".bundle-cut-off"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := shelf.Tidy(last, 1); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if len(names) != 3 || names[1] != "cccccccccccccccc" || names[2] != "current.json" {
		t.Errorf("after Tidy the shelf holds %v, want one older bundle, the current one and its name", names)
	}
	current, err := shelf.Current()
	if err != nil || current.Digest() != "cccccccccccccccc" {
		t.Errorf("Current = %v, %v; want the one that was put last", current, err)
	}
	for _, digest := range []string{"", "..", "../../etc", "AAAAAAAAAAAAAAAA"} {
		if _, err := shelf.Find(digest); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Find(%q) = %v, want ErrNotExist", digest, err)
		}
	}
}
