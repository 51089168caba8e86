package curriculum

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// loadPages reads all Markdown files: their front matter now, their text when
// they are opened.
func (l *loader) loadPages() error {
	for _, kind := range []struct {
		paths []string
		load  func(p *page)
	}{
		{l.found.lessons, l.loadLesson},
		{l.found.guides, l.loadGuide},
		{l.found.quizzes, l.loadQuiz},
		{l.found.policies, l.loadPolicy},
		{l.found.faqs, l.loadFAQ},
		{l.found.others, l.loadPage},
	} {
		for _, path := range kind.paths {
			if l.reuse(path) {
				continue
			}
			p, err := l.readPage(path)
			if err != nil {
				return err
			}
			if p == nil { // reported; whoever leads to it is not to blame
				l.pages[path] = &page{src: &source{path: path}, survey: new(survey), state: opened, lost: true}
				continue
			}
			l.pages[path] = p
			kind.load(p)
		}
	}
	return nil
}

// split separates the front matter of a page from its text.
func (l *loader) split(s *source) *page {
	p := &page{src: s}
	if firstLine := strings.TrimRight(s.text[:lineEnd(s.text, 0)], " \t\n"); firstLine != "---" {
		if strings.HasSuffix(s.path, ".guide.md") {
			p.matter = &node{at: span{s, 0, 0}, pairs: []pair{}}
			return p
		}
		hint := "begin the file with a line of three hyphens, then lines such as title: and then three hyphens again"
		if firstLine == "+++" {
			hint = "put the front matter between lines of three hyphens"
		}
		l.wrong(span{s, 0, len(firstLine)}, "front-matter", hint, "this file has no front matter")
		return p
	}
	from := lineEnd(s.text, 0)
	for at := from; at < len(s.text); {
		next := lineEnd(s.text, at)
		if strings.TrimRight(s.text[at:next], " \t\n") == "---" {
			p.bodyAt = next
			if at-from > mostYAML {
				l.wrong(span{s, 0, 3}, "front-matter", "write less than 64 KB", "the front matter is too long")
				return p
			}
			p.matter = l.yaml(s, from, at)
			if p.matter != nil && p.matter.pairs == nil {
				l.wrong(p.matter.at, "front-matter", "write a key, a colon and a value on each line", "the front matter has no keys")
				p.matter = nil
			}
			if p.matter != nil && len(p.matter.pairs) == 0 {
				p.matter.at = span{s, 0, 3}
			}
			return p
		}
		at = next
	}
	l.wrong(span{s, 0, 3}, "front-matter", "write a line of three hyphens after the last key", "the front matter has no end")
	p.bodyAt = len(s.text)
	return p
}

// idLine finds the id in front matter that cannot be read as a whole.
var idLine = regexp.MustCompile(`(?m)^id:[ \t]*["']?([a-z0-9-]+)["']?[ \t]*(?:#.*)?$`)

// matter returns the fields of a page's front matter. If that cannot be read,
// the fields hold what its line "id:" says, so that the pages that lead to
// this one are not blamed, and fine is false.
func (l *loader) matter(p *page, what string) (f *fields, fine bool) {
	if p.matter != nil {
		f = l.fields(p.matter, what)
		line := span{p.src, 0, 0}
		if strings.HasPrefix(p.src.text, "---") {
			line.end = 3
		}
		f.at = line
		return f, true
	}
	n := &node{at: span{p.src, 0, 0}, pairs: []pair{}}
	if m := idLine.FindStringSubmatchIndex(p.src.text[:p.bodyAt]); m != nil {
		at := span{p.src, m[2], m[3]}
		n.pairs = append(n.pairs, pair{&node{at: at, text: "id"}, &node{at: at, text: p.src.text[m[2]:m[3]]}})
	}
	return l.fields(n, what), false
}

// document reads what the front matter of every page has.
func (l *loader) document(p *page, f *fields) {
	p.doc = &Document{
		Path:    p.src.path,
		ID:      f.slug("id"),
		Title:   f.text("title"),
		Summary: f.text("summary"),
		Draft:   f.flag("draft", false),

		Langs:     f.langsOf("title", "summary", "sensitive", "materials", "owner", "approved-by"),
		Rendition: p.rendition,
	}
	if n := utf8.RuneCountInString(p.doc.Summary); n > mostSummary {
		l.doubtful(f.place("summary"), "summary-length", "say it in one or two sentences", "the summary has %d characters, and %d are shown", n, mostSummary)
	}
	l.id(p.doc.ID, f.place("id"))
	l.retired(p, f)
	l.claim(p)
}

// mostSummary is how many characters of a summary are kept.
const mostSummary = 200

// needs reports the keys that every page must have and this one lacks.
func (f *fields) needs(keys ...string) {
	for _, key := range keys {
		if n := f.node(key); n == nil || n.text == "" && n.items == nil && n.pairs == nil {
			f.missing(key)
		}
	}
}

// retired reads "retired:", and checks that no id in it is in use.
func (l *loader) retired(p *page, f *fields) {
	p.retired = f.list("retired")
	for _, r := range p.retired {
		for _, part := range strings.Split(r.id, "/") {
			if !isSlug(part) {
				l.badID(r.at, r.id)
				break
			}
		}
		l.check(func() {
			if p.ids[r.id] {
				l.wrong(r.at, "retired-id", "give the new thing a new id", "the id %s is retired, and is in use on this page", quote(r.id))
			}
		})
	}
}

// loadPage reads a page under content/ that is neither policy nor FAQ.
func (l *loader) loadPage(p *page) {
	f, fine := l.matter(p, "a page")
	l.document(p, f)
	rest, _ := strings.CutPrefix(p.src.path, "content/")
	section, _, below := strings.Cut(rest, "/")
	if !below {
		section = ""
	}
	p.staff = section == "staff"
	if fine {
		f.needs("id", "title")
	}
	page := &Page{
		Section: section,
		Weight:  f.whole("weight", -10000, 10000),
		Staff:   p.staff,
		Index:   strings.HasSuffix(rest, "_index.md"),
	}
	f.done()
	l.finish(func() {
		page.Document = *p.doc
		l.course.Pages = append(l.course.Pages, page)
	})
}

// finish calls f when the texts of all pages are in place.
func (l *loader) finish(f func()) { l.finishing = append(l.finishing, f) }
