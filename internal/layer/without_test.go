package layer_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/layer"
)

func TestWithoutHidesFiles(t *testing.T) {
	s := layer.New(
		layer.Layer{Name: layer.BuiltIn, Files: fstest.MapFS{"lessons/a.md": file("a"), "lessons/a.md~": file("old")}},
		layer.Layer{Name: "Tern Hollow", Files: fstest.MapFS{"lessons/b.md": file("b"), "lessons/b.md~": file("old"), "lessons/c~/d.md": file("d")}},
	).Without(func(base string) bool { return strings.HasSuffix(base, "~") })
	var got []string
	err := fs.WalkDir(s, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			got = append(got, s.Layer(name)+" "+name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"built-in lessons/a.md", "Tern Hollow lessons/b.md", "Tern Hollow lessons/c~/d.md"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if data, err := fs.ReadFile(s, "lessons/b.md"); err != nil || string(data) != "b" {
		t.Errorf("ReadFile = %q, %v", data, err)
	}
}

// locked is a file system in which one file may not be opened.
type locked struct {
	fs.FS
	name string
}

func (l locked) Open(name string) (fs.File, error) {
	if name == l.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

func (l locked) Stat(name string) (fs.FileInfo, error) { return fs.Stat(l.FS, name) }

func TestRefusedSaysWhatVersionsLeavesOut(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "config.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	opened, err := layer.Dir("a folder", folder)
	if err != nil {
		t.Fatal(err)
	}
	s := layer.New(
		layer.Layer{Name: layer.BuiltIn, Files: fstest.MapFS{"config.yaml": file("good")}},
		layer.Layer{Name: "none", Files: fstest.MapFS{}},
		layer.Layer{Name: "long", Files: fstest.MapFS{"config.yaml": file("too many bytes")}},
		layer.Layer{Name: "locked", Files: locked{fstest.MapFS{"config.yaml": file("secret")}, "config.yaml"}},
		opened,
	)
	why := map[string]error{"long": layer.ErrLong, "locked": fs.ErrPermission, "a folder": fs.ErrInvalid}
	refused := s.Refused("config.yaml", 8)
	for _, r := range refused {
		if want := why[r.Layer]; want == nil || !errors.Is(r.Err, want) {
			t.Errorf("the layer %s is refused with %v, want %v", r.Layer, r.Err, want)
		}
	}
	if len(refused) != len(why) {
		t.Errorf("%d layers are refused, want %d", len(refused), len(why))
	}
	if got := s.Versions("config.yaml", 8); len(got) != 1 || got[0].Layer != layer.BuiltIn {
		t.Errorf("Versions = %v, want the built-in one alone", got)
	}
}
