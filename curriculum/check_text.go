package curriculum

import (
	"sort"
	"strings"
)

// checkText checks what no page may have, whatever its kind: raw HTML,
// reference links, ids in places where they mean nothing.
func (l *loader) checkText(p *page) {
	for i := range p.links {
		k := &p.links[i]
		k.at, k.own = p.span(k.start, k.end), p.wrote(k.start)
		if k.from < k.to {
			k.at = p.span(k.from, k.to)
		}
	}
	for _, at := range p.html {
		if p.wrote(at[0]) {
			hint := "write Markdown instead"
			if strings.HasPrefix(p.text[at[0]:], "<!--") {
				hint = "write notes as # comments in the front matter"
			}
			l.wrong(p.span(at[0], at[1]), "raw-html", hint, "raw HTML is not shown")
		}
	}
	for _, at := range p.refs {
		if p.wrote(at[0]) {
			l.wrong(p.span(at[0], at[1]), "reference-link", "write the address where it is used, as [words](address)", "addresses cannot be gathered apart from their links")
		}
	}
	for _, at := range p.inside {
		if p.wrote(at[0]) {
			l.wrong(p.span(at[0], at[1]), "heading-place", "begin the heading at the left edge", "a heading cannot stand in a list or a quote")
		}
	}
	for _, h := range p.heads {
		if h.title == "" && p.quiz == nil && p.wrote(h.from) {
			l.wrong(p.span(h.start, h.end), "empty-text", "write what the section is about, or take the line away", "this heading has no text")
		}
		if h.level == 1 && p.wrote(h.from) {
			l.wrong(p.span(h.start, h.end), "heading-level", "begin it with ##; the title of the page is the only heading of level 1", "this heading has level 1")
		}
	}
	for _, at := range p.unnamed {
		if p.wrote(at[0]) {
			l.doubtful(p.span(at[0], lineEnd(p.text, at[0])-1), "table-heading", "write above each column what is in it", "a column of this table has no name, and who listens to the page needs one")
		}
	}
	l.checkBraces(p)
	l.checkLangs(p)
	l.checkCode(p)
}

// checkBraces reports attributes that cannot be read, and those that stand
// where they mean nothing.
func (l *loader) checkBraces(p *page) {
	known := map[int]bool{}
	check := func(a attributes) {
		if !a.found() {
			return
		}
		known[a.open] = true
		if a.broken && p.wrote(a.open) {
			l.wrong(p.span(a.open, a.end), "attributes", `write them as {#an-id name=value other="two words"}`, "what stands in these braces cannot be read")
		}
	}
	for _, h := range p.heads {
		check(h.attr)
	}
	for _, it := range p.items {
		check(it.attr)
	}
	for at := 0; ; at++ {
		i := strings.Index(p.text[at:], "{#")
		if i < 0 {
			return
		}
		at += i
		if known[at] || at > 0 && p.text[at-1] == '\\' || !p.wrote(at) || p.inCode(at) {
			continue
		}
		end := at + 2
		if i := strings.IndexAny(p.text[at:], "}\n"); i >= 0 && p.text[at+i] == '}' {
			end = at + i + 1
		}
		l.wrong(p.span(at, end), "stray-id", "put it at the end of a heading, or of the first paragraph of a list item", "an id means nothing here")
	}
}

// inCode reports whether a place of the text is in code.
func (p *page) inCode(at int) bool {
	i := sort.Search(len(p.code), func(i int) bool { return p.code[i][1] > at })
	return i < len(p.code) && p.code[i][0] <= at
}

// checkCode reports facts and included sections in code, where their text
// would be shown with backslashes.
func (l *loader) checkCode(p *page) {
	if len(p.code) == 0 {
		return
	}
	for _, piece := range p.pieces {
		if !piece.own && p.inCode(piece.start) {
			l.wrong(span{p.src, piece.at, piece.at + piece.width}, "fact-in-code", "write it outside the code", "a shortcode cannot stand in code")
		}
	}
}
