package curriculum_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// TestLoadBroken loads a small curriculum with one mistake laid on it. The
// folder testdata/broken/CASE has the files with the mistake, and in "want"
// what their author sees, with the rule of each problem. The files of
// testdata/base have no mistake. docs/authoring/mistakes.md is made from what
// is wanted.
func TestLoadBroken(t *testing.T) {
	if _, problems, err := curriculum.Load(folder(t, "testdata/base")); err != nil || len(problems) > 0 {
		t.Fatalf("testdata/base: %v\n%s", err, written(t, problems))
	}
	for _, name := range brokenCases(t) {
		t.Run(name, func(t *testing.T) {
			problems := broken(t, name)
			if len(problems) == 0 {
				t.Error("no problem was found")
			}
			var want strings.Builder
			for _, p := range problems {
				want.WriteString(written(t, []diag.Problem{p}) + "  rule: " + p.Rule + "\n")
			}
			golden(t, path.Join("testdata/broken", name, "want"), []byte(want.String()))
		})
	}
}

// brokenCases returns the names of the folders of testdata/broken.
func brokenCases(t *testing.T) (names []string) {
	t.Helper()
	cases, err := os.ReadDir("testdata/broken")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		names = append(names, c.Name())
	}
	return names
}

// broken returns the problems of one case. If it has a folder "below", that is
// part of the layer on which the rest of the case is laid as another.
func broken(t *testing.T, name string) []diag.Problem {
	t.Helper()
	if load := made[name]; load != nil {
		return load(t)
	}
	dir := path.Join("testdata/broken", name)
	var files fs.FS = folder(t, "testdata/base", dir)
	if _, err := os.Stat(path.Join(dir, "below")); err == nil {
		files = versioned{layer.New(
			layer.Layer{Name: layer.BuiltIn, Files: folder(t, "testdata/base", path.Join(dir, "below"))},
			layer.Layer{Name: "Pine Ford", Files: folder(t, dir)},
		)}
	}
	_, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// made are the cases that cannot lie in a folder, which has only their "want".
var made = map[string]func(t *testing.T) []diag.Problem{
	"irregular-file": func(t *testing.T) []diag.Problem {
		return problemsWith(t, fstest.MapFS{"content/shared.md": {Data: []byte("help.md"), Mode: fs.ModeSymlink}})
	},
	"many-problems": func(t *testing.T) []diag.Problem {
		problems := problemsWith(t, fstest.MapFS{"content/old.md": text("---\nid: old\ntitle: Old\n---\n\n" + strings.Repeat("<br>\n\n", 250))})
		return slices.DeleteFunc(problems, func(p diag.Problem) bool { return p.Rule == "raw-html" })
	},
	"missing-plan": func(t *testing.T) []diag.Problem {
		files := folder(t, "testdata/base")
		delete(files, "lessons/plan.yaml")
		_, problems, err := curriculum.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return problems
	},
}

// versioned shows layers to package curriculum.
type versioned struct{ *layer.Stack }

func (v versioned) Versions(name string) (versions []curriculum.Version) {
	for _, each := range v.Stack.Versions(name, 1<<20) {
		versions = append(versions, curriculum.Version{Layer: each.Layer, Data: each.Data})
	}
	return versions
}

// folder returns the files of folders, each laid on the ones before it.
func folder(t testing.TB, dirs ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, dir := range dirs {
		if err := addFolder(files, dir); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// addFolder adds the files of a folder. A file NAME.size stands for a file
// NAME of as many bytes as it says; no folder has to hold a heavy picture.
func addFolder(files fstest.MapFS, dir string) error {
	return filepath.WalkDir(filepath.FromSlash(dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == "want" {
			return err
		}
		rel, err := filepath.Rel(filepath.FromSlash(dir), name)
		if err != nil || d.IsDir() {
			if rel == "below" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, sized := strings.CutSuffix(filepath.ToSlash(rel), ".size")
		if sized {
			size, err := strconv.Atoi(strings.TrimSpace(string(data)))
			if err != nil {
				return err
			}
			data = make([]byte, size)
		}
		files[rel] = &fstest.MapFile{Data: data}
		return nil
	})
}
