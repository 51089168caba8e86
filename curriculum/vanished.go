package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// checkReplaced reports ids of a file that are gone from the file of a higher
// layer that takes its place: a link of a reader or a record of a student may
// hold them for years.
func (l *loader) checkReplaced() {
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		below := l.below(p)
		if len(below) == 0 {
			continue
		}
		next := below[len(below)-1] // which answers for those under it
		if was := l.outline(next); was != nil {
			l.vanished(p, was.all(), "the file that this one replaces ("+next.layer+")")
		}
	}
}

// below returns the files that a page takes the place of, the lowest layer
// first. Mistakes in them are not reported.
func (l *loader) below(p *page) (files []*source) {
	layered, ok := l.files.(interface{ Versions(name string) []Version })
	if !ok || p.lost || p.src.layer == builtIn {
		return nil
	}
	if files, ok := l.replaced[p]; ok {
		return files
	}
	if versions := layered.Versions(p.src.path); len(versions) > 1 {
		for _, v := range versions[:len(versions)-1] {
			s := &source{path: p.src.path, layer: v.Layer, muted: true}
			if len(v.Data) <= mostData && l.decode(s, string(v.Data)) {
				files = append(files, s)
			}
		}
	}
	if l.replaced == nil {
		l.replaced = map[*page][]*source{}
	}
	l.replaced[p] = files
	return files
}

// An outline is the ids of a page or quiz that readers and records may hold.
type outline struct {
	id  string   // of the document or quiz; "" for a guide without one
	ids []string // those that its author wrote in the text, see [page.written]
}

// all returns the ids with that of the document first.
func (o *outline) all() []string {
	if o.id == "" {
		return o.ids
	}
	return append([]string{o.id}, o.ids...)
}

// outline returns the outline of a file that is not part of the curriculum, or
// nil if it is a draft or cannot be read.
func (l *loader) outline(s *source) *outline {
	p := l.split(s)
	if p.matter == nil {
		return nil
	}
	f := l.fields(p.matter, "a page")
	p.text = s.text[p.bodyAt:]
	if _, what := tangled(p.text); what != "" || f.flag("draft", false) {
		return nil
	}
	p.survey = look(p.text)
	return &outline{f.slug("id"), p.written(strings.HasPrefix(s.path, "quizzes/"))}
}

// written returns the ids that the author of a page wrote into its text, in
// their order: those of headings and list items. Those of a quiz are the ids of
// its questions, and of choices and boxes as question/choice.
func (p *page) written(quiz bool) (ids []string) {
	type place struct {
		at, level int
		id        string
	}
	var places []place
	for _, h := range p.heads {
		places = append(places, place{h.start, h.level, h.attr.id.value})
	}
	for _, it := range p.items {
		places = append(places, place{it.start, 0, it.attr.id.value})
	}
	slices.SortFunc(places, func(a, b place) int { return a.at - b.at })
	question := ""
	for _, at := range places {
		if quiz && at.level == 2 {
			question = at.id
		}
		switch {
		case at.id == "" || !isSlug(at.id):
		case quiz && at.level != 2:
			ids = append(ids, question+"/"+at.id)
		default:
			ids = append(ids, at.id)
		}
	}
	return ids
}

// documentID returns the id of a page or quiz.
func (p *page) documentID() string {
	switch {
	case p.quiz != nil:
		return p.quiz.ID
	case p.doc != nil:
		return p.doc.ID
	}
	return ""
}

// vanished reports the ids, which once were on a page, that are neither on it
// nor retired there. A question that is retired takes its choices along. whose
// says who knows of the ids.
func (l *loader) vanished(p *page, ids []string, whose string) {
	if p.lost || p.matter == nil { // reported already
		return
	}
	has := map[string]bool{p.documentID(): true}
	for _, id := range p.written(p.quiz != nil) {
		has[id] = true
	}
	for _, r := range p.retired {
		has[r.id] = true
	}
	var gone []string
	for _, id := range ids {
		question, _, _ := strings.Cut(id, "/")
		if !has[id] && !p.ids[id] && !slices.ContainsFunc(p.retired, func(r ref) bool { return r.id == question }) {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return
	}
	at := span{p.src, 0, min(3, len(p.src.text))}
	for _, pair := range p.matter.pairs {
		if pair.key.text == "retired" {
			at = pair.key.at
		}
	}
	var list []string
	for _, r := range p.retired {
		list = append(list, r.id)
	}
	l.wrong(at, "vanished-id", "give the ids back to what they named, or write retired: ["+strings.Join(append(list, gone...), ", ")+"]",
		"ids of %s are gone: %s", whose, strings.Join(gone, ", "))
}
