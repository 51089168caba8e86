package build

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// A Sheet is one file of originals with its catalogue in a language, as the
// files of one layer and those below it have them.
type Sheet struct {
	Source  string             // such as lessons/6-8/save-it.md
	Layer   string             // that the originals are from
	Catalog *translate.Catalog // up to date with the originals, from all layers
	Texts   []curriculum.Text  // the originals, in the order of the catalogue's messages
	Whole   string             // the file in which somebody wrote the page in the language; "" if there is none
	Before  []byte             // the catalogue's file in the topmost layer; nil if there is none

	top   *translate.Catalog // that file as it is; nil if there is none
	below *translate.Memory  // of the catalogues in all other layers
}

// Own returns c, a catalogue of the sheet's texts, as the topmost layer keeps
// it: without the translations that layers below have just the same. A copy of
// those would stay as it is when the ones below get better.
func (s *Sheet) Own(c *translate.Catalog) *translate.Catalog {
	type key struct{ context, text string }
	written, here := map[key]bool{}, map[string]bool{}
	if s.top != nil {
		for _, m := range slices.Concat(s.top.Messages, s.top.Obsolete) {
			written[key{m.Context, m.Text}], here[m.Text] = true, true
		}
	}
	out := c.Clone()
	out.Messages = slices.DeleteFunc(out.Messages, func(m translate.Message) bool {
		same := s.below.Find(m.Context, m.Text)
		return same != nil && m.Done() && !written[key{m.Context, m.Text}] &&
			same.Translation == m.Translation && same.State == m.State && same.By == m.By
	})
	out.Obsolete = slices.DeleteFunc(out.Obsolete, func(m translate.Message) bool { return !here[m.Text] })
	return out
}

// Translations returns all files that can be translated into a language, in
// order of their paths, with what is wrong in their catalogues.
func Translations(layers *layer.Stack, lang string) ([]Sheet, []diag.Problem, error) {
	names, err := translatable(layers)
	if err != nil {
		return nil, nil, err
	}
	var sheets []Sheet
	terms, problems := readTerms(layers, lang)
	for _, name := range names {
		s, wrong, err := translation(layers, lang, name, terms)
		if err != nil {
			return nil, nil, err
		}
		problems = append(problems, wrong...)
		if len(s.Texts) > 0 {
			sheets = append(sheets, s)
		}
	}
	diag.Sort(problems)
	return sheets, problems, nil
}

// translatable returns the names of the files that may have texts.
func translatable(layers *layer.Stack) (names []string, err error) {
	for _, root := range []string{"content", "lessons", "quizzes"} {
		if _, err := fs.Stat(layers, root); err != nil {
			continue
		}
		err := fs.WalkDir(layers, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
				return err
			}
			stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".md"), ".guide")
			if path.Ext(name) == ".yaml" || path.Ext(name) == ".md" && path.Ext(stem) == "" {
				names = append(names, name)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("find texts to translate: %w", err)
		}
	}
	return append(names, "config.yaml"), nil
}

// translation returns the sheet of one file.
func translation(layers *layer.Stack, lang, name string, terms translate.Terms) (s Sheet, problems []diag.Problem, err error) {
	s = Sheet{Source: name, Layer: layers.Layer(name)}
	data, err := fs.ReadFile(layers, name)
	if err != nil {
		return s, nil, fmt.Errorf("read %s: %w", name, err)
	}
	s.Texts = curriculum.Texts(name, data)
	if own := strings.TrimSuffix(name, ".md") + "." + strings.ToLower(lang) + ".md"; layers.Layer(own) != "" {
		s.Whole = own
	}
	file := translate.CatalogPath(lang, name)
	catalogs, problems := readCatalogs(layers, lang, file)
	all := &translate.Catalog{Lang: lang, Source: name, Path: file}
	for _, c := range slices.Backward(catalogs) {
		all.Messages = append(all.Messages, c.Messages...)
		all.Obsolete = append(all.Obsolete, c.Obsolete...)
		if all.Fields == nil {
			all.Fields = c.Fields
		}
	}
	s.Catalog = all.Update(originals(name, s.Texts, terms))
	names := layers.Names()
	topmost := names[len(names)-1]
	if v := layers.Versions(file, 2*translate.MaxCatalog); len(v) > 0 && v[len(v)-1].Layer == topmost {
		s.Before = v[len(v)-1].Data
	}
	if n := len(catalogs); n > 0 && catalogs[n-1].Layer == topmost {
		s.top, catalogs = catalogs[n-1], catalogs[:n-1]
	}
	s.below = translate.NewMemory(catalogs...)
	return s, problems, nil
}

// originals returns texts as a catalogue has them.
func originals(name string, texts []curriculum.Text, terms translate.Terms) (list []translate.Original) {
	for _, t := range texts {
		list = append(list, translate.Original{Context: t.Context, Text: t.Text, Place: fmt.Sprintf("%s:%d", name, t.Line), Hints: terms.Hints(t.Text)})
	}
	return list
}

// Languages returns the languages of config.yaml, that of the originals first.
func Languages(layers *layer.Stack) ([]string, error) {
	settings, err := curriculum.LoadSettings(merged{layers})
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	return settings.Languages, nil
}
