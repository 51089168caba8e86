package curriculum

import "slices"

// loadLegal reads content/policies/legal.yaml, a list of laws.
func (l *loader) loadLegal() error {
	s, err := l.read("content/policies/legal.yaml")
	if err != nil || s == nil {
		return err
	}
	l.laws = s.layer
	n := l.yaml(s, 0, len(s.text))
	if n == nil {
		return nil
	}
	if n.pairs != nil && len(n.pairs) == 0 {
		return nil
	}
	l.localizeData(s.path, n)
	seen := map[string]span{}
	f := &fields{l: l, at: n.at, what: "the list of laws", pairs: []pair{{&node{text: "laws", at: n.at}, n}}}
	l.each(f, "laws", func(f *fields) {
		law := Legal{
			ID:       f.slug("id"),
			Citation: f.must("citation"),
			Title:    f.must("title"),
			Status:   f.oneOf("status", "current", "superseded"),
			Checked:  f.day("checked-on"),
			Note:     f.text("note"),
		}
		f.needs("id", "status", "checked-on")
		f.done()
		if l.fresh(seen, law.ID, f.place("id"), "law") {
			l.course.Legal = append(l.course.Legal, law)
		}
	})
	return nil
}

// law reports an id that is no law of legal.yaml. The plan of homeroom's own
// may name laws that a district's list does not have.
func (l *loader) law(r ref) {
	var known []string
	for _, law := range l.course.Legal {
		known = append(known, law.ID)
	}
	if slices.Contains(known, r.id) || r.at.src.layer == builtIn && l.laws != builtIn {
		return
	}
	l.wrong(r.at, "unknown-law", didYouMean(r.id, known, "add it to content/policies/legal.yaml"), "there is no law %s", quote(r.id))
}

// lawRefs reads "legal:", ids of laws.
func (l *loader) lawRefs(f *fields) []string {
	refs := f.slugs("legal")
	for _, r := range refs {
		l.law(r)
	}
	return ids(refs)
}
