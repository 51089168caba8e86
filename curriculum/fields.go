package curriculum

import (
	"slices"
	"strconv"
	"strings"
)

// fields reads the keys of a mapping. Ask for each key that may be there, and
// then call done, which reports the keys that nobody asked for.
type fields struct {
	l     *loader
	at    span // where to report what is missing
	what  string
	pairs []pair
	asked []string
}

// fields returns the fields of a node; what names the thing in messages, such
// as "a lesson". A node that is not a mapping is reported.
func (l *loader) fields(n *node, what string) *fields {
	f := &fields{l: l, what: what, at: n.at}
	switch {
	case n.pairs != nil:
		f.pairs = n.pairs
	case !n.empty:
		l.wrong(n.at, "value-kind", "write a key, a colon and a value on each line", "%s needs keys here, and this is %s", what, n.kind())
	}
	return f
}

// node returns the value of a key, or nil if it is not there or empty.
func (f *fields) node(key string) *node {
	if !slices.Contains(f.asked, key) {
		f.asked = append(f.asked, key)
	}
	for _, p := range f.pairs {
		if p.key.text == key && !p.value.empty {
			return p.value
		}
	}
	return nil
}

// place returns where to report something about a key: its value, else the
// whole mapping.
func (f *fields) place(key string) span {
	for _, p := range f.pairs {
		if p.key.text == key {
			if p.value.empty {
				return p.key.at
			}
			return p.value.at
		}
	}
	return f.at
}

// done reports the keys that were not asked for.
func (f *fields) done() {
	for _, p := range f.pairs {
		if !slices.Contains(f.asked, p.key.text) {
			hint := didYouMean(p.key.text, f.asked, "take the line away; the keys are "+strings.Join(f.asked, ", "))
			f.l.wrong(p.key.at, "unknown-key", hint, "%s has no key %s", f.what, quote(p.key.text))
		}
	}
}

// missing reports a key that must be there.
func (f *fields) missing(key string) {
	f.l.wrong(f.place(key), "missing-key", "add a line "+key+": with a value", "%s needs %s", f.what, key)
}

// scalar returns the text of a value that must be neither list nor table.
func (f *fields) scalar(n *node, key string) (string, bool) {
	if n.pairs != nil || n.items != nil {
		f.l.wrong(n.at, "value-kind", "write one value after "+key+":", "%s must be text, and this is %s", key, n.kind())
		return "", false
	}
	return n.text, true
}

// text returns the text of a key, with local facts put in, on one line.
func (f *fields) text(key string) string {
	n := f.node(key)
	if n == nil {
		return ""
	}
	return f.plain(n, key)
}

// plain returns the text of a node, with local facts put in, on one line.
func (f *fields) plain(n *node, key string) string {
	s, ok := f.scalar(n, key)
	if !ok {
		return ""
	}
	return strings.Join(strings.Fields(f.l.factsIn(n.at, s)), " ")
}

// must is text for a key that must be there.
func (f *fields) must(key string) string {
	n := f.node(key)
	if n == nil || n.text == "" && n.items == nil && n.pairs == nil {
		f.missing(key)
		return ""
	}
	return f.plain(n, key)
}

// slug returns the id that a key has; a value that is no id is reported.
func (f *fields) slug(key string) string {
	n := f.node(key)
	if n == nil {
		return ""
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return ""
	}
	if !isSlug(s) {
		f.l.badID(n.at, s)
		return ""
	}
	return s
}

// badID reports an id in a wrong form.
func (l *loader) badID(at span, id string) {
	hint := "write small letters a to z, digits and hyphens, such as save-it-first"
	if s := slug(id); s != "" && s != id {
		hint = "write it as " + s
	}
	l.wrong(at, "id-form", hint, "%s is not an id", quote(id))
}

