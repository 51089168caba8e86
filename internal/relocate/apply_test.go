package relocate_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"homeroom/internal/relocate"
)

func sorted(texts map[string]string) []string { return slices.Sorted(maps.Keys(texts)) }

// wholeLesson is an archive with a lesson that has everything.
const wholeLesson = "testdata/lesson.txtar"

func planned(t *testing.T) (dir string, root *os.Root, plan *relocate.Plan) {
	t.Helper()
	archive, err := txtar.ParseFile(wholeLesson)
	if err != nil {
		t.Fatal(err)
	}
	dir, root = onDisk(t, archive)
	plan, err = relocate.New(os.DirFS(dir), fstest.MapFS{}, "lessons/3-5/kite.md", "lessons/6-8/long-kite.md")
	if err != nil {
		t.Fatal(err)
	}
	return dir, root, plan
}

// A brokenDisk refuses its n-th change, once.
type brokenDisk struct {
	relocate.Disk
	left int
}

var errBroken = errors.New("no space left on device")

func (d *brokenDisk) change(do func() error) error {
	if d.left--; d.left == 0 {
		return errBroken
	}
	return do()
}

func (d *brokenDisk) Mkdir(name string) error {
	return d.change(func() error { return d.Disk.Mkdir(name) })
}
func (d *brokenDisk) Create(name string, data []byte, mode fs.FileMode) error {
	return d.change(func() error { return d.Disk.Create(name, data, mode) })
}
func (d *brokenDisk) Rename(from, to string) error {
	return d.change(func() error { return d.Disk.Rename(from, to) })
}

func TestApplyUndoesWhatItCannotFinish(t *testing.T) {
	for n := 1; ; n++ {
		dir, root, plan := planned(t)
		before := read(t, os.DirFS(dir))
		folders := folderNames(t, dir)
		disk := &brokenDisk{relocate.Root(root), n}
		err := plan.Apply(disk)
		if disk.left > 0 {
			if err != nil || n < 10 {
				t.Errorf("Apply with %d changes: %v; want more changes and no error", n, err)
			}
			return
		}
		if !errors.Is(err, errBroken) {
			t.Fatalf("Apply with change %d refused: %v", n, err)
		}
		if diff := cmp.Diff(before, read(t, os.DirFS(dir))); diff != "" {
			t.Fatalf("change %d refused, and not all undone (-before +after):\n%s", n, diff)
		}
		if diff := cmp.Diff(folders, folderNames(t, dir)); diff != "" {
			t.Fatalf("change %d refused, and folders are left (-before +after):\n%s", n, diff)
		}
	}
}

// folderNames returns all folders below dir.
func folderNames(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestApplyDoesNothingIfAFileChangedMeanwhile(t *testing.T) {
	for _, tt := range []struct{ name, file string }{
		{"a file with a link was edited", "content/help.md"},
		{"the lesson was edited", "lessons/3-5/kite.md"},
		{"somebody made the new file", "lessons/6-8/long-kite.md"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, root, plan := planned(t)
			if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(tt.file)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(tt.file)), []byte("edited"), 0o644); err != nil {
				t.Fatal(err)
			}
			before := read(t, os.DirFS(dir))
			if err := plan.Apply(relocate.Root(root)); !errors.Is(err, relocate.ErrMeanwhile) {
				t.Errorf("Apply: %v, want %v", err, relocate.ErrMeanwhile)
			}
			if diff := cmp.Diff(before, read(t, os.DirFS(dir))); diff != "" {
				t.Errorf("Apply changed something (-before +after):\n%s", diff)
			}
		})
	}
}

func TestApplyLeavesNoEmptyFolder(t *testing.T) {
	dir, root, plan := planned(t)
	if err := plan.Apply(relocate.Root(root)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"quizzes/3-5", "i18n/es/lessons/3-5"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
}
