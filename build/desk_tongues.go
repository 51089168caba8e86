package build

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"homeroom/curriculum"
)

// A tongue is the languages of a page's text and of its title, each "" if it
// is the desk's.
type tongue struct{ text, title string }

// An inLang says in which language a text is, where that is not the page's.
type inLang struct {
	Lang string `json:"lang"`
	Dir  string `json:"dir"`
}

// said returns the language of a text for its template, nil if it is the
// desk's or "".
func (d *desk) said(lang string) *inLang {
	if lang == "" || lang == d.lang {
		return nil
	}
	return &inLang{lang, d.dirOf(lang)}
}

// original returns the language of the originals.
func (d *desk) original() string { return d.course.Settings.Languages[0] }

// nameOf returns a language's name in the desk's language, or else in the
// language itself.
func (d *desk) nameOf(lang string) string {
	if names := display.Languages(language.Make(d.lang)); names != nil {
		if name := names.Name(language.Make(lang)); name != "" {
			return name
		}
	}
	if other := d.of(lang); other != nil {
		return other.words.Name()
	}
	return lang
}

// listen notes the languages of all pages.
func (d *desk) listen() {
	d.tongues = map[string]tongue{}
	add := func(source string, r *curriculum.Rendition, title string) {
		t := tongue{title: title}
		if r.None() {
			t = tongue{d.original(), d.original()}
		}
		if t != (tongue{}) {
			d.tongues[source] = t
		}
	}
	doc := func(p *curriculum.Document) { add(p.Path, p.Rendition, p.Langs["title"]) }
	for _, l := range d.course.Lessons {
		doc(&l.Document)
		if _, ok := takeHomeDocument(l); ok {
			add(takeHomeSource(l.Path), l.Rendition, l.Langs["title"])
		}
		if g := l.Guide; g != nil {
			title := g.Langs["title"]
			if g.Title == l.Title {
				title = d.langOf(&l.Document, "title")
			}
			add(g.Path, g.Rendition, title)
		}
	}
	for _, q := range d.course.Quizzes {
		add(q.Path, q.Rendition, q.TitleLang)
	}
	for _, p := range d.course.Policies {
		doc(&p.Document)
	}
	for _, f := range d.course.FAQs {
		doc(&f.Document)
	}
	for _, p := range d.course.Pages {
		doc(&p.Document)
	}
	for _, u := range d.course.Plan.Units {
		add(unitSource(u.ID), nil, d.course.Plan.Langs["units/"+u.ID+"/name"])
	}
}

// langOf returns the language of a text in the front matter of a page, "" if
// it is the desk's.
func (d *desk) langOf(p *curriculum.Document, key string) string {
	if p.Rendition.None() {
		return d.original()
	}
	return p.Langs[key]
}

// summed returns the link to a page with its summary beside it, unless the two
// are in different languages.
func (d *desk) summed(p *curriculum.Document) link {
	l := d.link(p.Path)
	if d.langOf(p, "summary") == d.langOf(p, "title") {
		l.Note = p.Summary
	}
	return l
}

// A said is a text with its language, where that is not the page's.
type said struct {
	Text string  `json:"text"`
	In   *inLang `json:"in,omitempty"`
}

// A word is a term that a lesson explains.
type word struct {
	Term    string  `json:"term"`
	Meaning string  `json:"meaning"`
	In      *inLang `json:"in,omitempty"`
}

// objectives returns what a lesson is for. Of a page of which nothing is
// translated, the list and not its lines says the language.
func (d *desk) objectives(l *curriculum.Lesson) (list []said) {
	for _, o := range l.Objectives {
		list = append(list, said{o.Text, d.said(o.Lang)})
	}
	return list
}

// wordsOf returns the words that a lesson explains.
func (d *desk) wordsOf(l *curriculum.Lesson) (list []word) {
	for _, w := range l.Words {
		list = append(list, word{w.Term, w.Meaning, d.said(w.Lang)})
	}
	return list
}

// materials returns what a lesson needs.
func (d *desk) materials(l *curriculum.Lesson) (list []said) {
	for _, m := range l.Materials {
		list = append(list, said{m, d.said(l.Langs["materials"])})
	}
	return list
}

// topics returns the names of required topics.
func (d *desk) topics(ids []string) (list []said) {
	for _, id := range ids {
		for _, t := range d.course.Plan.Topics {
			if t.ID == id {
				list = append(list, said{t.Name, d.said(d.course.Plan.Langs["topics/"+id+"/name"])})
			}
		}
	}
	return list
}

// A rendition is what readers are told of a translation.
type rendition struct {
	Name   string           `json:"name"`             // of the language of the originals
	Partly bool             `json:"partly,omitempty"` // some of it is in that language
	State  curriculum.State `json:"state,omitempty"`  // the least state of what is translated
	Sign   bool             `json:"sign,omitempty"`   // what is signed is the original
}

// rendition returns what to say of a page's translation, nil for nothing.
func (d *desk) rendition(r *curriculum.Rendition) *rendition {
	if r == nil || r.None() || r.Whole || r.Texts == 0 {
		return nil
	}
	return &rendition{
		Name: d.nameOf(d.original()), Partly: !r.Complete(), State: r.State,
	}
}
