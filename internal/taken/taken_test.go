package taken_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/taken"
)

func folder(t *testing.T) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := root.Close(); err != nil {
			t.Error(err)
		}
	})
	return root
}

func TestRememberedIsRead(t *testing.T) {
	root := folder(t)
	want := map[string]taken.Copy{}
	for i, path := range []string{"lessons/3-5/kite.md", "_odd: \"name\".md", "content/help.md"} {
		want[path] = taken.Copy{From: "built-in", Version: "v1." + fmt.Sprint(i), Digest: taken.Digest([]byte(path))}
		if err := taken.Remember(root, path, want[path]); err != nil {
			t.Fatal(err)
		}
	}
	want["content/help.md"] = taken.Copy{From: "district", Version: "1.0", Digest: "12"}
	if err := taken.Remember(root, "content/help.md", want["content/help.md"]); err != nil {
		t.Fatal(err)
	}
	got, err := taken.Read(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

func TestRememberKeepsWhatPeopleWrote(t *testing.T) {
	root := folder(t)
	if err := root.WriteFile(taken.File, []byte("# Ask Jo before you take more.\nold.md: {from: built-in, version: v1, sha256: \"0\"}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := taken.Remember(root, "new.md", taken.Copy{From: "built-in"}); err != nil {
		t.Fatal(err)
	}
	data, err := root.ReadFile(taken.File)
	if err != nil || !strings.HasPrefix(string(data), "# Ask Jo") {
		t.Errorf("the file is now %q, %v", data, err)
	}
	if got, err := taken.Read(root.FS()); err != nil || len(got) != 2 {
		t.Errorf("Read = %v, %v; want two", got, err)
	}
}

func TestTwoAtATimeLoseNothing(t *testing.T) {
	root := folder(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := taken.Remember(root, fmt.Sprintf("content/p%d.md", i), taken.Copy{Version: "v1"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := taken.Read(root.FS()); err != nil || len(got) != 20 {
		t.Errorf("%d are remembered, %v; want 20", len(got), err)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"what is no YAML", "a: [", "taken.yaml"},
		{"what is no table", "- a\n- b\n", "taken.yaml:1"},
		{"an unknown key", "a.md:\n  sha265: \"1\"\n", "taken.yaml:2"},
		{"marks of a merge", "<<<<<<< ours\na.md: {}\n=======\n", "taken.yaml"},
		{"a file that is too long", strings.Repeat("#\n", 1<<20), "no file of homeroom's"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := taken.Read(fstest.MapFS{taken.File: {Data: []byte(tt.text)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Read: %v, want one line with %q", err, tt.want)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	was := taken.Copy{Digest: taken.Digest([]byte("one\ntwo\n"))}
	for _, tt := range []struct {
		name, mine, theirs string
		want               taken.State
	}{
		{"nobody changed anything", "one\ntwo\n", "one\ntwo\n", taken.Idle},
		{"an editor changed the line ends", "one\r\ntwo\r\n", "one\ntwo\n", taken.Idle},
		{"the district edited its copy", "one\n2\n", "one\ntwo\n", taken.Current},
		{"the original changed", "one\ntwo\n", "one\ntwo\nthree\n", taken.Older},
		{"both changed", "one\n2\n", "1\ntwo\n", taken.Both},
		{"both changed alike", "1\n", "1\n", taken.Same},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := was.Compare([]byte(tt.mine), []byte(tt.theirs)); got != tt.want {
				t.Errorf("Compare = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestDiffCountsLines(t *testing.T) {
	text, gone, added := taken.Diff("a", []byte("one\r\ntwo\r\n-three\r\n"), "b", []byte("one\n2\n+3\n4\n-three\n"))
	if gone != 1 || added != 3 || !strings.Contains(text, "-two\n+2\n") {
		t.Errorf("Diff = %d taken, %d added:\n%s", gone, added, text)
	}
	if text, gone, added := taken.Diff("a", []byte("x\n"), "b", []byte("x\r\n")); text != "" || gone+added > 0 {
		t.Errorf("Diff of the same = %q, %d, %d", text, gone, added)
	}
}
