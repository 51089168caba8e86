package curriculum

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"homeroom/internal/diag"
)

// ledgerName is the file of the ids that the pages of a layer have ever had.
const ledgerName = "lessons/ids.yaml"

// ledgerHead stands at the top of a ledger.
const ledgerHead = `# The ids that the pages of this folder have ever had. A reader's link or a
# student's record may hold them, so none may be lost, or be used for something
# else. "homeroom check DIR --record" adds new ones and takes none away. By hand,
# write only the ids of pages that are gone for good, at the end:
# retired: [old-page, older-page]
`

// A ledger is lessons/ids.yaml of one layer.
type ledger struct {
	src     *source
	pages   []ref               // ids of documents and quizzes
	ids     map[string][]string // by those
	retired []ref               // pages that are gone for good
}

// readLedgers reads the ledgers of all layers that have one.
func (l *loader) readLedgers() (ledgers []*ledger, err error) {
	sources, err := l.versions(ledgerName, "split the folder; a ledger has at most 1 MB")
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		n := l.yaml(s, 0, len(s.text))
		if n == nil {
			continue
		}
		led := &ledger{src: s, ids: map[string][]string{}}
		f := l.fields(n, "the list of ids")
		f.table("ids", func(key ref, value *node) {
			if !isSlug(key.id) {
				l.badID(key.at, key.id)
				return
			}
			led.pages = append(led.pages, key)
			led.ids[key.id] = l.ledgerIDs(value)
		})
		led.retired = f.slugs("retired")
		f.done()
		ledgers = append(ledgers, led)
	}
	return ledgers, nil
}

// ledgerIDs reads the ids of one page.
func (l *loader) ledgerIDs(n *node) (ids []string) {
	if n.empty {
		return nil
	}
	f := &fields{l: l, at: n.at, what: "the list of ids", pairs: []pair{{&node{text: "ids", at: n.at}, n}}}
	for _, r := range f.list("ids") {
		if slices.ContainsFunc(strings.Split(r.id, "/"), func(part string) bool { return !isSlug(part) }) {
			l.badID(r.at, r.id)
			continue
		}
		ids = append(ids, r.id)
	}
	return ids
}

// checkLedgers holds the pages of each layer that has a ledger against it.
func (l *loader) checkLedgers() error {
	ledgers, err := l.readLedgers()
	for _, led := range ledgers {
		for _, r := range led.pages {
			l.checkLedger(led, r)
		}
	}
	return err
}

// checkLedger reports what is gone of one page of a ledger. A page whose place
// another layer takes is held against that one.
func (l *loader) checkLedger(led *ledger, r ref) {
	i := slices.IndexFunc(led.retired, func(other ref) bool { return other.id == r.id })
	at, there := l.ids[r.id]
	switch {
	case there && i >= 0:
		l.wrong(led.retired[i].at, "retired-id", "give the new page a new id", "the id %s is retired, and is that of %s", quote(r.id), at.src.path)
	case there && at.src.layer == led.src.layer:
		l.vanished(l.pages[at.src.path], led.ids[r.id], "this page in "+ledgerName)
	case there, i >= 0, l.retiredSomewhere(r.id), l.takenOver(led.src.layer, r.id):
	default:
		l.wrong(r.at, "vanished-id", "bring it back, or write its id under retired: at the end of this file", "the page %s is gone", quote(r.id))
	}
}

// retiredSomewhere reports whether some page says that an id is retired.
func (l *loader) retiredSomewhere(id string) bool {
	for _, p := range l.pages {
		if slices.ContainsFunc(p.retired, func(r ref) bool { return r.id == id }) {
			return true
		}
	}
	return false
}

// takenOver reports whether a page of another layer takes the place of the
// page of a layer that has an id.
func (l *loader) takenOver(layer, id string) bool {
	for _, p := range l.pages {
		for _, s := range l.below(p) {
			if s.layer != layer {
				continue
			}
			if was := l.outline(s); was == nil || was.id == id {
				return true
			}
		}
	}
	return false
}

// Ledger returns the text of lessons/ids.yaml of a layer: the ids that the file
// has now, and those that the published pages of the layer have besides. If
// the curriculum has mistakes, it returns them and no text: what cannot be read
// has ids that nobody sees. See [Load] for files.
func Ledger(files fs.FS, layer string) (text []byte, problems []diag.Problem, err error) {
	l := newLoader(files)
	if err := l.load(); err != nil {
		return nil, nil, fmt.Errorf("load curriculum: %w", err)
	}
	diag.Sort(l.problems)
	if diag.Errors(l.problems) > 0 {
		return nil, l.problems, nil
	}
	ledgers, err := l.readLedgers()
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", ledgerName, err)
	}
	led := &ledger{ids: map[string][]string{}}
	for _, other := range ledgers {
		if other.src.layer == layer {
			led = other
		}
	}
	for _, p := range l.pages {
		if id := p.documentID(); id != "" && p.src.layer == layer && !l.unpublished(p) {
			led.ids[id] = append(led.ids[id], p.written(p.quiz != nil)...)
		}
	}
	if text = led.text(); len(text) > mostData {
		return nil, nil, errors.New("write " + ledgerName + ": it would have more than 1 MB")
	}
	return text, l.problems, nil
}

// unpublished reports whether a page is a draft, or the quiz of one.
func (l *loader) unpublished(p *page) bool {
	if p.quiz != nil {
		at, ok := l.ids[p.quiz.Lesson]
		p = l.pages[at.src.path]
		if !ok {
			return true
		}
	}
	return p.doc != nil && p.doc.Draft
}

// text returns the file that holds a ledger, with everything in order.
func (led *ledger) text() []byte {
	var b strings.Builder
	b.WriteString(ledgerHead + "ids:\n")
	for _, page := range slices.Sorted(maps.Keys(led.ids)) {
		fmt.Fprintf(&b, "  %s:\n", page)
		slices.Sort(led.ids[page])
		for _, id := range slices.Compact(led.ids[page]) {
			fmt.Fprintf(&b, "    - %s\n", id)
		}
	}
	if len(led.retired) > 0 {
		b.WriteString("retired:\n")
	}
	retired := ids(led.retired)
	slices.Sort(retired)
	for _, id := range retired {
		fmt.Fprintf(&b, "  - %s\n", id)
	}
	return []byte(b.String())
}
