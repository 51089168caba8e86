package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// How well a stem answers a word of the query, from 0 to 1, by the way it was
// found.
const (
	sameSpelling  = 1.0
	accentsLeft   = 0.9 // the word was written without accents
	otherAccents  = 0.4
	begun         = 0.9 // the word is the beginning of another; times the share that is written
	begunAndWhole = 0.5 // the same where it is a word by itself
	near          = 0.8 // times the likeness
	far           = 0.75
)

// How many keys a word of the query may stand for.
const (
	maxBegun         = 12
	maxBegunAndWhole = 4
	maxNear          = 6
	maxFar           = 3
)

const (
	minLikeness = 0.5 // below it a key is another word
	goodEnough  = 0.6 // below it (times near) words with another beginning are tried too
)

// A candidate is a stem that a term may mean.
type candidate struct {
	stem   int32
	weight float64
	target target
}

// A found is a key that a term may mean.
type found struct {
	key     string
	targets []target
	weight  float64
	typo    bool // the term looks like a misspelt key
}

// A lookup is the work on one query: the blocks that it needed, the keys of
// the words that it read in fragments, and the first error met.
type lookup struct {
	ix     *Index
	blocks map[int]*block
	keys   map[string]string
	err    error
}

// fail keeps the first error.
func (l *lookup) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// block returns block i; of a damaged one, an empty block.
func (l *lookup) block(i int) *block {
	if b := l.blocks[i]; b != nil {
		return b
	}
	b := &block{}
	if i < len(l.ix.meta.Keys) {
		var err error
		if b, err = l.ix.block(i); err != nil {
			l.fail(err)
			b = &block{}
		}
	}
	l.blocks[i] = b
	return b
}

// expand returns the stems that t may mean, in the order of their numbers.
// If t is not in the dictionary and looks like a misspelt word that is,
// corrected is the key of that.
func (l *lookup) expand(t term) (stems []candidate, corrected string) {
	best := make(map[int32]candidate)
	add := func(targets []target, weight func(target) float64) {
		for _, x := range targets {
			if w := weight(x); w > best[x.stem].weight {
				best[x.stem] = candidate{x.stem, w, x}
			}
		}
	}
	b := l.block(l.ix.meta.blockOf(t.key))
	at, exact := b.find(t.key)
	if exact {
		add(b.targets(at), t.exactWeight)
	}
	if t.typing && (utf8.RuneCountInString(t.key) > 1 || t.kind == hanSingle) {
		for _, f := range l.begunWith(t, exact) {
			add(f.targets, func(target) float64 { return f.weight })
		}
	}
	if len(best) == 0 && t.kind == oneWord && !t.stop && !t.quoted && utf8.RuneCountInString(t.key) > 2 {
		like := l.like(t.key)
		for _, f := range like {
			add(f.targets, func(target) float64 { return f.weight })
		}
		if len(like) > 0 && like[0].typo {
			corrected = like[0].key
		}
	}
	for _, c := range best {
		stems = append(stems, c)
	}
	slices.SortFunc(stems, func(a, b candidate) int { return cmp.Compare(a.stem, b.stem) })
	return stems, corrected
}

// exactWeight returns how well a stem that the key of t leads to answers it.
func (t *term) exactWeight(x target) float64 {
	switch {
	case x.fits(t.hash):
		return sameSpelling
	case t.plain:
		return accentsLeft
	}
	return otherAccents
}

// begunWith returns the keys that begin with the word being typed, the
// shortest first. It looks no further than the block after that of the word.
func (l *lookup) begunWith(t term, exact bool) []found {
	share, most := begun, maxBegun
	if exact {
		share, most = begunAndWhole, maxBegunAndWhole
	}
	length := float64(utf8.RuneCountInString(t.key))
	var out []found
	first := l.ix.meta.blockOf(t.key)
	for n := first; n <= first+1 && n < len(l.ix.meta.Keys); n++ {
		if n > first && !strings.HasPrefix(l.ix.meta.Keys[n], t.key) {
			break
		}
		b := l.block(n)
		i, _ := b.find(t.key)
		for ; i < len(b.keys) && strings.HasPrefix(b.keys[i], t.key); i++ {
			if k := b.keys[i]; k != t.key && !strings.Contains(k, " ") {
				w := share * length / float64(utf8.RuneCountInString(k))
				out = append(out, found{key: k, targets: b.targets(i), weight: w})
			}
		}
	}
	slices.SortFunc(out, bestFirst)
	return out[:min(most, len(out))]
}

// like returns the keys that are most like key: first those in the blocks
// where words with the same three letters stand, then, if none is good enough,
// the suggestions.
func (l *lookup) like(key string) []found {
	q := suggestion{key: key, runes: []rune(key), letters: lettersOf(key)}
	beginning := string(q.runes[:3])
	m := &l.ix.meta
	first := max(m.blockOf(beginning), m.blockOf(key)-1)
	last := min(m.blockOf(beginning+"\uffff"), first+2)
	var out []found
	for n := first; n <= last; n++ {
		b := l.block(n)
		for i, k := range b.keys {
			if strings.Contains(k, " ") {
				continue
			}
			if likeness, typo := likeness(q, k); likeness >= minLikeness {
				out = append(out, found{k, b.targets(i), near * likeness, typo})
			}
		}
	}
	slices.SortFunc(out, bestFirst)
	if len(out) == 0 || out[0].weight < goodEnough {
		out = append(out, l.farFrom(q)...)
		slices.SortFunc(out, bestFirst)
	}
	return out[:min(maxNear, len(out))]
}

// farFrom returns the suggestions that q may be a misspelling of.
func (l *lookup) farFrom(q suggestion) []found {
	words, err := l.ix.suggestions()
	if err != nil {
		l.fail(err)
	}
	var out []found
	for _, w := range words {
		if d := q.distance(&w); d <= slack(len(q.runes)) {
			out = append(out, found{key: w.key, weight: far * closeness(d, len(q.runes), len(w.runes)), typo: true})
		}
	}
	slices.SortFunc(out, bestFirst)
	out = out[:min(maxFar, len(out))]
	for i := range out {
		b := l.block(l.ix.meta.blockOf(out[i].key))
		if at, ok := b.find(out[i].key); ok {
			out[i].targets = b.targets(at)
		}
	}
	return slices.DeleteFunc(out, func(f found) bool { return f.targets == nil })
}

// bestFirst orders keys by weight, then by themselves.
func bestFirst(a, b found) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key))
}
