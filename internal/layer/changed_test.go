package layer_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"homeroom/internal/layer"
)

func TestChangedShowsFilesAfterAChange(t *testing.T) {
	files := fstest.MapFS{
		"config.yaml":       file("old"),
		"lessons/3-5/a.md":  file("a"),
		"lessons/3-5/b.md":  file("b"),
		"lessons/3-5/c.svg": file("c"),
		"lessons/3-5/d.md":  file("d"),
	}
	after := layer.Changed(files, layer.Change{
		Moved:   map[string]string{"lessons/6-8/new.svg": "lessons/3-5/c.svg"},
		Written: map[string][]byte{"lessons/6-8/a.md": []byte("a, mended"), "config.yaml": []byte("new")},
		Removed: []string{"lessons/3-5/a.md", "lessons/3-5/d.md"},
	})
	if err := fstest.TestFS(after, "config.yaml", "lessons/3-5/b.md", "lessons/6-8/a.md", "lessons/6-8/new.svg"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"config.yaml": "new", "lessons/3-5/b.md": "b", "lessons/6-8/a.md": "a, mended", "lessons/6-8/new.svg": "c",
	} {
		if got, err := fs.ReadFile(after, name); err != nil || string(got) != want {
			t.Errorf("%s = %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"lessons/3-5/a.md", "lessons/3-5/c.svg", "lessons/3-5/d.md", "lessons/9-12"} {
		if _, err := fs.Stat(after, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if got, err := fs.ReadFile(files, "config.yaml"); err != nil || string(got) != "old" {
		t.Errorf("the files themselves changed: %q, %v", got, err)
	}
}

func TestChangedByNothingIsTheSame(t *testing.T) {
	files := fstest.MapFS{"content/_index.md": file("home")}
	if err := fstest.TestFS(layer.Changed(files, layer.Change{}), "content/_index.md"); err != nil {
		t.Error(err)
	}
}
