package curriculum

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// A StatePack is content/states/ID.yaml: what the law of one state adds to what
// is taught everywhere.
type StatePack struct {
	ID      string       `json:"id"`   // such as "ct"
	Name    string       `json:"name"` // such as "Connecticut"
	Path    string       `json:"path"`
	Checked Date         `json:"checked-on"` // when somebody last looked at all of it
	Facts   []StateFact  `json:"facts,omitempty"`
	Topics  []StateTopic `json:"topics,omitempty"`
	Legal   []Legal      `json:"legal,omitempty"`
}

// A StateFact is a local fact that rests on a law of the state.
type StateFact struct {
	Name     string `json:"name"` // of its shortcode
	Text     string `json:"text"`
	Source   string `json:"source"` // id of a Legal reference
	Checked  Date   `json:"checked-on"`
	Replaced bool   `json:"replaced,omitempty"` // config.yaml gives the fact another text
	Original string `json:"original,omitempty"` // the text in the language of the originals, where that is another one
}

// A StateTopic is a topic that the state's law requires to be taught.
type StateTopic struct {
	ID   string `json:"id"`             // of a topic of the plan, or a new one
	Name string `json:"name,omitempty"` // only of a new one
	Law  string `json:"law"`            // id of a Legal reference
}

// State returns the pack of the district's state, nil if it has chosen none.
func (c *Curriculum) State() *StatePack {
	for _, s := range c.States {
		if s.ID == c.Settings.State {
			return s
		}
	}
	return nil
}

// Says reports whether a local fact stands in the document.
func (d *Document) Says(fact string) bool {
	return fact != "" && strings.Contains(string(d.Body), escape(fact))
}

// A statePack is a StatePack while it is being loaded.
type statePack struct {
	*StatePack
	root   *node   // nil if the file cannot be read
	fields *fields // of root
	topics []span  // of their ids
	laws   []ref   // that facts and topics rest on
}

// statesFolder is where the packs of states are.
const statesFolder = "content/states"

// statePath reports whether a file is the pack of a state.
func statePath(name string) bool {
	id, ok := strings.CutSuffix(path.Base(name), ".yaml")
	return ok && path.Dir(name) == statesFolder && isSlug(id)
}

// loadStates reads the files of all packs, so that each is checked, whichever
// the district chooses.
func (l *loader) loadStates() error {
	entries, err := fs.ReadDir(l.files, statesFolder)
	if err != nil {
		if info, e := fs.Stat(l.files, statesFolder); errors.Is(e, fs.ErrNotExist) || e == nil && !info.IsDir() {
			return nil
		}
		return err
	}
	for _, e := range entries {
		name := path.Join(statesFolder, e.Name())
		if !statePath(name) {
			continue // reported with the names of all files
		}
		s, err := l.read(name)
		if err != nil {
			return err
		}
		pack := &statePack{StatePack: &StatePack{ID: strings.TrimSuffix(e.Name(), ".yaml"), Path: name}}
		l.states = append(l.states, pack)
		if s == nil {
			continue
		}
		if pack.root = l.yaml(s, 0, len(s.text)); pack.root != nil {
			l.course.States = append(l.course.States, pack.StatePack)
		}
	}
	return nil
}

// stateFacts reads the facts of all packs, which the settings may use.
func (l *loader) stateFacts() {
	for _, pack := range l.states {
		if pack.root == nil {
			continue
		}
		pack.fields = l.fields(pack.root, "the pack of a state")
		pack.fields.table("facts", func(key ref, value *node) { l.stateFact(pack, key, value) })
	}
}

// localizeStates puts the translated texts of the packs in place of the
// original ones, and reads their facts again.
func (l *loader) localizeStates() {
	for _, pack := range l.states {
		pack.Facts, pack.laws = nil, nil
		l.localizeData(pack.Path, pack.root)
	}
	l.stateFacts()
	for _, pack := range l.states {
		for i := range pack.Facts {
			f := &pack.Facts[i]
			f.Original = l.originalFacts[f.Name]
		}
	}
}

// stateFact reads one fact of a pack.
func (l *loader) stateFact(pack *statePack, key ref, value *node) {
	if value.pairs == nil {
		l.wrong(value.at, "value-kind", "write text:, source: and checked-on: on lines of their own, further right",
			"a fact of a state needs keys, and this is %s", value.kind())
		return
	}
	f := l.fields(value, "a fact of a state")
	n := f.node("text")
	fact := StateFact{Name: key.id, Source: f.slug("source"), Checked: f.day("checked-on")}
	f.needs("source", "checked-on")
	f.done()
	if n == nil {
		f.missing("text")
		return
	}
	text, ok := l.factText(key, n)
	if !ok {
		return
	}
	fact.Text = text
	pack.Facts = append(pack.Facts, fact)
	if fact.Source != "" {
		pack.laws = append(pack.laws, ref{fact.Source, f.place("source")})
	}
}