// whole returns the whole number that a key has, from least to most, or 0.
func (f *fields) whole(key string, least, most int) int {
	n := f.node(key)
	if n == nil {
		return 0
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return 0
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < least || v > most {
		f.l.wrong(n.at, "number", "write a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most),
			"%s cannot be %s", key, quote(s))
		return 0
	}
	return v
}

// flag returns the yes or no that a key has, or otherwise.
func (f *fields) flag(key string, otherwise bool) bool {
	n := f.node(key)
	if n == nil {
		return otherwise
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return otherwise
	}
	if s != "true" && s != "false" {
		f.l.wrong(n.at, "true-or-false", "write true or false", "%s cannot be %s", key, quote(s))
		return otherwise
	}
	return s == "true"
}

// day returns the date that a key has.
func (f *fields) day(key string) Date {
	n := f.node(key)
	if n == nil {
		return Date{}
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return Date{}
	}
	d, err := ParseDate(s)
	if err != nil {
		f.l.wrong(n.at, "date", "write the year, the month and the day, such as 2026-05-12", "%s", err)
	}
	return d
}

// pass returns the pass mark that a key has, or otherwise.
func (f *fields) pass(key string, otherwise PassMark) PassMark {
	n := f.node(key)
	if n == nil {
		return otherwise
	}
	s, ok := f.scalar(n, key)
	if !ok {
		return otherwise
	}
	m, err := ParsePassMark(s)
	if err != nil {
		f.l.wrong(n.at, "pass-mark", "write a whole percentage, such as 80%", "%s", err)
		return otherwise
	}
	return m
}

// A ref is a word that an author wrote, with its place: an id of something
// else, or one of a few words.
type ref struct {
	id string
	at span
}

// list returns the texts of a list. One value stands for a list of one.
func (f *fields) list(key string) []ref {
	n := f.node(key)
	if n == nil {
		return nil
	}
	items := n.items
	if items == nil {
		if n.pairs != nil {
			f.l.wrong(n.at, "value-kind", "write a list, such as "+key+": [one, two]", "%s must be a list, and this is %s", key, n.kind())
			return nil
		}
		items = []*node{n}
	}
	var refs []ref
	for _, item := range items {
		s := f.plain(item, key)
		switch {
		case s == "":
		case slices.ContainsFunc(refs, func(r ref) bool { return r.id == s }):
			f.l.wrong(item.at, "repeated", "keep one of them", "%s is in the list twice", quote(s))
		default:
			refs = append(refs, ref{s, item.at})
		}
	}
	return refs
}

// slugs is list for ids; those in a wrong form are reported and left out.
func (f *fields) slugs(key string) []ref {
	return slices.DeleteFunc(f.list(key), func(r ref) bool {
		if isSlug(r.id) {
			return false
		}
		f.l.badID(r.at, r.id)
		return true
	})
}

// oneOf returns a key's word, which must be one of words. If it is none, it
// is reported, and "" is returned.
func (f *fields) oneOf(key string, words ...string) string {
	n := f.node(key)
	if n == nil {
		return ""
	}
	s, ok := f.scalar(n, key)
	if !ok || !f.l.known(ref{s, n.at}, key, words) {
		return ""
	}
	return s
}

// someOf is oneOf for a list.
func (f *fields) someOf(key string, words ...string) []string {
	var ids []string
	for _, r := range f.list(key) {
		if f.l.known(r, key, words) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// known reports a word that is none of words.
func (l *loader) known(r ref, key string, words []string) bool {
	if slices.Contains(words, r.id) {
		return true
	}
	l.wrong(r.at, "unknown-word", didYouMean(r.id, words, "write one of "+strings.Join(words, ", ")), "%s cannot be %s", key, quote(r.id))
	return false
}

// table calls each with the keys and values of a mapping, in order.
func (f *fields) table(key string, each func(key ref, value *node)) {
	n := f.node(key)
	if n == nil {
		return
	}
	if n.pairs == nil {
		f.l.wrong(n.at, "value-kind", "write a name, a colon and a text on lines of their own, further right", "%s must be a table of keys, and this is %s", key, n.kind())
		return
	}
	for _, p := range n.pairs {
		each(ref{p.key.text, p.key.at}, p.value)
	}
}

// ids returns the ids of refs.
func ids(refs []ref) []string {
	var out []string
	for _, r := range refs {
		out = append(out, r.id)
	}
	return out
}
