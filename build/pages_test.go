package build

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/afero"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// TestPages compares what stands in <main> with testdata/pages. Run the test
// with -update after a change of the templates, and read the difference.
func TestPages(t *testing.T) {
	site := renderedSample(t)
	for name, at := range map[string]string{
		"home":                "/en/index.html",
		"lessons":             "/en/lessons/index.html",
		"lesson":              "/en/lessons/6-8/save-it.html",
		"lesson-in-arabic":    "/ar/lessons/6-8/save-it.html",
		"lesson-alone":        "/en/lessons/6-8/save-it.fragment.html",
		"annual":              "/en/lessons/annual/6.html",
		"unit":                "/en/units/respond.html",
		"quiz-for-practice":   "/en/quizzes/6-8/save-it.html",
		"quiz-without-answer": "/en/quizzes/annual/6.html",
		"policies":            "/en/policies/index.html",
		"policy":              "/en/policies/use.html",
		"policy-in-spanish":   "/es/policies/use.html",
		"faqs":                "/en/families/faq/index.html",
		"faq":                 "/en/families/faq/stolen.html",
		"families":            "/en/families/index.html",
		"page":                "/en/families/talk.html",
		"search":              "/en/search.html",
		"a-z":                 "/en/a-z.html",
		"credits":             "/en/credits.html",
		"guide":               "/en/staff/guides/6-8/save-it.html",
		"staff":               "/en/staff/index.html",
		"frame":               "/en/frame.html",
		"missing":             "/en/404.html",
		"entrance":            "/index.html",
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "pages/"+name+".html", mainOf(file(t, site, at)))
		})
	}
}

// TestHeader compares what stands around a page.
func TestHeader(t *testing.T) {
	page := file(t, renderedSample(t), "/es/lessons/6-8/save-it.html")
	before, _, _ := strings.Cut(page, "<main")
	_, after, _ := strings.Cut(page, "</main>")
	golden(t, "pages/around.html", squeezed(before)+"…\n"+squeezed(after))
}

// TestBuildIsRepeatable renders the same site under other circumstances. Each
// file must be the same, byte for byte.
func TestBuildIsRepeatable(t *testing.T) {
	want := allFiles(t, renderedSample(t))
	t.Setenv("TZ", "Asia/Tokyo")
	t.Setenv("LANG", "ar_EG.UTF-8")
	t.Setenv("HUGO_TITLE", "Not ours")
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	site, err := renderSite(t.Context(), sampleSite(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, allFiles(t, site)); diff != "" {
		t.Errorf("a second build differs (-first +second):\n%s", diff)
	}
}

// renderedSample returns the sample site, rendered once for all tests, which
// must not change it.
func renderedSample(t *testing.T) *renderedSite {
	t.Helper()
	onceSample.Do(func() { sample, errSample = renderSite(t.Context(), sampleSite(t)) })
	if errSample != nil {
		t.Fatal(errSample)
	}
	for _, w := range sample.Warnings {
		t.Errorf("warning: %s: %s", w.At(), w.Message)
	}
	return sample
}

var (
	onceSample sync.Once
	sample     *renderedSite
	errSample  error
)

// tree returns the files of a site as a file system.
func tree(site *renderedSite) fs.FS {
	return afero.NewIOFS(afero.NewBasePathFs(site.Files, "/"))
}

// allFiles returns all files of a site by name.
func allFiles(t *testing.T, site *renderedSite) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(tree(site), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[name] = file(t, site, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// file returns a file of a site.
func file(t *testing.T, site *renderedSite, name string) string {
	t.Helper()
	data, err := fs.ReadFile(tree(site), strings.TrimPrefix(name, "/"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// mainOf returns what stands in a page's <main>, or the whole text of what is
// no page.
func mainOf(page string) string {
	if _, rest, ok := strings.Cut(page, "<main"); ok {
		rest, _, _ = strings.Cut(rest, "</main>")
		page = "<main" + rest + "</main>"
	}
	return squeezed(page)
}

// icons are small pictures inside a page.
var icons = regexp.MustCompile(`<svg class="(?:icon|mark)"[^>]*>.*?</svg>`)

// squeezed returns text without empty lines and without what changes with
// every change of a style or a drawing.
func squeezed(text string) string {
	text = icons.ReplaceAllString(text, "<svg/>")
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return hashes.ReplaceAllString(strings.Join(lines, "\n"), ".HASH.") + "\n"
}

// golden compares got with a file in testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; run go test ./build -update if that is right (-want +got):\n%s", name, diff)
	}
}
