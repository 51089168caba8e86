package curriculum

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// mostIncludes is how deep sections may include sections.
const mostIncludes = 16

// A depth is what must be known of a text to put a section into it: the
// level of the last heading, 1 before the first one.
type depth struct {
	level int
	fence string // of the code block that the text ends in, "" if in none
	part  string // of the line that the text ends in
}

// read goes on with more of the text.
func (o *depth) read(text string) {
	text = o.part + text
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more {
			o.part = line[:min(len(line), mostLead)]
			return
		}
		o.line(line)
		text = rest
	}
}

// line reads one whole line.
func (o *depth) line(line string) {
	text := strings.TrimLeft(line, " ")
	if text == "" || len(line)-len(text) > 3 || !strings.Contains("#`~", text[:1]) {
		return
	}
	rest := strings.TrimLeft(text, text[:1])
	marks := text[:len(text)-len(rest)]
	switch {
	case o.fence != "":
		if strings.HasPrefix(marks, o.fence) && strings.TrimSpace(rest) == "" {
			o.fence = ""
		}
	case strings.HasPrefix(marks, "```"), strings.HasPrefix(marks, "~~~"):
		o.fence = marks
	case marks[0] == '#' && len(marks) <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t'):
		o.level = len(marks)
	}
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

// blockStart is how a text begins that cannot stand in a sentence: with a
// list, a quote, a heading, a table or code.
var blockStart = regexp.MustCompile("^ {0,3}([-*+>] |[0-9]{1,9}[.)] |#{1,6} |\\||```|~~~)")

// include puts in the section or rule of another page that a shortcode names,
// such as /content/policies/use.md#rules.
func (l *loader) include(p *page, a *assembly, at span, s shortcode) {
	from, id := l.includedPage(p, at, s)
	if from == nil {
		return
	}
	in, text := l.included(at, from, id, a.above.level)
	if text == "" {
		return
	}
	lead, alone := standing(p.src.text[p.bodyAt:], s)
	if alone && from.tongueIn(l) != p.tongueIn(l) {
		text = spoken(text, from.tongueIn(l))
	}
	switch {
	case !alone && strings.Contains(text, "\n"):
		l.wrong(at, "include-place", "put the include on a line of its own", "this section has several lines")
		return
	case !alone && blockStart.MatchString(text):
		l.wrong(at, "include-place", "put the include on a line of its own", "this cannot stand in a sentence")
		return
	case in.headings && lead != "":
		l.wrong(at, "include-place", "begin the include at the left edge", "this section has headings, which cannot stand in a list or a quote")
		return
	}
	if alone {
		in.Lead = lead
		text = strings.ReplaceAll(text, "\n", "\n"+lead)
	} else {
		in.Section = false
	}
	in.Start, in.End = a.Len(), a.Len()+len(text)
	a.add(text, at.start, s.end-s.start, false)
	a.includes = append(a.includes, in.Include)
}

// includedPage returns the page and the id that an include names. It is nil if
// there is no such page, or if p may not show it.
func (l *loader) includedPage(p *page, at span, s shortcode) (from *page, id string) {
	d := destination(p.src.path, s.target)
	if !d.local() || d.fragment == "" {
		l.wrong(at, "include", `write {{< include "/content/policies/use.md#rules" >}}`, "an include needs a page and the id of a section or a rule")
		return nil, ""
	}
	from, ok := l.pages[d.path]
	if ok && from.lost {
		return nil, ""
	}
	if !ok || from.doc == nil {
		l.wrong(at, "include", l.likePage(d.path, "write the path of a page from the root, beginning with /"), "there is no page %s", quote(d.path))
		return nil, ""
	}
	if from.state == opening {
		for _, p := range l.chain {
			p.cyclic = true
		}
	}
	if from.state == opening || len(l.chain) > mostIncludes {
		l.wrong(at, "include-cycle", "write one of the texts in its own place", "this includes itself: %s", l.chainTo(from))
		return nil, ""
	}
	l.open(from)
	switch {
	case from.staff && !p.staff:
		l.wrong(at, "staff-link", "include a page that everybody may see", "%s is for staff only", quote(d.path))
		return nil, ""
	case from.doc.Draft && !(p.doc != nil && p.doc.Draft):
		l.wrong(at, "draft-link", "finish that page, or write the text here", "%s is a draft, and nobody has agreed to it yet", quote(d.path))
		return nil, ""
	}
	return from, d.fragment
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

// An inclusion is an Include while its text is put in.
type inclusion struct {
	Include
	headings bool // its text has headings
}

// included returns the text of the section or rule with an id in a page, fit
// to stand under a heading of the level above.
func (l *loader) included(at span, from *page, id string, above int) (inclusion, string) {
	in := inclusion{Include: Include{Page: from.src.path, Fragment: id}}
	text, ok := from.section(id, above, &in)
	if !ok {
		text, ok = from.rule(id)
	}
	switch {
	case !ok:
		l.wrong(at, "include", l.likeID(from, id), "%s has no id %s", quote(from.src.path), quote(id))
		return in, ""
	case text == "" && from.cyclic: // that is reported already
	case text == "":
		l.wrong(at, "include", "choose a section that has text", "there is nothing under %s", quote(id))
	}
	return in, text
}

// section returns what stands under the heading with an id, up to the next
// heading of its level or a higher one. Headings in it are moved to stand
// under one of the level above as they stand under their own.
func (p *page) section(id string, above int, in *inclusion) (string, bool) {
	for i, h := range p.heads {
		if h.id != id {
			continue
		}
		end, below := len(p.text), p.heads[i+1:]
		for j, next := range below {
			if next.level <= h.level {
				end, below = next.start, below[:j]
				break
			}
		}
		in.Section, in.headings = true, len(below) > 0
		text := edited(p.text, h.end, end, p.levelled(below, above-h.level))
		return strings.Trim(text, "\n"), true
	}
	return "", false
}

// levelled returns the plain edits of a page, with those that move some of its
// headings by a number of levels, and keep the language of texts in another.
func (p *page) levelled(heads []head, by int) []edit {
	edits := slices.Clone(p.plainEdits())
	keep := func(a attributes) {
		for i := range edits {
			if edits[i].start == a.start && a.lang.value != "" {
				edits[i].text = " {lang=" + a.lang.value + "}"
			}
		}
	}
	for _, it := range p.items {
		keep(it.attr)
	}
	for _, h := range heads {
		keep(h.attr)
		line := p.text[h.start:h.end]
		marks := strings.TrimLeft(line, " ")
		at := h.start + len(line) - len(marks)
		if strings.HasPrefix(marks, "#") && by != 0 {
			level := min(max(h.level+by, 2), 6)
			edits = append(edits, edit{at, at + h.level, strings.Repeat("#", level)})
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	return edits
}

// tongueIn returns the language of the texts of a page that do not say
// another.
func (p *page) tongueIn(l *loader) string {
	if l.tr == nil || l.reused[p] || p.rendition.None() {
		return l.original()
	}
	return l.lang
}

// spoken returns a text whose parts say that they are in a language. A text
// inside a sentence cannot say it.
func spoken(text, lang string) string {
	src := &source{text: text}
	var edits []swap
	for _, x := range pageTexts(&page{src: src}) {
		switch {
		case x.kind == "heading":
			edits = append(edits, swap{x.end, x.end, " {lang=" + lang + "}", nil})
		case x.lang != "":
			edits = append(edits, swap{x.start, x.end, rendering{Text: x}.marked(text[x.start:x.end], lang), nil})
		}
	}
	return src.swapped(edits).text
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
