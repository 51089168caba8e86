package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLastGoodSiteStaysServed breaks a district's page after a first start.
// The second start says what is wrong and serves what was built before; a
// district that never had a good site gets none.
func TestTheLastGoodSiteStaysServed(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "homeroom-test-cache"))
	district, data := t.TempDir(), t.TempDir()
	page := filepath.Join(district, "content", "families", "ours.md")
	if err := os.MkdirAll(filepath.Dir(page), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(page, []byte("---\nid: ours\ntitle: Ours\n---\n\n"+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start := func(data string) (digest, said string, err error) {
		heard := new(output)
		s := serving{on: folders{district: district}}
		b, err := s.bundle(t.Context(), terminal{strings.NewReader(""), heard, heard}, data)
		if err != nil {
			return "", heard.String(), err
		}
		return b.Digest(), heard.String(), nil
	}

	write("A good page.")
	good, _, err := start(data)
	if err != nil {
		t.Fatal(err)
	}
	write("See [nothing](no-such-page.md).")
	kept, said, err := start(data)
	if err != nil || kept != good {
		t.Errorf("with a mistake, serve has bundle %s (%v), want the last good one, %s", kept, err, good)
	}
	if !strings.Contains(said, "ours.md:6:") || !strings.Contains(said, "stays served") {
		t.Errorf("serve said:\n%s\nwant the mistake's line, and that the old site stays", said)
	}
	if _, _, err := start(t.TempDir()); err == nil {
		t.Error("with a mistake and no site from before, serve started")
	}
	write("A page that was mended.")
	mended, _, err := start(data)
	if err != nil || mended == good {
		t.Errorf("after mending, serve has bundle %s (%v), want a new one", mended, err)
	}
}
