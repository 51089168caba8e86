package curriculum

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// A page is a Markdown file while it is being loaded.
type page struct {
	src    *source
	matter *node // front matter; nil if it cannot be read
	bodyAt int   // byte offset of the text after it

	text     string  // that text with facts and included sections in place
	pieces   []piece // where each part of text comes from
	includes []Include
	*survey

	doc    *Document
	state  state
	staff  bool // never in the public site
	cyclic bool // includes itself
	lost   bool // cannot be read as text

	untitled     bool // a guide that has its lesson's title
	rendition    *Rendition
	untranslated map[string]bool // groups of texts, such as questions

	fit  []edit // see plainEdits
	ids  map[string]bool
	quiz *quiz

	retired []ref // ids that must not be used again
}

// A state says how far a page has been loaded.
type state int

const (
	unopened state = iota
	opening
	opened
)

// A piece is a run of a page's text that comes from one place: from the
// author's file letter for letter, or put in for a shortcode there.
type piece struct {
	start int  // byte offset in the page's text
	at    int  // byte offset in the author's file
	width int  // of the shortcode; 0 if the author wrote the text
	own   bool // the author wrote it
}

// span returns the place in the author's file of a part of the page's text.
func (p *page) span(start, end int) span {
	i := max(sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].start > start })-1, 0)
	if len(p.pieces) == 0 {
		return span{p.src, p.bodyAt, p.bodyAt}
	}
	from := p.pieces[i]
	if !from.own {
		return span{p.src, from.at, from.at + from.width}
	}
	at := from.at + start - from.start
	if i+1 < len(p.pieces) {
		end = min(end, p.pieces[i+1].start)
	}
	return span{p.src, at, at + max(end-start, 0)}
}

// wrote reports whether the author of the page wrote the character at a place
// of its text, in this file.
func (p *page) wrote(at int) bool {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].start > at }) - 1
	return i < 0 || p.pieces[i].own
}

// open puts facts and included sections into a page's text and makes its
// document. It does so once; the page may be one that another includes.
func (l *loader) open(p *page) {
	if p.state != unopened {
		return
	}
	p.state = opening
	l.chain = append(l.chain, p)
	if p.survey == nil {
		l.compose(p)
		p.look()
	}
	l.checkText(p)
	if p.quiz != nil {
		p.ids = map[string]bool{}
		for _, h := range p.heads {
			p.ids[h.id] = true
		}
	}
	if p.doc != nil {
		l.fill(p)
	}
	l.chain = l.chain[:len(l.chain)-1]
	p.state = opened
}

// surveyAll surveys the texts of all pages that include nothing, on all
// processors: most of the time of loading is spent there.
func (l *loader) surveyAll() {
	var pages []*page
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		if p.state == unopened && !includes(p.src.text[p.bodyAt:]) {
			l.compose(p)
			pages = append(pages, p)
		}
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(pages)); i = next.Add(1) - 1 {
				pages[i].look()
			}
		})
	}
	workers.Wait()
}

// look surveys the page's text. Only a quiz needs the tree afterwards.
func (p *page) look() {
	p.survey = look(p.text)
	if p.quiz == nil {
		p.survey.forget()
	}
}

// compose puts facts and included sections into a page's text. A text that
// would take a parser long is reported and taken for empty.
func (l *loader) compose(p *page) {
	l.expand(p)
	if at, what := tangled(p.text); what != "" {
		l.wrong(p.span(at, at+1), "nesting", "write it more simply", "%s", what)
		p.text, p.pieces, p.includes = "", nil, nil
	}
}

// fill makes the document of a page from its text.
func (l *loader) fill(p *page) {
	edits := l.headIDs(p)
	p.insert(edits)
	d := p.doc
	d.Body = Prose(p.text)
	d.Source = p.src.text[p.bodyAt:]
	d.SourceLine, _ = p.src.place(p.bodyAt)
	for _, in := range p.includes {
		if in.Section { // an id may have been written after a heading at its end
			in.End = lineEnd(p.text, in.End)
			in.End -= len(p.text[in.Start:in.End]) - len(strings.TrimRight(p.text[in.Start:in.End], "\n"))
		}
		d.Includes = append(d.Includes, in)
	}
	for _, h := range p.heads {
		if h.level == 2 || h.level == 3 {
			d.Sections = append(d.Sections, Section{ID: h.id, Title: h.title, Level: h.level, Lang: h.attr.lang.value})
		}
	}
	for _, it := range p.items {
		if it.attr.id.value != "" || it.attr.lang.value != "" {
			d.Marks = append(d.Marks, Mark{Start: it.attr.start, End: it.attr.end, Item: it.start, ID: it.attr.id.value, Lang: it.attr.lang.value})
		}
	}
	for _, line := range p.langs {
		d.LangLines = append(d.LangLines, LangLine{line.start, line.end, line.lang})
	}
	slices.SortFunc(d.Marks, func(a, b Mark) int { return cmp.Compare(a.Start, b.Start) })
	if d.Summary == "" {
		d.Summary = p.opening
		if p.tongue != "" {
			d.say("summary", p.tongue)
		}
	}
	d.Summary = shorten(d.Summary, mostSummary)
}

