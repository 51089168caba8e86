package build

import (
	"cmp"
	"encoding/json"
	"html/template"
	"path"
	"slices"
	"strings"

	"homeroom/curriculum"
	"homeroom/internal/translate"
)

// A desk lays out the pages of one language: it decides what each template is
// told. Templates only put that on paper.
type desk struct {
	lang      string
	words     *translate.Words
	course    *curriculum.Curriculum
	question  func(lang string, quiz *curriculum.Quiz) []template.HTML
	languages []*desk // of all languages, in their order

	titles  map[string]string // source path → title, of all pages
	tongues map[string]tongue // source path → languages of its text and title, where they are not the desk's
	lessons map[string]*curriculum.Lesson
	quizzes map[string]*curriculum.Quiz
}

// newDesks returns the desks of all languages of in.
func newDesks(in siteInput) []*desk {
	all := make([]*desk, len(in.Texts))
	for j, t := range in.Texts {
		d := &desk{lang: t.Lang, words: t.Words, course: t.Course, question: in.Question, languages: all}
		d.index()
		all[j] = d
	}
	return all
}

// index fills the maps.
func (d *desk) index() {
	d.titles = map[string]string{}
	d.lessons = map[string]*curriculum.Lesson{}
	d.quizzes = map[string]*curriculum.Quiz{}
	for source, key := range map[string]string{
		homeSource: "nav-home", lessonsSource: "nav-lessons", policiesSource: "nav-policies", faqSource: "nav-questions",
		familiesSource: "nav-families", searchSource: "nav-search", azSource: "nav-a-z", creditsSource: "nav-credits",
		staffSource: "nav-staff", frameSource: "nav-home", missingSource: "missing-title",
	} {
		d.titles[source] = d.words.T(key)
	}
	for _, u := range d.course.Plan.Units {
		d.titles[unitSource(u.ID)] = u.Name
	}
	for _, l := range d.course.Lessons {
		d.titles[l.Path] = l.Title
		if _, ok := takeHomeDocument(l); ok {
			d.titles[takeHomeSource(l.Path)] = d.words.T("take-home-of", "title", l.Title)
		}
		d.lessons[l.ID] = l
		if l.Guide != nil {
			d.titles[l.Guide.Path] = cmp.Or(l.Guide.Title, l.Title)
		}
	}
	for _, q := range d.course.Quizzes {
		d.titles[q.Path] = q.Title
		d.quizzes[q.ID] = q
	}
	for _, p := range d.course.Policies {
		d.titles[p.Path] = p.Title
	}
	for _, f := range d.course.FAQs {
		d.titles[f.Path] = f.Title
	}
	for _, p := range d.course.Pages {
		d.titles[p.Path] = p.Title
	}
	d.listen()
}

// A link leads to a page of the site, or elsewhere.
type link struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	Note  string `json:"note,omitempty"` // a few words beside the title
	Lang  string `json:"lang,omitempty"` // of the title, where it is not the page's language
	Dir   string `json:"dir,omitempty"`
}

// link returns a link to the page of a source. The page must exist.
func (d *desk) link(source string) link {
	l := link{Title: d.titles[source], URL: escaped(address(d.lang, source))}
	l.in(d.said(d.tongues[source].title))
	return l
}

// in says in which language the title is.
func (l *link) in(t *inLang) {
	l.Lang, l.Dir = "", ""
	if t != nil {
		l.Lang, l.Dir = t.Lang, t.Dir
	}
}

// written returns the language that the page of a source is written in.
func (d *desk) written(source string) string { return cmp.Or(d.tongues[source].text, d.lang) }

// has reports whether there is a page of the source.
func (d *desk) has(source string) bool { _, ok := d.titles[source]; return ok }

// linkIf returns a link to the page of a source, nil if there is none.
func (d *desk) linkIf(source string) *link {
	if source == "" || !d.has(source) {
		return nil
	}
	l := d.link(source)
	return &l
}

// of returns the desk of a language of the site, nil for another.
func (d *desk) of(lang string) *desk {
	for _, other := range d.languages {
		if other.lang == lang {
			return other
		}
	}
	return nil
}

