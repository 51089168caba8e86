package curriculum

import "strings"

// An assembly is a page's text while it is put together.
type assembly struct {
	strings.Builder
	pieces   []piece
	includes []Include
	above    depth
}

// add appends text; at and width are its place in the author's file.
func (a *assembly) add(text string, at, width int, own bool) {
	if text == "" {
		return
	}
	a.pieces = append(a.pieces, piece{start: a.Len(), at: at, width: width, own: own})
	a.WriteString(text)
}

// expand gives a page its text after the front matter, with local facts and
// included sections in place of their shortcodes.
func (l *loader) expand(p *page) {
	raw := p.src.text[p.bodyAt:]
	found := shortcodes(raw)
	if len(found) == 0 {
		p.text, p.pieces = raw, []piece{{0, p.bodyAt, 0, true}}
		return
	}
	a := assembly{above: depth{level: 1}}
	a.Grow(len(raw) + 40*len(found))
	a.pieces = make([]piece, 0, 2*len(found)+1)
	done := 0
	for _, s := range found {
		a.add(raw[done:s.start], p.bodyAt+done, 0, true)
		a.above.read(raw[done:s.start])
		done = s.end
		at := span{p.src, p.bodyAt + s.start, p.bodyAt + s.end}
		if p.src.muted {
			break
		}
		if a.Len() > 2*mostData {
			l.wrong(at, "file-size", "include less", "with what it includes, the page becomes too long")
			break
		}
		if s.form && s.name == "include" {
			l.include(p, &a, at, s)
		} else {
			a.add(escape(l.fact(at, s)), at.start, s.end-s.start, false)
		}
	}
	a.add(raw[done:], p.bodyAt+done, 0, true)
	p.text, p.pieces, p.includes = a.String(), a.pieces, a.includes
}
