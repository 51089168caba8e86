package build

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// A catalogue shelf has the translations into one language, by the file of the
// originals. It is what package curriculum asks.
type shelf struct {
	lang     string
	memories map[string]*translate.Memory
}

// Catalogued reports whether there is a catalogue for a file.
func (s *shelf) Catalogued(file string) bool { return s.memories[file] != nil }

// Translate returns the translation of a text that is up to date.
func (s *shelf) Translate(file string, t curriculum.Text) (curriculum.Translation, bool) {
	memory := s.memories[file]
	if memory == nil {
		return curriculum.Translation{}, false
	}
	m := memory.Find(t.Context, t.Text)
	if m == nil {
		return curriculum.Translation{}, false
	}
	return curriculum.Translation{Text: m.Translation, State: curriculum.State(m.State),
		File: m.Catalog.Path, Layer: m.Catalog.Layer, Line: m.Line, Excerpt: m.Excerpt}, true
}

// readShelf reads the catalogues of a language in all layers: those of an
// upper layer are asked before those below.
func readShelf(layers *layer.Stack, lang string) (*shelf, []diag.Problem, error) {
	s := &shelf{lang: lang, memories: map[string]*translate.Memory{}}
	terms, problems := readTerms(layers, lang)
	root := "i18n/" + lang
	err := fs.WalkDir(layers, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		if path.Ext(name) != ".po" {
			problems = append(problems, diag.Problem{File: name, Rule: "unknown-file", Severity: diag.Warning,
				Message: "homeroom does not read this file", Hint: "take the file away; translations are .po files"})
			return nil
		}
		catalogs, wrong := readCatalogs(layers, lang, name)
		problems = append(problems, wrong...)
		for _, c := range catalogs {
			problems = append(problems, terms.Check(c)...)
		}
		source := sourceOf(layers, strings.TrimSuffix(strings.TrimPrefix(name, root+"/"), ".po"))
		if source == "" {
			problems = append(problems, diag.Problem{File: name, Rule: "catalogue-page", Severity: diag.Warning,
				Message: "there is no page for this catalogue", Hint: "move it to the path that its page has, or take it away"})
			return nil
		}
		if len(catalogs) > 0 {
			s.memories[source] = translate.NewMemory(catalogs...)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read catalogues of %s: %w", lang, err)
	}
	return s, problems, nil
}

// readTerms reads the agreed words of a language in all layers.
func readTerms(layers *layer.Stack, lang string) (translate.Terms, []diag.Problem) {
	var files []translate.File
	name := translate.TermsPath(lang)
	for _, v := range layers.Versions(name, 2*translate.MaxFile) {
		files = append(files, translate.File{Path: name, Layer: v.Layer, Data: v.Data})
	}
	terms, problems := translate.ReadTerms(files)
	return terms, append(problems, unread(layers, name, 2*translate.MaxFile)...)
}

// readCatalogs reads what each layer has under a name.
func readCatalogs(layers *layer.Stack, lang, name string) (catalogs []*translate.Catalog, problems []diag.Problem) {
	problems = unread(layers, name, 2*translate.MaxCatalog)
	for _, v := range layers.Versions(name, 2*translate.MaxCatalog) {
		c, wrong := translate.ReadCatalog(lang, translate.File{Path: name, Layer: v.Layer, Data: v.Data})
		problems = append(problems, wrong...)
		if c != nil {
			catalogs = append(catalogs, c)
		}
	}
	return catalogs, problems
}

// sourceOf returns the file that a catalogue translates, "" if there is none.
func sourceOf(layers fs.FS, stem string) string {
	for _, ext := range []string{".md", ".yaml"} {
		if _, err := fs.Stat(layers, stem+ext); err == nil {
			return stem + ext
		}
	}
	return ""
}
