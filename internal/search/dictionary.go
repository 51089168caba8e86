package search

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// An entry is one key of the dictionary and the stems that it leads to.
type entry struct {
	key      string
	spelling string // the most frequent one of all that have the key
	count    int    // occurrences of spelling
	refs     []*ref // sorted by the stems' names
	home     []*stem
}

// A ref leads from a key to a stem.
type ref struct {
	stem  *stem
	count int // occurrences of the key with this stem

	spelling string // the most frequent one
	most     int    // occurrences of spelling
}

// entries returns the dictionary in the order of its keys, each stem at its
// home and numbered.
func (c *collection) entries() []*entry {
	byKey := make(map[string]*entry)
	for _, w := range c.sortedWords() {
		e := byKey[w.key]
		if e == nil {
			e = &entry{key: w.key}
			byKey[w.key] = e
		}
		e.add(w)
	}
	sorted := slices.SortedFunc(maps.Values(byKey), func(a, b *entry) int { return cmp.Compare(a.key, b.key) })
	for _, e := range sorted {
		slices.SortFunc(e.refs, func(a, b *ref) int { return cmp.Compare(a.stem.name, b.stem.name) })
		for _, r := range e.refs {
			if r.count > r.stem.count { // keys come in order, so the first of equals stays
				r.stem.home, r.stem.count = e.key, r.count
			}
		}
	}
	id := 0
	for _, e := range sorted {
		for _, r := range e.refs {
			if r.stem.home == e.key {
				r.stem.id = id
				id++
				e.home = append(e.home, r.stem)
			}
		}
	}
	return sorted
}

// add notes that w has the key of e.
func (e *entry) add(w *word) {
	if w.count > e.count {
		e.spelling, e.count = w.spelling, w.count
	}
	for _, s := range w.stems {
		i := slices.IndexFunc(e.refs, func(r *ref) bool { return r.stem == s })
		if i < 0 {
			i = len(e.refs)
			e.refs = append(e.refs, &ref{stem: s})
		}
		r := e.refs[i]
		r.count += w.count
		if w.count > r.most {
			r.spelling, r.most = w.spelling, w.count
		}
	}
}

// columns are a block that is being written; see format.go.
type columns struct {
	first            *entry
	firstStem, stems int
	keys             int
	last             string // key before
	lastRef          int
	half             bool // the last byte of impacts has room

	lengths, suffixes, refs, df, pages, impacts []byte
}

func newColumns(first *entry, firstStem int) *columns {
	return &columns{first: first, firstStem: firstStem, lastRef: firstStem}
}

// size returns the length of the block, but for its three counts.
func (c *columns) size() int {
	return len(c.lengths) + len(c.suffixes) + len(c.refs) + len(c.df) + len(c.pages) + len(c.impacts)
}

// add writes one entry and the stems that are at home there.
func (c *columns) add(e *entry) {
	shared := 0
	for shared < min(len(c.last), len(e.key)) && c.last[shared] == e.key[shared] {
		shared++
	}
	c.lengths = append(c.lengths, byte(shared), byte(len(e.key)-shared))
	c.suffixes = append(c.suffixes, e.key[shared:]...)
	c.last = e.key
	c.keys++

	hashes := len(e.refs) > 1
	n := uint64(len(e.refs)) << 1
	if hashes {
		n |= 1
	}
	c.refs = binary.AppendUvarint(c.refs, n)
	for _, r := range e.refs {
		c.refs = binary.AppendUvarint(c.refs, zigzag(r.stem.id-c.lastRef))
		c.lastRef = r.stem.id
		if hashes {
			c.refs = append(c.refs, hash8(r.spelling))
		}
	}
	for _, s := range e.home {
		c.addStem(s)
	}
}

func (c *columns) addStem(s *stem) {
	c.stems++
	c.df = binary.AppendUvarint(c.df, uint64(len(s.pages)))
	last := int32(-1)
	for i, page := range s.pages {
		c.pages = binary.AppendUvarint(c.pages, uint64(page-last-1))
		last = page
		if c.half {
			c.impacts[len(c.impacts)-1] |= s.impacts[i] << 4
		} else {
			c.impacts = append(c.impacts, s.impacts[i])
		}
		c.half = !c.half
	}
}

// bytes returns the block.
func (c *columns) bytes() []byte {
	b := binary.AppendUvarint(nil, uint64(c.keys))
	b = binary.AppendUvarint(b, uint64(c.stems))
	b = binary.AppendUvarint(b, uint64(len(c.suffixes)))
	return slices.Concat(b, c.lengths, c.suffixes, c.refs, c.df, c.pages, c.impacts)
}

// blocks cuts the dictionary into blocks of about the same size, or into one
// if that is small.
func blocks(entries []*entry) []*columns {
	if len(entries) == 0 {
		return nil
	}
	whole := newColumns(entries[0], 0)
	for _, e := range entries {
		whole.add(e)
	}
	if whole.size() <= oneBlock {
		return []*columns{whole}
	}
	limit := whole.size()/(whole.size()/blockSize) + 1
	var out []*columns
	stems := 0
	for i, e := range entries {
		if i == 0 || out[len(out)-1].size() >= limit {
			out = append(out, newColumns(e, stems))
		}
		out[len(out)-1].add(e)
		stems += len(e.home)
	}
	return out
}

// firstKey returns the shortest beginning of key that sorts after before.
func firstKey(key, before string) string {
	for i := range key {
		if i > 0 && key[:i] > before {
			return key[:i]
		}
	}
	return key
}

// suggestions returns the spellings that are compared with a misspelt word
// whose beginning is wrong: words of titles, headings and the glossary, at
// least four letters long. If there are too many, those on the most pages are
// kept.
func suggestions(entries []*entry) []string {
	type candidate struct {
		spelling string
		pages    int
	}
	var all []candidate
	for _, e := range entries {
		if utf8.RuneCountInString(e.key) < 4 || strings.Contains(e.key, " ") {
			continue
		}
		pages := 0
		for _, r := range e.refs {
			if r.stem.important {
				pages = max(pages, len(r.stem.pages))
			}
		}
		if pages > 0 {
			all = append(all, candidate{e.spelling, pages})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.pages, a.pages) })
	var kept []string
	size := 0
	for _, c := range all {
		if size += len(c.spelling) + 1; size > maxSuggest {
			break
		}
		kept = append(kept, c.spelling)
	}
	slices.Sort(kept)
	return kept
}

// stopKeys returns the keys of stop words, but for those that are also the key
// of a word that is indexed.
func stopKeys(lang *language, entries []*entry) string {
	indexed := make(map[string]bool, len(entries))
	for _, e := range entries {
		indexed[e.key] = true
	}
	keys := make(map[string]bool)
	for w := range lang.stop {
		if k := fold(w); k != "" && !indexed[k] {
			keys[k] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(keys)), " ")
}

// checkBlock refuses a block that no reader would take.
func checkBlock(name string, data []byte) error {
	if len(data) > maxBlock {
		return fmt.Errorf("%s has %d bytes, more than %d", name, len(data), maxBlock)
	}
	return nil
}
