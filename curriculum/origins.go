package curriculum

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"homeroom/internal/diag"
)

// A Setting is one setting of config.yaml, and where its value was written.
type Setting struct {
	Key    string // with dots between its parts, such as "quiz.pass"
	Value  any    // string, int, bool, []any or map[string]any, as it is written
	File   string // the pack of a state, for a fact of it; else "", which is config.yaml
	Layer  string // the uppermost layer that has it, "" if nobody knows
	Line   int    // of the key in that layer's file, from 1
	Column int
}

// Origins returns every setting in the order of the lowest layer's
// config.yaml, with the value that holds and where it comes from. Tables are
// taken apart and lists are not, as layers are merged. Beside them it returns
// what is wrong in the files; a key that is no setting is there and not among
// the settings. A fact that the district's state gives is the state's, where
// nobody above the lowest layer says otherwise.
//
// files may have the methods that [Load] asks for.
func Origins(files fs.FS) ([]Setting, []diag.Problem, error) {
	l := newLoader(files)
	if err := l.loadStates(); err != nil {
		return nil, nil, fmt.Errorf("read packs of states: %w", err)
	}
	merged, err := l.mergedSettings()
	if err != nil {
		return nil, nil, fmt.Errorf("read settings: %w", err)
	}
	l.setSettings(merged)
	diag.Sort(l.problems)
	o := origins{unknown: map[place]bool{}}
	for _, p := range l.problems {
		if p.Rule == "unknown-key" {
			o.unknown[place{p.Layer, p.Line, p.Column}] = true
		}
	}
	o.table("", merged)
	for _, pack := range l.states {
		if pack.StatePack == l.course.State() && pack.fields != nil {
			o.facts(pack)
		}
	}
	return o.settings, l.problems, nil
}

// origins gathers settings.
type origins struct {
	settings []Setting
	unknown  map[place]bool // keys that are no settings
}

// A place is where a key stands in the config.yaml of a layer.
type place struct {
	layer        string
	line, column int
}

// table adds the settings of a table. A table without keys, such as facts: {},
// has none.
func (o *origins) table(way string, n *node) {
	for _, p := range n.pairs {
		line, column := p.key.at.src.place(p.key.at.start)
		at := place{p.key.at.src.layer, line, column}
		switch {
		case o.unknown[at]:
		case p.value.pairs != nil:
			o.table(way+p.key.text+".", p.value)
		default:
			o.settings = append(o.settings, Setting{way + p.key.text, p.value.written(), "", at.layer, line, column})
		}
	}
}

// facts puts the facts of a state in place of those that they win over.
func (o *origins) facts(pack *statePack) {
	pack.fields.table("facts", func(key ref, _ *node) {
		i := slices.IndexFunc(pack.Facts, func(f StateFact) bool { return f.Name == key.id && !f.Replaced })
		if i < 0 {
			return
		}
		line, column := key.at.src.place(key.at.start)
		s := Setting{"facts." + key.id, pack.Facts[i].Text, pack.Path, key.at.src.layer, line, column}
		if at := slices.IndexFunc(o.settings, func(old Setting) bool { return old.Key == s.Key }); at >= 0 {
			o.settings[at] = s
		} else {
			o.settings = append(o.settings, s)
		}
	})
}

// written returns the value of a node as it is written.
func (n *node) written() any {
	switch {
	case n.items != nil:
		list := []any{}
		for _, item := range n.items {
			list = append(list, item.written())
		}
		return list
	case n.pairs != nil:
		table := map[string]any{}
		for _, p := range n.pairs {
			table[p.key.text] = p.value.written()
		}
		return table
	case n.quoted:
		return n.text
	case n.text == "true", n.text == "false":
		return n.text == "true"
	}
	if whole, err := strconv.Atoi(n.text); err == nil {
		return whole
	}
	return n.text
}
