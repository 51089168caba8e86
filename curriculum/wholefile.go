package curriculum

import (
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// ownPages are the files that are written in one language as a whole, by the
// page that they are and their language.
type ownPages map[string]map[string]string

// noteOwn notes a file such as content/help.es.md. It reports one whose
// language the site does not have.
func (l *loader) noteOwn(at span, name string) {
	page, lang := ownLanguage(name)
	languages := l.course.Settings.Languages
	switch {
	case lang == "":
		l.wrong(at, "file-name", "name it with letters, digits and hyphens before .md", "the name has a second dot")
	case lang == l.original():
		l.wrong(at, "language-file", "name it "+path.Base(page), "%s is the language of the originals", lang)
	case !slices.Contains(languages, lang):
		hint := "add " + lang + " to languages: in config.yaml, or name the page without it"
		l.wrong(at, "language-file", hint, "%s is no language of config.yaml", quote(lang))
	case strings.HasPrefix(name, "quizzes/"):
		l.wrong(at, "language-file", "translate the quiz in i18n/"+lang+"/"+strings.TrimSuffix(page, ".md")+".po, so that its answers stay the same", "a quiz cannot have a file for each language")
	case l.own[page][lang] != "":
		l.wrong(at, "language-file", "keep one of them", "this is the same page as %s", quote(l.own[page][lang]))
	default:
		if l.own == nil {
			l.own = ownPages{}
		}
		if l.own[page] == nil {
			l.own[page] = map[string]string{}
		}
		l.own[page][lang] = name
	}
}

// addOwn adds the pages that are written only in the language that is loaded.
func (l *loader) addOwn() {
	f := &l.found
	for _, page := range slices.Sorted(maps.Keys(l.own)) {
		name := l.own[page][l.lang]
		known := slices.Concat(f.lessons, f.guides, f.quizzes, f.policies, f.faqs, f.others)
		if name != "" && !slices.Contains(known, page) {
			l.sortPage(whole(&source{path: page, file: name, layer: l.layer(name)}), page)
		}
	}
}

// readPage reads a page of Markdown: the file that is written in the language
// that is loaded, or else that of the originals. It returns nil if it cannot
// be read.
func (l *loader) readPage(name string) (*page, error) {
	s, err := l.read(name)
	if err != nil {
		return nil, err
	}
	file := l.own[name][l.lang]
	if file == "" {
		if s == nil {
			return nil, nil
		}
		p := l.split(s)
		l.localize(p)
		return p, nil
	}
	own, err := l.read(file)
	if err != nil || own == nil {
		return nil, err
	}
	own.path, own.file = name, file
	p := l.split(own)
	p.rendition = &Rendition{Whole: true, State: Certified}
	if s != nil && p.matter != nil {
		l.inherit(p, l.split(s))
	}
	return p, nil
}

// inherit gives a page that is written as a whole what its front matter does
// not say and that of the original does, and checks that it has the ids of the
// original.
func (l *loader) inherit(p, original *page) {
	at := span{p.src, 0, min(3, len(p.src.text))}
	if original.matter == nil {
		return
	}
	own := p.matter
	for _, t := range pageTexts(original) {
		if t.node != nil {
			t.node.lang = l.original()
		}
	}
	p.matter = overlay(original.matter, own)
	f, o := l.fields(own, "a page"), l.fields(original.matter, "a page")
	if id := f.node("id"); id != nil && o.node("id") != nil && id.text != o.node("id").text {
		l.wrong(id.at, "language-file", "write id: "+o.node("id").text+", or take the line away", "the original has another id")
	}
	if f.node("title") == nil {
		l.wrong(at, "missing-key", "add a line title: with the title in this language", "a page needs title")
	}
	want := look(original.src.text[original.bodyAt:])
	l.check(func() {
		for _, id := range want.ids() {
			if !p.ids[id] {
				l.wrong(at, "language-file", "write {#"+id+"} where this language has the same", "the original has the id %s, and this page does not", quote(id))
			}
		}
	})
}

// ids returns the ids that the author of a text gave, in order.
func (s *survey) ids() (list []string) {
	for _, h := range s.heads {
		if h.attr.id.value != "" {
			list = append(list, h.attr.id.value)
		}
	}
	for _, it := range s.items {
		if it.attr.id.value != "" {
			list = append(list, it.attr.id.value)
		}
	}
	return list
}

// checkLang reports a language at a block, a heading or an item that is none.
func (l *loader) checkLang(at span, tag string) {
	t, err := language.Parse(tag)
	if err != nil {
		l.wrong(at, "language", "write a BCP 47 code, such as {lang=es}", "%s is not a language", quote(tag))
	} else if t.String() != tag {
		l.wrong(at, "language", "write "+t.String(), "%s is not the usual way to write this language", quote(tag))
	}
}

// checkLangs checks the languages that a page names inside its text.
func (l *loader) checkLangs(p *page) {
	check := func(a attribute) {
		if a.value != "" && p.wrote(a.at) {
			l.checkLang(p.span(a.at, a.end), a.value)
		}
	}
	for _, h := range p.heads {
		check(h.attr.lang)
	}
	for _, it := range p.items {
		check(it.attr.lang)
	}
	for _, line := range p.langs {
		if p.wrote(line.start) {
			at := p.span(line.start, line.start+len(line.lang)+len("{lang=}"))
			l.checkLang(at, line.lang)
			if line.PreviousSibling() == nil {
				l.wrong(at, "language", "write it directly under the paragraph, the list, the quote or the table", "there is nothing above this line")
			}
		}
	}
}
