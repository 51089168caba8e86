package curriculum_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLoadGood loads a folder that has one of everything that authors write,
// and compares all of the curriculum with a golden file.
func TestLoadGood(t *testing.T) {
	course, problems, err := curriculum.Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Fatalf("a folder without mistakes has problems:\n%s", written(t, problems))
	}
	got, err := json.MarshalIndent(course, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/good.json", append(got, '\n'))
}

// golden compares got with a file, or writes the file if -update is given.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// written returns problems as an author sees them.
func written(t *testing.T, problems []diag.Problem) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.Write(&b, problems); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
