package relocate_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"homeroom/internal/layer"
	"homeroom/internal/relocate"
)

var update = flag.Bool("update", false, "write what the archives should hold")

// TestMove moves what the first line of each archive's comment says, such as
// "lessons/3-5/a.md lessons/6-8/b.md". Files under "in" are the folder, files
// under "below" what it is laid on, and files under "out" the folder after the
// move. "refused" is what the move is refused with instead.
func TestMove(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out := moved(t, archive)
			kept := archive.Files[:0:0]
			for _, f := range archive.Files {
				if strings.HasPrefix(f.Name, "in/") || strings.HasPrefix(f.Name, "below/") {
					kept = append(kept, f)
				}
			}
			got := txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: append(kept, out...)})
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(txtar.Format(archive)), string(got)); diff != "" && !*update {
				t.Errorf("after the move (-want +got):\n%s", diff)
			}
		})
	}
}

// moved returns the files of an archive after the move: as the plan shows them,
// which must be as they are on the disk after it was carried out.
func moved(t *testing.T, archive *txtar.Archive) (out []txtar.File) {
	t.Helper()
	line, _, _ := strings.Cut(string(archive.Comment), "\n")
	from, to, _ := strings.Cut(line, " ")
	dir, root := onDisk(t, archive)
	plan, err := relocate.New(os.DirFS(dir), archived(archive, "below/"), from, to)
	if no, ok := errors.AsType[*relocate.Refusal](err); ok {
		return []txtar.File{{Name: "refused", Data: []byte(no.Message + "\n  hint: " + no.Hint + "\n")}}
	}
	if err != nil {
		t.Fatal(err)
	}
	planned := read(t, layer.Changed(os.DirFS(dir), plan.Change()))
	if err := plan.Apply(relocate.Root(root)); err != nil {
		t.Fatal(err)
	}
	done := read(t, os.DirFS(dir))
	if diff := cmp.Diff(planned, done); diff != "" {
		t.Errorf("the disk is not as planned (-planned +done):\n%s", diff)
	}
	for _, name := range sorted(done) {
		out = append(out, txtar.File{Name: "out/" + name, Data: []byte(done[name])})
	}
	return out
}

// archived returns the files of an archive below a prefix.
func archived(archive *txtar.Archive, prefix string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok {
			files[name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

// onDisk writes the folder of an archive to a disk.
func onDisk(t *testing.T, archive *txtar.Archive) (string, *os.Root) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, archived(archive, "in/")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := root.Close(); err != nil {
			t.Error(err)
		}
	})
	return dir, root
}

// read returns the texts of all files; an empty folder has a slash at its end.
func read(t *testing.T, files fs.FS) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		texts[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
