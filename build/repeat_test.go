package build

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"homeroom/internal/layer"
)

// TestTheSameInputGivesTheSameBytes builds the whole bundle of the same files
// in processes that differ in all that may not matter: number of processors,
// time zone, language, home, and the places, times and order in which the
// files were written.
func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	first, second := t.TempDir(), filepath.Join(t.TempDir(), "a", "deeper", "place")
	copyAuthors(t, first, time.Date(1995, 3, 1, 23, 59, 0, 0, time.UTC), false)
	copyAuthors(t, second, time.Date(2040, 8, 31, 1, 2, 3, 4, time.UTC), true)
	want := builtElsewhere(t, first, "GOMAXPROCS=8", "TZ=Pacific/Kiritimati", "LANG=C", "HOME="+first)
	got := builtElsewhere(t, second, "GOMAXPROCS=1", "TZ=America/St_Johns", "LANG=ar_EG.UTF-8", "HOME="+second, "HUGO_TITLE=Not ours")
	if len(want) < 100 || len(want) != len(got) {
		t.Fatalf("%d files, then %d", len(want), len(got))
	}
	for name, data := range want {
		if data != got[name] {
			t.Errorf("%s differs: %s", name, firstDifference(data, got[name]))
		}
	}
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("at byte %d: %q and %q", i, a[max(0, i-20):min(len(a), i+20)], b[max(0, i-20):min(len(b), i+20)])
		}
	}
	return fmt.Sprintf("%d and %d bytes", len(a), len(b))
}

// copyAuthors writes what authors wrote to the folders built-in and district
// of dir, with a time of its own, in the order of names or the other way.
func copyAuthors(t *testing.T, dir string, written time.Time, backwards bool) {
	t.Helper()
	var files [][2]string
	find := func(from, to string) {
		err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				rel, _ := filepath.Rel(from, name)
				files = append(files, [2]string{name, filepath.Join(dir, to, rel)})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range append(slices.Clone(sourceFolders), "config.yaml") {
		find(filepath.Join("..", name), filepath.Join("built-in", name))
	}
	find(filepath.FromSlash("../samples/tern-hollow"), "district")
	if backwards {
		slices.Reverse(files)
	}
	for _, f := range files {
		data, err := os.ReadFile(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(f[1]), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f[1], data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(f[1], written, written); err != nil {
			t.Fatal(err)
		}
	}
}

// elsewhere is the environment variable that names the folder which
// TestBuildElsewhere builds.
const elsewhere = "HOMEROOM_TEST_ELSEWHERE"

// builtElsewhere builds the folders that copyAuthors wrote in a process of its
// own, and returns the bundle's files, and the digest of what it was made of.
func builtElsewhere(t *testing.T, dir string, environment ...string) map[string]string {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestBuildElsewhere$", "-test.count=1")
	c.Env = append(append(os.Environ(), elsewhere+"="+dir), environment...)
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	files := map[string]string{}
	out := filepath.Join(dir, "out")
	err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(out, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestBuildElsewhere is the other process of builtElsewhere.
func TestBuildElsewhere(t *testing.T) {
	dir := os.Getenv(elsewhere)
	if dir == "" {
		t.Skip("this is not a process of TestTheSameInputGivesTheSameBytes")
	}
	var layers []layer.Layer
	for _, l := range []struct{ name, dir string }{{layer.BuiltIn, "built-in"}, {"sample district", "district"}} {
		opened, err := layer.Dir(l.name, filepath.Join(dir, l.dir))
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, opened)
	}
	files := buildAll(t, layer.New(layers...))
	digest, err := Digest(layer.New(layers...), "test")
	if err != nil {
		t.Fatal(err)
	}
	files["digest"] = []byte(digest + " " + strings.Join(layer.New(layers...).Names(), " "))
	for name, data := range files {
		to := filepath.Join(dir, "out", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
