package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// TestBroken lays one mistake of a district on a small curriculum, checks it
// and builds it. The folder testdata/broken/CASE has the district's files, and
// in "want" what their author sees, with the rule of each problem.
// docs/authoring/mistakes.md is made from what is wanted.
func TestBroken(t *testing.T) {
	below := smallCurriculum(t)
	if found := found(t, layer.New(below)); len(found) > 0 {
		t.Fatalf("the small curriculum has problems: %v", found)
	}
	folders, err := os.ReadDir("testdata/broken")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) {
			above, err := layer.Dir("Tern Hollow", filepath.Join("testdata", "broken", f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if files := made[f.Name()]; files != nil {
				above.Files = files
			}
			layers := layer.New(below, above)
			var problems []diag.Problem
			if f.Name() == "preview-language" {
				_, err := Preview(t.Context(), Input{Layers: layers, Version: "test", CacheDir: t.TempDir()}, "pl")
				problems = mistakes(t, err)
			} else {
				problems = found(t, layers)
			}
			var want strings.Builder
			for _, p := range problems {
				if err := diag.Write(&want, []diag.Problem{p}); err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&want, "  rule: %s\n", p.Rule)
			}
			golden(t, "broken/"+f.Name()+"/want", weights.ReplaceAllString(want.String(), "weighs 300 kB"))
		})
	}
}

// weights is what changes with every change of the theme.
var weights = regexp.MustCompile(`weighs \d+ kB`)

// found returns what a build finds wrong in layers, of which a check must have
// found all that is not in the finished pages.
func found(t *testing.T, layers *layer.Stack) []diag.Problem {
	t.Helper()
	checked, _, err := Check(layers)
	if err != nil {
		t.Fatal(err)
	}
	contents, built, err := Site(t.Context(), Input{Layers: layers, Version: "test", CacheDir: t.TempDir()})
	if err != nil {
		built = mistakes(t, err)
	}
	if (contents == nil) != (diag.Errors(built) > 0) {
		t.Errorf("Site returns a bundle: %v, and finds %v", contents != nil, built)
	}
	if diag.Errors(checked) > 0 {
		diag.Sort(built)
		if diff := cmp.Diff(checked, built); diff != "" {
			t.Errorf("Check and Site find different mistakes (-check +site):\n%s", diff)
		}
	} else if err == nil && len(built) < len(checked) {
		t.Errorf("Check warns of %v, and Site of %v", checked, built)
	}
	return built
}

// mistakes returns the problems of a curriculum that was refused.
func mistakes(t *testing.T, err error) []diag.Problem {
	t.Helper()
	var mistake *Mistake
	if !errors.As(err, &mistake) {
		t.Fatalf("got %v, want a *Mistake", err)
	}
	return mistake.Problems
}

// made are the files of cases that would make a folder heavy.
var made = map[string]fs.FS{
	"catalogue-long":      long("i18n/es/content/help.po", "# A comment.\n", translate.MaxCatalog),
	"catalogue-very-long": long("i18n/es/content/help.po", "# A comment.\n", 2*translate.MaxCatalog),
	"terms-very-long":     long("i18n/terms.es.yaml", "# A comment.\n", 2*translate.MaxFile),
	"words-long":          long("i18n/es.yaml", "# A comment.\n", translate.MaxFile),
	"words-very-long":     long("i18n/es.yaml", "# A comment.\n", 2*translate.MaxFile),
	"page-heavy": fstest.MapFS{
		"content/families/long.md":   {Data: []byte("---\nid: long\ntitle: Long\n---\n\n" + strings.Repeat("Very little.\n\n", 20_000))},
		"content/families/longer.md": {Data: []byte("---\nid: longer\ntitle: Longer\n---\n\n" + strings.Repeat("Very little.\n\n", 20_100))},
	},
	"theme-heavy": fstest.MapFS{"themes/homeroom/assets/css/quiz.css": {Data: manyStyles()}},
}

// manyStyles returns a style sheet for classes that no page has.
func manyStyles() []byte {
	var b bytes.Buffer
	for i := range 6000 {
		fmt.Fprintf(&b, ".a-class-that-nobody-uses-%d { margin-block: %dpx }\n", i, i)
	}
	return b.Bytes()
}

// long returns one file, of a line that is repeated until it has more than so
// many bytes.
func long(name, line string, bytes int) fs.FS {
	return fstest.MapFS{name: {Data: []byte(strings.Repeat(line, bytes/len(line)+1))}}
}

// smallCurriculum returns the small curriculum of package curriculum with
// homeroom's theme and its words in two languages.
func smallCurriculum(t *testing.T) layer.Layer {
	t.Helper()
	files := fstest.MapFS{}
	for _, from := range []struct{ dir, name string }{
		{"..", "themes"}, {"..", "i18n/en.yaml"}, {"..", "i18n/es.yaml"}, {"../curriculum/testdata/base", "."},
	} {
		err := fs.WalkDir(os.DirFS(from.dir), from.name, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(from.dir), name)
			files[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return layer.Layer{Name: layer.BuiltIn, Files: files}
}
