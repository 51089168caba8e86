package curriculum

import (
	"strings"
)

// mostIncludes is how deep sections may include sections.
const mostIncludes = 16

// An assembly is a page's text while it is put together.
type assembly struct {
	strings.Builder
	pieces []piece
}

// add appends text; at and width are its place in the author's file.
func (a *assembly) add(text string, at, width int, own bool) {
	if text == "" {
		return
	}
	a.pieces = append(a.pieces, piece{start: a.Len(), at: at, width: width, own: own})
	a.WriteString(text)
}

// expand returns the text of a page after its front matter, with local facts
// and included sections in place of their shortcodes.
func (l *loader) expand(p *page) (string, []piece) {
	raw := p.src.text[p.bodyAt:]
	found := shortcodes(raw)
	if len(found) == 0 {
		return raw, []piece{{0, p.bodyAt, 0, true}}
	}
	var a assembly
	a.Grow(len(raw) + 40*len(found))
	a.pieces = make([]piece, 0, 2*len(found)+1)
	done := 0
	for _, s := range found {
		a.add(raw[done:s.start], p.bodyAt+done, 0, true)
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
			a.add(l.include(p, at, s), at.start, s.end-s.start, false)
		} else {
			a.add(escape(l.fact(at, s)), at.start, s.end-s.start, false)
		}
	}
	a.add(raw[done:], p.bodyAt+done, 0, true)
	return a.String(), a.pieces
}

// mostLead is how far from the edge an include on a line of its own may be.
const mostLead = 200

// includes reports whether a text may include a section.
func includes(text string) bool {
	return strings.Contains(text, "include") && strings.Contains(text, "{{<")
}

// standing returns what stands before a shortcode on its line, as blanks and
// quote marks that further lines need too, and whether nothing else does.
func standing(raw string, s shortcode) (lead string, alone bool) {
	from := max(0, s.start-mostLead)
	line := strings.LastIndexByte(raw[from:s.start], '\n')
	if line < 0 && from > 0 {
		return "", false
	}
	before := raw[from+line+1 : s.start]
	after, _, _ := strings.Cut(raw[s.end:min(len(raw), s.end+mostLead)], "\n")
	after = strings.TrimSpace(after)
	lead = strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, before)
	rest := strings.TrimLeft(before, " \t>")
	return lead, after == "" && (rest == "" || strings.Trim(rest, "-*+. )0123456789") == "")
}

// include returns the section or rule of another page that a shortcode names,
// such as /content/policies/use.md#rules.
func (l *loader) include(p *page, at span, s shortcode) string {
	d := destination(p.src.path, s.target)
	if !d.local() || d.fragment == "" {
		l.wrong(at, "include", `write {{< include "/content/policies/use.md#rules" >}}`, "an include needs a page and the id of a section or a rule")
		return ""
	}
	from, ok := l.pages[d.path]
	if ok && from.lost {
		return ""
	}
	if !ok || from.doc == nil {
		l.wrong(at, "include", l.likePage(d.path, "write the path of a page from the root, beginning with /"), "there is no page %s", quote(d.path))
		return ""
	}
	if from.state == opening {
		for _, p := range l.chain {
			p.cyclic = true
		}
	}
	if from.state == opening || len(l.chain) > mostIncludes {
		l.wrong(at, "include-cycle", "write one of the texts in its own place", "this includes itself: %s", l.chainTo(from))
		return ""
	}
	l.open(from)
	if from.staff && !p.staff {
		l.wrong(at, "staff-link", "include a page that everybody may see", "%s is for staff only", quote(d.path))
		return ""
	}
	text := l.included(at, from, d.fragment)
	if !strings.Contains(text, "\n") {
		return text
	}
	lead, alone := standing(p.src.text[p.bodyAt:], s)
	if !alone {
		l.wrong(at, "include-place", "put the include on a line of its own", "this section has several lines")
		return ""
	}
	return strings.ReplaceAll(text, "\n", "\n"+lead)
}

// chainTo names the pages that lead back to the page from.
func (l *loader) chainTo(from *page) string {
	var names []string
	for _, p := range l.chain {
		if p == from || len(names) > 0 {
			names = append(names, p.src.path)
		}
	}
	return strings.Join(append(names, from.src.path), " → ")
}

// included returns the text of the section or rule with an id in a page.
func (l *loader) included(at span, from *page, id string) string {
	text, ok := from.section(id)
	if !ok {
		text, ok = from.rule(id)
	}
	switch {
	case !ok:
		l.wrong(at, "include", l.likeID(from, id), "%s has no id %s", quote(from.src.path), quote(id))
		return ""
	case text == "" && from.cyclic: // that is reported already
	case text == "":
		l.wrong(at, "include", "choose a section that has text", "there is nothing under %s", quote(id))
		return ""
	}
	return text
}

// section returns what stands under the heading with an id, up to the next
// heading of its level or a higher one.
func (p *page) section(id string) (string, bool) {
	for i, h := range p.heads {
		if h.id != id {
			continue
		}
		end := len(p.text)
		for _, next := range p.heads[i+1:] {
			if next.level <= h.level {
				end = next.start
				break
			}
		}
		text := edited(p.text, h.end, end, p.plainEdits())
		return strings.Trim(text, "\n"), true
	}
	return "", false
}

// rule returns the text of the list item with an id.
func (p *page) rule(id string) (string, bool) {
	for _, it := range p.items {
		if it.attr.id.value == id {
			return p.itemText(it), true
		}
	}
	return "", false
}

// itemText returns the text of a list item without its id, as it would stand
// outside the list.
func (p *page) itemText(it item) string {
	text := edited(p.text, it.start, it.end, p.plainEdits())
	indent := it.start - lineStart(p.text, it.start)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 {
			blank := len(line) - len(strings.TrimLeft(line, " \t"))
			lines[i] = line[min(blank, indent):]
		}
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n ")
}
