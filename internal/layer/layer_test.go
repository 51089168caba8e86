package layer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/afero"

	"homeroom/internal/layer"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func stack() *layer.Stack {
	return layer.New(
		layer.Layer{Name: layer.BuiltIn, Files: fstest.MapFS{
			"config.yaml":          file("built-in"),
			"lessons/k-2/kind.md":  file("built-in"),
			"lessons/3-5/tasl.md":  file("built-in"),
			"content/map/a.md":     file("built-in"),
			"themes/x/_base.html":  file("built-in"),
			"content/_index.md":    file("built-in"),
			"content/only/deep.md": file("built-in"),
		}},
		layer.Layer{Name: "Tern Hollow", Files: fstest.MapFS{
			"config.yaml":         file("district"),
			"lessons/3-5/tasl.md": file("district"),
			"lessons/3-5/new.md":  file("district"),
			"content/map":         file("a file where there was a folder"),
		}},
		layer.Layer{Name: "Alder Brook", Files: fstest.MapFS{
			"lessons/3-5/new.md": file("school"),
		}},
	)
}

func TestStackShowsTheUppermostFile(t *testing.T) {
	s := stack()
	for _, tt := range []struct{ name, text, layer string }{
		{"lessons/k-2/kind.md", "built-in", "built-in"},
		{"lessons/3-5/tasl.md", "district", "Tern Hollow"},
		{"lessons/3-5/new.md", "school", "Alder Brook"},
		{"themes/x/_base.html", "built-in", "built-in"},
		{"content/map", "a file where there was a folder", "Tern Hollow"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fs.ReadFile(s, tt.name)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.text {
				t.Errorf("ReadFile = %q, want %q", got, tt.text)
			}
			if got := s.Layer(tt.name); got != tt.layer {
				t.Errorf("Layer = %q, want %q", got, tt.layer)
			}
		})
	}
}

func TestStackMergesFolders(t *testing.T) {
	entries, err := fs.ReadDir(stack(), "lessons/3-5")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{"new.md", "tasl.md"}, names); diff != "" {
		t.Errorf("ReadDir (-want +got):\n%s", diff)
	}
}

func TestStackHidesAFolderBehindAFile(t *testing.T) {
	if _, err := fs.ReadFile(stack(), "content/map/a.md"); err == nil {
		t.Error("a file below a replaced folder was read")
	}
}

func TestStackIsAFileSystem(t *testing.T) {
	if err := fstest.TestFS(stack(), "config.yaml", "lessons/3-5/new.md", "content/only/deep.md"); err != nil {
		t.Error(err)
	}
}

func TestVersionsComeLowestFirst(t *testing.T) {
	want := []layer.Version{{Layer: "built-in", Data: []byte("built-in")}, {Layer: "Tern Hollow", Data: []byte("district")}}
	if diff := cmp.Diff(want, stack().Versions("config.yaml", 100)); diff != "" {
		t.Errorf("Versions (-want +got):\n%s", diff)
	}
	if got := stack().Versions("config.yaml", 3); got != nil {
		t.Errorf("Versions above the limit = %v, want none", got)
	}
}

func TestDirLetsNoLinkLeadOut(t *testing.T) {
	outside, inside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.md"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "secret.md"), filepath.Join(inside, "link.md")); err != nil {
		t.Skip("this file system has no symbolic links: ", err)
	}
	l, err := layer.Dir("district", inside)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := fs.ReadFile(layer.New(l), "link.md"); err == nil {
		t.Errorf("read %q through a link that leads out of the folder", data)
	}
}

func TestUnderShowsFilesBelowARootAndWritesInMemory(t *testing.T) {
	files := layer.Under("/site", afero.NewMemMapFs(), stack())
	got, err := afero.ReadFile(files, "/site/lessons/3-5/tasl.md")
	if err != nil || string(got) != "district" {
		t.Fatalf("ReadFile = %q, %v; want the district's file", got, err)
	}
	if err := afero.WriteFile(files, "/site/lessons/3-5/tasl.md", []byte("generated"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _ := afero.ReadFile(files, "/site/lessons/3-5/tasl.md"); string(got) != "generated" {
		t.Errorf("after writing, ReadFile = %q, want what was written", got)
	}
	if got, _ := fs.ReadFile(stack(), "lessons/3-5/tasl.md"); string(got) != "district" {
		t.Errorf("a layer was written to: %q", got)
	}
	if _, err := files.Stat("/etc/passwd"); err == nil {
		t.Error("a file outside the root is seen")
	}
}
