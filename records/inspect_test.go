package records_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/records"
)

// filesIn returns the names and sizes of the files in a folder.
func filesIn(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int64{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		sizes[e.Name()] = info.Size()
	}
	return sizes
}

func TestInspectChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "records.db")
	store, err := records.Open(t.Context(), path, records.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"while a kiosk has it open", "afterwards"} {
		before := filesIn(t, filepath.Dir(path))
		got, err := records.Inspect(t.Context(), path)
		if err != nil || got.Wrong != "" || got.Version != got.Newest || got.Version == 0 {
			t.Errorf("Inspect %s = %+v, %v; want sound and up to date", when, got, err)
		}
		if diff := cmp.Diff(before, filesIn(t, filepath.Dir(path))); diff != "" {
			t.Errorf("Inspect %s changed files (-before +after):\n%s", when, diff)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInspectSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := filepath.Join(dir, "good", "records.db")
	store, err := records.Open(t.Context(), path, records.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	torn, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 100; i < 3000; i++ {
		torn[i] = 0xa5
	}
	for _, tt := range []struct{ name, path, want string }{
		{"a text", write("text.db", []byte("this is a shopping list, as long as it needs to be to be no database: milk, eggs, bread, apples, soap, tea")), "it is not a database"},
		{"a torn database", write("torn.db", torn), "it is damaged"},
		{"a folder", dir, "it is not a file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := records.Inspect(t.Context(), tt.path); err != nil || got.Wrong != tt.want {
				t.Errorf("Inspect = %+v, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := records.Inspect(t.Context(), filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Inspect of nothing: %v, want fs.ErrNotExist", err)
	}
}