// headIDs checks the ids of headings and list items, and returns the ids that
// must be written after headings of level 2 and 3 that have none.
func (l *loader) headIDs(p *page) []edit {
	p.ids = map[string]bool{}
	take := func(a attribute) {
		at := p.span(a.at, a.end)
		switch {
		case !isSlug(a.value):
			l.badID(at, a.value)
		case p.ids[a.value]:
			l.wrong(at, "duplicate-id", "give one of them another id", "the id %s is on this page twice", quote(a.value))
		}
		p.ids[a.value] = true
	}
	for _, h := range p.heads {
		if h.id != "" {
			take(h.attr.id)
		}
	}
	for _, it := range p.items {
		if it.attr.id.value != "" {
			take(it.attr.id)
		}
	}
	var edits []edit
	last := map[string]int{}
	for i := range p.heads {
		h := &p.heads[i]
		if h.id != "" || h.level != 2 && h.level != 3 {
			continue
		}
		h.id = freeID(slug(h.title), p.ids, last)
		p.ids[h.id] = true
		edits = append(edits, h.identify())
	}
	return edits
}

// freeID returns wanted, or wanted with a number if it is taken. last has the
// last number that each id was given.
func freeID(wanted string, taken map[string]bool, last map[string]int) string {
	wanted = cmp.Or(wanted, "section")
	id := wanted
	for n := max(2, last[wanted]+1); taken[id]; n++ {
		id = wanted + "-" + strconv.Itoa(n)
		last[wanted] = n
	}
	return id
}

// identify returns the edit that writes a heading's id where an author would.
func (h *head) identify() edit {
	if h.attr.found() {
		return edit{h.attr.open + 1, h.attr.open + 1, "#" + h.id + " "}
	}
	return edit{h.to, h.to, " {#" + h.id + "}"}
}

// An edit puts other text in place of a part of a text.
type edit struct {
	start, end int
	text       string
}

// insert makes edits that only add text to a page's text, and moves the places
// in its survey along. A place at which text is added stays before it.
func (p *page) insert(edits []edit) {
	if len(edits) == 0 {
		return
	}
	p.text = edited(p.text, 0, len(p.text), edits)
	shift := make([]int, len(edits)+1)
	for i, e := range edits {
		shift[i+1] = shift[i] + len(e.text)
	}
	move := func(at *int) {
		*at += shift[sort.Search(len(edits), func(i int) bool { return edits[i].start >= *at })]
	}
	for i := range p.heads {
		h := &p.heads[i]
		for _, at := range []*int{&h.start, &h.end, &h.from, &h.to, &h.attr.start, &h.attr.end, &h.attr.open} {
			move(at)
		}
		if !h.attr.found() && (h.level == 2 || h.level == 3) {
			h.attr.start, h.attr.open = h.to, h.to+1
			h.attr.end = h.to + len(" {#}") + len(h.id)
		}
	}
	for i := range p.items {
		it := &p.items[i]
		for _, at := range []*int{&it.start, &it.end, &it.attr.start, &it.attr.end} {
			move(at)
		}
	}
	for i := range p.links {
		k := &p.links[i]
		for _, at := range []*int{&k.start, &k.end, &k.from, &k.to} {
			move(at)
		}
	}
	for _, line := range p.langs {
		move(&line.start)
		move(&line.end)
	}
	for i := range p.includes {
		move(&p.includes[i].Start)
		move(&p.includes[i].End)
	}
	move(&p.first[0])
	move(&p.first[1])
}

// say notes that a text is in another language than the curriculum.
func (d *Document) say(key, lang string) {
	if d.Langs == nil {
		d.Langs = map[string]string{}
	}
	d.Langs[key] = lang
}

// edited returns text[from:to] with those of the edits, which are sorted, that
// lie in it.
func edited(text string, from, to int, edits []edit) string {
	var b strings.Builder
	done := from
	first := sort.Search(len(edits), func(i int) bool { return edits[i].start >= from })
	for _, e := range edits[first:] {
		if e.start > to {
			break
		}
		if e.start < done || e.end > to {
			continue
		}
		b.WriteString(text[done:e.start])
		b.WriteString(e.text)
		done = e.end
	}
	b.WriteString(text[done:to])
	return b.String()
}

// plainEdits are the edits that make a part of a page fit for another page:
// ids are taken away, and links are written from the root.
func (p *page) plainEdits() []edit {
	if p.fit != nil {
		return p.fit
	}
	edits := []edit{}
	for _, h := range p.heads {
		if h.attr.found() {
			edits = append(edits, edit{h.attr.start, h.attr.end, ""})
		}
	}
	for _, it := range p.items {
		if it.attr.found() {
			edits = append(edits, edit{it.attr.start, it.attr.end, ""})
		}
	}
	for _, k := range p.links {
		if d := destination(p.src.path, k.dest); d.local() && k.from > 0 && k.to > k.from {
			edits = append(edits, edit{k.from, k.to, d.rooted()})
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	p.fit = edits
	return edits
}
