package translate

import (
	"cmp"
	"slices"
	"strings"
)

// An Original is a text that is to be translated.
type Original struct {
	Context string
	Text    string
	Place   string   // such as lessons/6-8/save-it.md:12
	Hints   []string // for the translator
}

// likeness is how much of two texts must be the same words for the one to be
// taken for an earlier wording of the other: msgmerge's limit.
const likeness = 0.6

// Update returns the catalogue for the originals as they are now, in their
// order. A translation stays with its text wherever that moved in the file. A
// text that was reworded keeps the translation of its earlier wording as
// fuzzy: it is shown to translators, and not to readers. Translations of texts
// that are gone are kept as obsolete, and come back with their text.
func (c *Catalog) Update(originals []Original) *Catalog {
	out := &Catalog{Lang: c.Lang, Source: c.Source, Fields: c.Fields, Path: c.Path, Layer: c.Layer}
	u := newUpdater(c, originals)
	for _, o := range originals {
		m := Message{Context: o.Context, Text: o.Text}
		if old := u.find(o); old != nil {
			m = *old
			m.Context, m.Text = o.Context, o.Text
		} else if old := u.like(o); old != nil {
			m.Translation, m.State, m.By, m.Notes, m.Fuzzy = old.Translation, old.State, old.By, old.Notes, true
			m.PreviousText = cmp.Or(old.PreviousText, old.Text)
			if !old.Fuzzy {
				m.PreviousText = old.Text
			}
		}
		m.Place, m.Hints = o.Place, o.Hints
		out.Messages = append(out.Messages, m)
	}
	out.Obsolete = u.left(out.Messages)
	return out
}

// An updater finds what a catalogue has for originals.
type updater struct {
	exact    map[key]*Message
	moved    map[key]*Message
	vanished []*Message // translated texts that no original has
	old      []*Message // all with a translation, obsolete ones last
}

func newUpdater(c *Catalog, originals []Original) *updater {
	u := &updater{exact: map[key]*Message{}, moved: map[key]*Message{}}
	now := map[string]bool{}
	for _, o := range originals {
		now[o.Text] = true
	}
	add := func(m *Message) {
		k, anywhere := key{m.Context, m.Text}, key{kind(m.Context), m.Text}
		u.exact[k] = cmp.Or(u.exact[k], m)
		if m.Translation == "" {
			return
		}
		u.moved[anywhere] = cmp.Or(u.moved[anywhere], m)
		u.old = append(u.old, m)
		if !now[m.Text] {
			u.vanished = append(u.vanished, m)
		}
	}
	for i := range c.Messages {
		add(&c.Messages[i])
	}
	for i := range c.Obsolete {
		add(&c.Obsolete[i])
	}
	return u
}

// find returns the message of the same text, in its context or elsewhere.
func (u *updater) find(o Original) *Message {
	m := u.exact[key{o.Context, o.Text}]
	if m == nil || m.Translation == "" {
		m = cmp.Or(u.moved[key{kind(o.Context), o.Text}], m)
	}
	return m
}

// like returns the message of which the original is most likely a new wording:
// that in the same context, if they are alike at all, or else the most alike
// of the same kind.
func (u *updater) like(o Original) (best *Message) {
	most := likeness
	words := strings.Fields(o.Text)
	for _, m := range u.vanished {
		if kind(m.Context) != kind(o.Context) {
			continue
		}
		l := alike(words, strings.Fields(m.Text))
		if m.Context == o.Context {
			l += 0.1
		}
		if l > most {
			best, most = m, l
		}
	}
	return best
}

// alike returns how much of two texts is the same words in the same order,
// from 0 to 1: twice the length of their longest common subsequence by the sum
// of their lengths.
func alike(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 || len(a) > 4*len(b) || len(b) > 4*len(a) {
		return 0
	}
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return 2 * float64(row[len(b)]) / float64(len(a)+len(b))
}

// left returns the translations that none of the messages has taken over.
func (u *updater) left(messages []Message) (list []Message) {
	kept := map[key]bool{}
	for _, m := range messages {
		kept[key{kind(m.Context), m.Text}] = true
	}
	for _, m := range u.old {
		k := key{kind(m.Context), m.Text}
		if kept[k] || m.Fuzzy && m.PreviousText != "" {
			continue
		}
		kept[k] = true
		one := *m
		one.Place, one.Hints, one.Fuzzy = "", nil, false
		one.PreviousContext, one.PreviousText = "", ""
		list = append(list, one)
	}
	return list
}

// A Count says how many texts of a catalogue are in which state.
type Count struct {
	Texts     int `json:"texts"`
	Certified int `json:"certified"`
	Reviewed  int `json:"reviewed"`
	Draft     int `json:"machine-draft"`
	Stale     int `json:"stale"`   // the original has changed since
	Missing   int `json:"missing"` // nobody has translated it
}

// Add adds other to c.
func (c *Count) Add(other Count) {
	c.Texts += other.Texts
	c.Certified += other.Certified
	c.Reviewed += other.Reviewed
	c.Draft += other.Draft
	c.Stale += other.Stale
	c.Missing += other.Missing
}

// Current returns the number of texts that readers see in the language.
func (c Count) Current() int { return c.Certified + c.Reviewed + c.Draft }

// Count counts the messages by their states.
func (c *Catalog) Count() (n Count) {
	n.Texts = len(c.Messages)
	for i := range c.Messages {
		switch m := &c.Messages[i]; {
		case m.Translation == "":
			n.Missing++
		case m.Fuzzy:
			n.Stale++
		case m.State == Certified:
			n.Certified++
		case m.State == Reviewed:
			n.Reviewed++
		default:
			n.Draft++
		}
	}
	return n
}

// Clone returns a copy of the catalogue whose messages can be changed.
func (c *Catalog) Clone() *Catalog {
	out := *c
	out.Messages, out.Obsolete = slices.Clone(c.Messages), slices.Clone(c.Obsolete)
	return &out
}

// Open returns the catalogue with only what a person has still to look at:
// what is missing, stale or a machine-draft.
func (c *Catalog) Open() *Catalog {
	out := *c
	out.Messages, out.Obsolete = nil, nil
	for _, m := range c.Messages {
		if !m.Done() || m.State == MachineDraft {
			out.Messages = append(out.Messages, m)
		}
	}
	return &out
}
