package homeroom_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestImports keeps every package in its place. It fails for a package that
// has no line here, or that imports something its line does not name: decide
// where the package belongs, then write it down.
func TestImports(t *testing.T) {
	const module, everything = "homeroom/", "*"
	mayImport := map[string]string{ // package → our packages it may import
		".":                    "",
		"curriculum":           "internal/diag",
		"records":              "internal/diag",
		"build":                "curriculum internal/bundle internal/diag internal/layer internal/question internal/search internal/translate",
		"kiosk":                "curriculum records internal/bundle internal/certificate internal/question internal/search internal/translate",
		"internal/bundle":      "curriculum internal/search internal/translate",
		"internal/certificate": "",
		"internal/diag":        "",
		"internal/layer":       "",
		"internal/preview":     "internal/bundle internal/diag",
		"internal/machine":     "",
		"internal/question":    "curriculum",
		"internal/relocate":    "curriculum internal/diag internal/layer",
		"internal/search":      "",
		"internal/taken":       "",
		"internal/translate":   "internal/diag",
		"internal/watch":       "",
		"cmd/homeroom":         everything,
	}
	doors := map[string]string{ // large dependency → the packages that may import it
		"github.com/blevesearch/bleve/v2": "internal/search",
		"github.com/fogleman/gg":          "internal/certificate",
		"github.com/fsnotify/fsnotify":    "internal/watch",
		"github.com/gohugoio/hugo":        "build",
		"github.com/jackc/pgx/v5":         "records",
		"github.com/spf13/afero":          "build internal/layer",
		"github.com/xuri/excelize/v2":     "internal/translate",
		"github.com/yuin/goldmark":        "curriculum",
		"modernc.org/sqlite":              "records",
		"database/sql":                    "records",
	}
	for dir, files := range packages(t) {
		allowed, known := mayImport[dir]
		if !known {
			t.Errorf("package %s has no line in mayImport", dir)
			continue
		}
		for _, file := range files {
			for _, imported := range imports(t, file) {
				if ours, ok := strings.CutPrefix(imported, module); ok && allowed != everything &&
					!slices.Contains(strings.Fields(allowed), ours) {
					t.Errorf("%s: %s must not import %s", file, dir, ours)
				}
				for door, who := range doors {
					if (imported == door || strings.HasPrefix(imported, door+"/")) && !slices.Contains(strings.Fields(who), dir) {
						t.Errorf("%s: only %s may import %s", file, who, door)
					}
				}
			}
		}
	}
}

// TestNoDrawers fails for a package or file that is named for nothing.
func TestNoDrawers(t *testing.T) {
	drawers := strings.Fields("util utils common helper helpers model models service services type types misc shared core base lib manager")
	for dir, files := range packages(t) {
		if slices.Contains(drawers, path.Base(dir)) {
			t.Errorf("package %s is named for nothing", dir)
		}
		for _, file := range files {
			if name := strings.TrimSuffix(path.Base(file), ".go"); slices.Contains(drawers, name) {
				t.Errorf("file %s is named for nothing", file)
			}
		}
	}
}

// TestAuthorsFolders fails for code in an author's folder: what ends in .go is
// not theirs.
func TestAuthorsFolders(t *testing.T) {
	for _, folder := range []string{"content", "lessons", "quizzes", "i18n", "themes", "samples"} {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if base := d.Name(); strings.HasSuffix(base, ".go") || base == "go.mod" || base == ".DS_Store" {
				t.Errorf("%s does not belong in an author's folder", name)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// packages returns the Go files of each package without its tests.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || len(d.Name()) > 1 && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			dir := filepath.ToSlash(filepath.Dir(name))
			found[dir] = append(found[dir], filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// imports returns what a Go file imports.
func imports(t *testing.T, file string) (paths []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}