// dirOf returns the direction of a language, which need not be one of the
// site's.
func (d *desk) dirOf(lang string) string {
	words, err := translate.NewWords(lang, nil, nil)
	if err != nil {
		return "ltr" // no language; the author was told
	}
	return words.Dir()
}

// A common is what every page's template is told.
type common struct {
	Kind      string          `json:"kind"`
	ID        string          `json:"id,omitempty"`
	Address   string          `json:"address"` // from the root of the site
	Edition   string          `json:"edition,omitempty"`
	Section   string          `json:"section,omitempty"` // which entry of the navigation is the page's
	Crumbs    []link          `json:"crumbs,omitempty"`  // from home to the folder of the page
	Languages []otherLanguage `json:"languages,omitempty"`
	Draft     bool            `json:"unfinished,omitempty"` // Hugo has a draft of its own
	Staff     bool            `json:"staff,omitempty"`

	// Written is set where the text is not in the page's language, and TitleIn
	// where the title is not. Rendition says how far and how well the page is
	// translated; nil in the language of the originals.
	Written   *otherLanguage `json:"written,omitempty"`
	TitleIn   *inLang        `json:"titleIn,omitempty"`
	Rendition *rendition     `json:"rendition,omitempty"`

	// Contents are the headings of level 2, if there are enough to list.
	Contents []link `json:"contents,omitempty"`

	Pictures []credit `json:"pictures,omitempty"` // that the page shows
	Sources  []source `json:"sources,omitempty"`  // pages of other sites that it leads to
}

// An otherLanguage is a language and where the page is in it.
type otherLanguage struct {
	Lang string `json:"lang"`
	Name string `json:"name"`
	Dir  string `json:"dir"`
	URL  string `json:"url,omitempty"`
	Here bool   `json:"here,omitempty"`
	Same bool   `json:"same,omitempty"` // it is the same page, not the first one of that language
}

// sheet returns a page with what is common to all.
func (d *desk) sheet(kind, section string, doc *curriculum.Document, above ...string) (sheet, common) {
	c := common{
		Kind: kind, ID: doc.ID, Edition: doc.Edition, Section: section, Draft: doc.Draft,
		Languages: d.switcher(doc.Path), Contents: contents(doc),
		Pictures: d.shown(assetsOf(doc)), Sources: d.sources(string(doc.Body)),
	}
	for _, source := range above {
		l := d.link(source)
		if source == homeSource {
			l = link{Title: d.words.T("nav-home"), URL: l.URL}
		}
		c.Crumbs = append(c.Crumbs, l)
	}
	in := d.written(doc.Path)
	if in != d.lang {
		c.Written = &otherLanguage{Lang: in, Name: d.nameOf(in), Dir: d.dirOf(in)}
	}
	c.TitleIn, c.Rendition = d.said(d.tongues[doc.Path].title), d.rendition(doc.Rendition)
	at := address(d.lang, doc.Path)
	c.Address = at
	c.Staff = strings.HasPrefix(at, "/"+d.lang+"/staff/")
	s := sheet{renderedPage: renderedPage{
		Lang: d.lang, Written: in, ID: cmp.Or(doc.ID, doc.Path), Source: doc.Path, URL: at, Title: doc.Title,
		Kind: kind, Listed: !private(at),
	}, layout: layoutOf(kind), lead: doc.Summary}
	if doc.Body != "" {
		s.doc = doc
	}
	return s, c
}

// layoutOf returns the name of the template of a kind of page. "home" has a
// meaning of its own to Hugo.
func layoutOf(kind string) string {
	switch kind {
	case "home":
		return "front"
	case "page", "staff":
		return "document"
	}
	return kind
}

// switcher returns the page in each language of the site; where a language
// lacks the page, its first page.
func (d *desk) switcher(source string) []otherLanguage {
	if len(d.languages) < 2 {
		return nil
	}
	var out []otherLanguage
	for _, other := range d.languages {
		o := otherLanguage{
			Lang: other.words.Lang(), Name: other.words.Name(), Dir: other.words.Dir(), Here: other == d, Same: other.has(source),
			URL: escaped(address(other.lang, homeSource)),
		}
		if o.Same {
			o.URL = escaped(address(other.lang, source))
		}
		out = append(out, o)
	}
	return out
}

