package build

import (
	"bytes"
	"fmt"
	"html/template"

	"homeroom/curriculum"
	"homeroom/internal/bundle"
	"homeroom/internal/layer"
	"homeroom/internal/question"
	"homeroom/internal/search"
	"homeroom/internal/translate"
)

// practice returns a function that draws the questions of a quiz for the
// public site: with the answer behind a disclosure if the quiz's author allows
// it, else without.
func practice(texts []siteText) func(lang string, quiz *curriculum.Quiz) []template.HTML {
	words := map[string]question.Words{}
	for _, t := range texts {
		words[t.Lang] = t.Words
	}
	return func(lang string, quiz *curriculum.Quiz) []template.HTML {
		mode := question.Ask
		if quiz.Practice {
			mode = question.Practice
		}
		var drawn []template.HTML
		asked := quiz.Ask(0)
		for i, id := range asked {
			q, _ := quiz.Question(id)
			drawn = append(drawn, question.HTML(question.View{
				Question: q, Number: i + 1, Total: len(asked), Mode: mode, Media: media, Seed: quiz.ID,
			}, words[lang]))
		}
		return drawn
	}
}

// index returns the files of the search index of each language, below
// search/<lang>/ in the public site. A page is found in the language that it
// is truly written in, and in no other. Pages for staff are not searched by
// the public.
func index(layers *layer.Stack, texts []siteText, site *renderedSite) ([]bundle.File, error) {
	pages, err := site.plain()
	if err != nil {
		return nil, err
	}
	var files []bundle.File
	for _, t := range texts {
		glossary, err := readGlossary(layers, t.Lang)
		if err != nil {
			return nil, err
		}
		var found []search.Page
		for _, p := range pages {
			if p.Lang == t.Lang && p.Written == t.Lang && p.Listed {
				found = append(found, searchPage(p))
			}
		}
		err = search.Write(found, glossary, func(name string, data []byte) error {
			files = append(files, bundle.File{Part: bundle.Site, Name: "search/" + t.Lang + "/" + name, Data: data})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("write index of %s: %w", t.Lang, err)
		}
	}
	return files, nil
}

func searchPage(p renderedPage) search.Page {
	page := search.Page{ID: p.ID, URL: p.URL, Title: p.Title, Kind: p.Kind, Lang: p.Lang, Band: p.Band, Unit: p.Unit}
	for _, s := range p.Plain {
		page.Sections = append(page.Sections, search.Section{ID: s.ID, Heading: s.Heading, Text: s.Text})
	}
	return page
}

// readGlossary reads what means the same in a language, as each layer has
// written it down: an upper one adds to those below.
func readGlossary(layers *layer.Stack, lang string) (all search.Glossary, err error) {
	name := "i18n/glossary." + lang + ".yaml"
	for _, v := range layers.Versions(name, translate.MaxFile) {
		glossary, err := search.ReadGlossary(bytes.NewReader(v.Data))
		if err != nil {
			return nil, fmt.Errorf("read %s of %s: %w", name, v.Layer, err)
		}
		all = append(all, glossary...)
	}
	return all, nil
}
