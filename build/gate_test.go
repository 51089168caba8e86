package build

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestAFloodOfReachesIsCutShort has another address on every page.
func TestAFloodOfReachesIsCutShort(t *testing.T) {
	in := thousand(t)
	in.Layers = oneLanguage(t, map[string]string{
		"themes/homeroom/layouts/lesson.html": `{{ define "main" }}<article><img src="https://cdn.example/{{ .Params.id }}.png" alt=""></article>{{ end }}`,
	}).Layers
	_, err := renderSite(t.Context(), in)
	var refused *RenderError
	if !errors.As(err, &refused) || len(refused.Problems) != mostReaches {
		t.Fatalf("renderSite = %v, want %d problems", err, mostReaches)
	}
	if p := refused.Problems[0]; p.At() != "themes/homeroom/layouts/lesson.html:1:39" {
		t.Errorf("problem = %+v, want the template's", p)
	}
}

// writeFiles writes files into a folder of their own.
func writeFiles(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