// contents returns the headings of level 2 as links, if there are three or
// more of them.
func contents(doc *curriculum.Document) (list []link) {
	for _, s := range doc.Sections {
		if s.Level == 2 && s.ID != "" {
			list = append(list, link{Title: s.Title, URL: "#" + s.ID})
		}
	}
	if len(list) < 3 {
		return nil
	}
	return list
}

// sheets returns all pages of the language.
func (d *desk) sheets() []sheet {
	pages := []sheet{d.home(), d.lessonList(), d.credits(), d.bare("frame", frameSource), d.bare("missing", missingSource)}
	for i, l := range d.course.Lessons {
		pages = append(pages, d.lesson(i))
		if home, ok := d.takeHome(l); ok {
			pages = append(pages, home)
		}
		if l.Guide != nil {
			pages = append(pages, d.guide(l))
		}
	}
	for i := range d.course.Plan.Units {
		pages = append(pages, d.unit(i))
	}
	for _, q := range d.course.Quizzes {
		pages = append(pages, d.quiz(q))
	}
	for _, p := range d.course.Policies {
		pages = append(pages, d.policy(p))
	}
	for _, f := range d.course.FAQs {
		pages = append(pages, d.faq(f))
	}
	for _, p := range d.course.Pages {
		if !slices.Contains(ownSources, p.Path) {
			pages = append(pages, d.page(p))
		}
	}
	if len(d.course.Policies) > 0 {
		pages = append(pages, d.policyList())
	}
	if len(d.course.FAQs) > 0 {
		pages = append(pages, d.faqList())
	}
	if d.hasFamilies() {
		pages = append(pages, d.folder(familiesSource, "families"))
	}
	if d.hasStaff() {
		pages = append(pages, d.folder(staffSource, "staff"))
	}
	return append(pages, d.az(pages), d.search(pages))
}

// ownSources are the pages that have a template of their own, whether or not
// an author wrote what stands above.
var ownSources = []string{
	homeSource, lessonsSource, policiesSource, faqSource, familiesSource, staffSource,
	searchSource, azSource, creditsSource, frameSource, missingSource,
}

// own returns what an author wrote for one of ownSources, or else a page that
// has only a title.
func (d *desk) own(source string) *curriculum.Document {
	for _, p := range d.course.Pages {
		if p.Path == source {
			return &p.Document
		}
	}
	return &curriculum.Document{Path: source, Title: d.titles[source]}
}

// bare returns a page that has nothing but its template.
func (d *desk) bare(kind, source string) sheet {
	s, c := d.sheet(kind, "", d.own(source))
	s.Listed = false
	s.params = c
	return s
}

// page returns any other page under content/.
func (d *desk) page(p *curriculum.Page) sheet {
	kind, above := "page", []string{homeSource}
	switch {
	case p.Staff:
		kind, above = "staff", append(above, staffSource)
	case p.Section == "families":
		above = append(above, familiesSource)
	case d.has(path.Join("content", p.Section, "_index.md")) && p.Section != "":
		above = append(above, path.Join("content", p.Section, "_index.md"))
	}
	if above[len(above)-1] == p.Path {
		above = above[:len(above)-1]
	}
	s, c := d.sheet(kind, cmp.Or(p.Section, p.ID), &p.Document, above...)
	s.params = struct {
		common
		Children []link `json:"children,omitempty"`
	}{c, d.children(p)}
	return s
}

// children returns the pages in the folder that p is the page of.
func (d *desk) children(p *curriculum.Page) (list []link) {
	if !p.Index {
		return nil
	}
	for _, other := range d.course.Pages {
		if path.Dir(other.Path) == path.Dir(p.Path) && !other.Index {
			list = append(list, d.summed(&other.Document))
		}
	}
	return list
}

// hugoWords returns the words of a language as Hugo reads them, with their
// placeholders written as its templates have them.
func hugoWords(w *translate.Words) []byte {
	all := map[string]map[string]string{}
	for _, key := range w.Keys() {
		entry, _, _ := w.Entry(key)
		for form, text := range entry {
			entry[form] = placeholders.ReplaceAllString(text, `{{ index . "$1" }}`)
		}
		all[key] = entry
	}
	data, err := json.Marshal(all)
	if err != nil {
		panic(err) // a map of strings
	}
	return data
}
