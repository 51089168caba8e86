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
		if law, ok := l.readLaw(f, seen); ok {
			l.course.Legal = append(l.course.Legal, law)
		}
	})
	return nil
}

// readLaw reads one law. It is false for one that has no id of its own.
func (l *loader) readLaw(f *fields, seen map[string]span) (Legal, bool) {
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
	return law, l.fresh(seen, law.ID, f.place("id"), "law")
}

// law reports an id that is no law of legal.yaml, of the district's state or
// of more. The plan of homeroom's own may name laws that a district's list
// does not have.
func (l *loader) law(r ref, more ...Legal) {
	var known []string
	for _, law := range slices.Concat(l.course.Legal, more) {
		known = append(known, law.ID)
	}
	if slices.Contains(known, r.id) || r.at.src.layer == builtIn && l.laws != builtIn {
		return
	}
	place := "to content/policies/legal.yaml"
	if statePath(r.at.src.path) {
		place = "under legal: in this file"
	}
	hint := didYouMean(r.id, known, "add it "+place)
	for _, s := range l.course.States {
		if slices.ContainsFunc(s.Legal, func(law Legal) bool { return law.ID == r.id }) {
			hint = "it is a law of " + s.Name + ": write state: " + s.ID + " in config.yaml"
		}
	}
	l.wrong(r.at, "unknown-law", hint, "there is no law %s", quote(r.id))
}

// lawRefs reads "legal:", ids of laws.
func (l *loader) lawRefs(f *fields) []string {
	refs := f.slugs("legal")
	for _, r := range refs {
		l.law(r)
	}
	return ids(refs)
}
