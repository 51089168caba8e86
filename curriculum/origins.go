package curriculum

import (
	"fmt"
	"io/fs"
	"strconv"

	"homeroom/internal/diag"
)

// A Setting is one setting of config.yaml, and where its value was written.
type Setting struct {
	Key    string // with dots between its parts, such as "quiz.pass"
	Value  any    // string, int, bool, []any or map[string]any, as it is written
	Layer  string // the uppermost layer that has it, "" if nobody knows
	Line   int    // of the key in that layer's config.yaml, from 1
	Column int
}

// Origins returns every setting in the order of the lowest layer's
// config.yaml, with the value that holds and where it comes from. Tables are
// taken apart and lists are not, as layers are merged. Beside them it returns
// what is wrong in the files; a key that is no setting is there and not among
// the settings.
//
// files may have the methods that [Load] asks for.
func Origins(files fs.FS) ([]Setting, []diag.Problem, error) {
	l := newLoader(files)
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
			o.settings = append(o.settings, Setting{way + p.key.text, p.value.written(), at.layer, line, column})
		}
	}
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
