package curriculum

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree returns what a node holds, with the places of its parts.
func tree(n *node) any {
	type leaf struct {
		Text          string
		Quoted, Empty bool
		Start, End    int
	}
	switch {
	case n == nil:
		return nil
	case n.pairs != nil:
		var pairs []any
		for _, p := range n.pairs {
			pairs = append(pairs, tree(p.key), tree(p.value))
		}
		return []any{"table", n.at.start, pairs}
	case n.items != nil:
		var items []any
		for _, item := range n.items {
			items = append(items, tree(item))
		}
		return []any{"list", n.at.start, items}
	case n.empty:
		return "nothing"
	}
	return leaf{n.text, n.quoted, n.empty, n.at.start, n.at.end}
}

// plainSeeds are texts for the fuzz test below; most are plain.
var plainSeeds = []string{
	"id: respond-6-8\ntitle: Save It, Block It # note\nminutes: 40\n",
	"objectives:\n  evidence: I can save it.\n  path: I can walk.\ntopics: [a, b c, \"d\"]\n",
	"words:\n  strong password: one that's long\n  ñandú: é\nlist:\n  - one\n  - 'two'\n\nend: true\n",
	"a:\nb: \"quoted\"\nc: ''\n", "a: x\n  y\n", "a: b: c\n", "a:\n- b\n", "a: []\n", "a: [ ]\n", "a: [b,]\n",
	"a: null\n", "null: a\n", "a: 'it''s'\n", "a: \"b\\n\"\n", "a : b\n", "a: b:c\n", "a: 1.50\nb: 0x1F\nc: 1_000\nd: 2026-01-02\ne: 1e3\nf: 0o17\n",
	"a: b\n   # far\nc: d\n", "a:\n  b: c\n d: e\n", "a:\n  - b: c\n", "a: yes\nb: ~\n", "a: b #c\nd: e# f\n", "a:\n  b:\n  c: d\n",
	"# only\n\n", "a: b\n---\nc: d\n", "a: b\n...\n", "a: \"b\" c\n", "a: [b] c\n", "a: [b: c]\n", "a:   b   \n", "a: b\nc", "a:\n    - b\n    - c\n",
}

// FuzzPlainYAML holds the reader of plain YAML against the parser: what the
// one reads, the other reads alike.
func FuzzPlainYAML(f *testing.F) {
	for _, s := range plainSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := &loader{course: new(Curriculum)}
		s := new(source)
		if !l.decode(s, text) || len(text) > 4096 {
			return
		}
		got := plain(s, 0, len(s.text))
		if got == nil {
			return
		}
		want := l.parseYAML(s, 0, len(s.text))
		if diff := cmp.Diff(tree(want), tree(got)); diff != "" {
			t.Errorf("plain reading of %q (-parser +plain):\n%s%v", s.text, diff, l.problems)
		}
	})
}
