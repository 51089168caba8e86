package curriculum_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
)

// TestLoadBroken loads a small curriculum with one mistake laid on it. The
// folder testdata/broken/CASE has the files with the mistake, and in "want"
// what their author sees. The files of testdata/base have no mistake.
func TestLoadBroken(t *testing.T) {
	if _, problems, err := curriculum.Load(folder(t, "testdata/base")); err != nil || len(problems) > 0 {
		t.Fatalf("testdata/base: %v\n%s", err, written(t, problems))
	}
	cases, err := os.ReadDir("testdata/broken")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name(), func(t *testing.T) {
			dir := path.Join("testdata/broken", c.Name())
			_, problems, err := curriculum.Load(folder(t, "testdata/base", dir))
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) == 0 {
				t.Error("no problem was found")
			}
			golden(t, path.Join(dir, "want"), []byte(written(t, problems)))
		})
	}
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

// addFolder adds the files of a folder.
func addFolder(files fstest.MapFS, dir string) error {
	return filepath.WalkDir(filepath.FromSlash(dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "want" {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		name, err = filepath.Rel(filepath.FromSlash(dir), name)
		files[filepath.ToSlash(name)] = &fstest.MapFile{Data: data}
		return err
	})
}