// state reads "state:", the pack that a district chooses; "" is none.
func (l *loader) state(f *fields) string {
	if n := f.node("state"); n == nil || n.text == "" && n.items == nil && n.pairs == nil {
		return ""
	}
	id := f.slug("state")
	if id == "" || slices.ContainsFunc(l.states, func(p *statePack) bool { return p.ID == id }) {
		return id
	}
	var known []string
	for _, p := range l.states {
		known = append(known, p.ID)
	}
	hint := "write " + statesFolder + "/" + id + `.yaml, or state: "" for none`
	if len(known) > 0 {
		hint += "; there is " + strings.Join(known, ", ")
	}
	l.wrong(f.place("state"), "unknown-state", didYouMean(id, known, hint), "there is no pack of the state %s", quote(id))
	return ""
}

// addStateFacts puts the facts of the district's state in place of the
// built-in ones. What the district wrote itself stays.
func (l *loader) addStateFacts(facts map[string]string, own map[string]bool) {
	s := l.course.State()
	if s == nil {
		return
	}
	for i := range s.Facts {
		fact := &s.Facts[i]
		if own[fact.Name] {
			fact.Replaced = true
			continue
		}
		facts[fact.Name] = fact.Text
	}
}

// finishStates reads the rest of the packs, and gives the laws and topics of
// the district's state to the curriculum. A law of legal.yaml and a topic of
// the plan with the same id come before the state's.
func (l *loader) finishStates() error {
	for _, pack := range l.states {
		if pack.fields == nil {
			continue
		}
		l.finishState(pack)
		if pack.ID == l.course.Settings.State {
			l.adopt(pack)
		}
	}
	return nil
}

// finishState reads all of a pack but its facts.
func (l *loader) finishState(pack *statePack) {
	f := pack.fields
	pack.Name, pack.Checked = f.must("name"), f.day("checked-on")
	f.needs("checked-on")
	seen, topics := map[string]span{}, map[string]span{}
	l.each(f, "legal", func(f *fields) {
		if law, ok := l.readLaw(f, seen); ok {
			pack.Legal = append(pack.Legal, law)
		}
	})
	l.each(f, "topics", func(f *fields) { l.stateTopic(pack, f, topics) })
	f.done()
	l.check(func() {
		for _, r := range pack.laws {
			l.law(r, pack.Legal...)
		}
	})
}

// stateTopic reads one required topic of a pack.
func (l *loader) stateTopic(pack *statePack, f *fields, seen map[string]span) {
	t := StateTopic{ID: f.slug("id"), Name: f.text("name"), Law: f.slug("law")}
	f.needs("id", "law")
	f.done()
	if t.Law != "" {
		pack.laws = append(pack.laws, ref{t.Law, f.place("law")})
	}
	at := f.place("id")
	if !l.fresh(seen, t.ID, at, "topic") {
		return
	}
	if t.Name == "" && l.planned != nil {
		if _, ok := l.planned.topics[t.ID]; !ok {
			known := slices.Collect(maps.Keys(l.planned.topics))
			l.wrong(at, "unknown-topic", didYouMean(t.ID, known, "add a line name: with the name of the new topic"), "the plan has no topic %s", quote(t.ID))
			return
		}
	}
	pack.Topics = append(pack.Topics, t)
	pack.topics = append(pack.topics, at)
}

// adopt gives the laws and topics of the district's state to the curriculum.
func (l *loader) adopt(pack *statePack) {
	c := l.course
	for _, law := range pack.Legal {
		if !slices.ContainsFunc(c.Legal, func(other Legal) bool { return other.ID == law.ID }) {
			c.Legal = append(c.Legal, law)
		}
	}
	if l.planned == nil {
		return
	}
	for i, t := range pack.Topics {
		at := slices.IndexFunc(c.Plan.Topics, func(other Topic) bool { return other.ID == t.ID })
		if at < 0 {
			c.Plan.Topics = append(c.Plan.Topics, Topic(t))
			l.planned.topics[t.ID] = pack.topics[i]
			continue
		}
		if c.Plan.Topics[at].Law == "" {
			c.Plan.Topics[at].Law = t.Law
		}
	}
}
