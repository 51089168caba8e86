package search

import (
	"maps"
	"slices"
	"strings"
)

const (
	// snippetSize is how much a snippet shows: words count 2, Chinese
	// characters 1.
	snippetSize = 52
	// again is what a word that is in the snippet already adds to it, and
	// inTheHeading what one in the heading does, as a share of its gain.
	again        = 0.1
	inTheHeading = 0.5
)

// A marker finds the words in a text that answer a query.
type marker struct {
	gains []float64 // by term
	stems map[int32]markedStem
	keys  map[string][]mark
}

// A markedStem is one that a term of the query may mean.
type markedStem struct {
	term   int
	target target
}

// A mark says that a spelling answers a term.
type mark struct {
	term   int
	target target
}

func newMarker(terms int) *marker {
	return &marker{
		gains: make([]float64, terms),
		stems: make(map[int32]markedStem),
		keys:  make(map[string][]mark),
	}
}

// note remembers what a term may mean and what it gains. What is found only
// with other accents is not marked if there is something better.
func (m *marker) note(term int, stems []candidate, gain float64) {
	m.gains[term] = gain
	best := 0.0
	for _, c := range stems {
		best = max(best, c.weight)
	}
	for _, c := range stems {
		if _, known := m.stems[c.stem]; !known && (c.weight > otherAccents || best <= otherAccents) {
			m.stems[c.stem] = markedStem{term, c.target}
		}
	}
}

// find collects the keys that lead to the stems, from the blocks that the
// search needed. Keys in other blocks are not marked: they would have to be
// fetched for nothing else.
func (m *marker) find(blocks map[int]*block) {
	for _, n := range slices.Sorted(maps.Keys(blocks)) {
		b := blocks[n]
		for i, key := range b.keys {
			for _, t := range b.targets(i) {
				if s, ok := m.stems[t.stem]; ok {
					m.keys[key] = append(m.keys[key], mark{s.term, t})
				}
			}
		}
	}
}

// term returns the term that a word answers, -1 if none.
func (m *marker) term(key, raw string) int {
	marks := m.keys[key]
	if len(marks) == 0 {
		return -1
	}
	hash := hash8(spelling(raw))
	for _, k := range marks {
		if k.target.fits(hash) {
			return k.term
		}
	}
	return -1
}

// A unit is a word or a Chinese character in a text.
type unit struct {
	from, to int
	size     int
	term     int // that it answers; -1 if none
}

// units returns the words and Chinese characters of text.
func (m *marker) units(text string, l *lookup) []unit {
	var out []unit
	for at := range wordsIn(text) {
		raw := text[at.from:at.to]
		if !at.han {
			out = append(out, unit{at.from, at.to, 2, m.term(l.key(raw), raw)})
			continue
		}
		before := -1
		for i, r := range raw {
			u := unit{at.from + i, at.from + i + len(string(r)), 1, m.term(l.key(string(r)), string(r))}
			if before >= 0 {
				pair := raw[before : i+len(string(r))]
				if t := m.term(l.key(pair), pair); t >= 0 {
					u.term, out[len(out)-1].term = t, t
				}
			}
			out = append(out, u)
			before = i
		}
	}
	return out
}

// snippet returns the anchor and heading of the section of a page that answers
// the query best, and a part of its text. If no section answers it, that is
// the beginning of the page, without anchor and heading.
func (m *marker) snippet(f fragment, l *lookup) (anchor, heading string, spans []Span) {
	best := 0.0
	for _, s := range f.Sections {
		units := m.units(s[2], l)
		first, gain := m.window(units)
		gain += float64(inTheHeading * m.distinct(m.units(s[1], l)))
		if gain > best {
			best = gain
			anchor, heading, spans = s[0], s[1], cutOut(s[2], units, first)
		}
	}
	if best > 0 {
		return anchor, heading, spans
	}
	for _, s := range f.Sections {
		if s[2] != "" {
			return "", "", cutOut(s[2], m.units(s[2], l), -1)
		}
	}
	return "", "", nil
}

// window returns the first unit of the stretch of snippetSize that answers
// most, and what it gains; -1 if nothing is answered.
func (m *marker) window(units []unit) (first int, gain float64) {
	first = -1
	for i, u := range units {
		if u.term < 0 {
			continue
		}
		end := reach(units, i, snippetSize)
		if g := m.distinct(units[i:end]); g > gain {
			first, gain = i, g
		}
	}
	return first, gain
}

// distinct returns what the terms in units gain, each in full only once.
func (m *marker) distinct(units []unit) float64 {
	seen, gain := uint32(0), 0.0
	for _, u := range units {
		if u.term < 0 {
			continue
		}
		if seen&(1<<u.term) == 0 {
			gain += m.gains[u.term]
		} else {
			gain += float64(again * m.gains[u.term])
		}
		seen |= 1 << u.term
	}
	return gain
}

// reach returns the end of the units from first on that are not larger than
// size together.
func reach(units []unit, first, size int) int {
	for first < len(units) && size >= units[first].size {
		size -= units[first].size
		first++
	}
	return first
}

// cutOut returns a stretch of text in which units[first] is marked first;
// the beginning of text if first is -1.
func cutOut(text string, units []unit, first int) []Span {
	if len(units) == 0 {
		return []Span{{Text: text}}
	}
	start := 0
	if first >= 0 {
		start = beginning(text, units, first)
	}
	end := reach(units, start, snippetSize)
	var b spanBuilder
	at := units[start].from
	if start == 0 {
		at = 0
	} else {
		b.add("… ", false)
	}
	for _, u := range units[start:end] {
		b.add(text[at:u.from], false)
		b.add(text[u.from:u.to], u.term >= 0)
		at = u.to
	}
	if end == len(units) {
		b.add(text[at:], false)
	} else {
		b.add(" …", false)
	}
	return b.spans
}

// beginning returns the unit where a snippet begins whose first mark is
// units[first]: the beginning of the sentence, unless that is too far or the
// marks would not fit.
func beginning(text string, units []unit, first int) int {
	last := first
	for i := first; i < reach(units, first, snippetSize); i++ {
		if units[i].term >= 0 {
			last = i
		}
	}
	room := snippetSize
	for _, u := range units[first : last+1] {
		room -= u.size
	}
	sentence, fallback := first, first
	for used := 0; sentence > 0; sentence-- {
		if strings.ContainsAny(text[units[sentence-1].to:units[sentence].from], ".!?…。!?؟۔।") {
			return sentence
		}
		if used += units[sentence-1].size; used > room*2/3 {
			return fallback
		}
		if used <= room/3 {
			fallback = sentence - 1
		}
	}
	return 0
}

// A spanBuilder joins pieces of text into spans.
type spanBuilder struct{ spans []Span }

// add adds a piece. Marked pieces with only a space between become one.
func (b *spanBuilder) add(text string, marked bool) {
	if text == "" {
		return
	}
	n := len(b.spans)
	switch {
	case n > 0 && b.spans[n-1].Marked == marked:
		b.spans[n-1].Text += text
	case n > 1 && marked && b.spans[n-1].Text == " ":
		b.spans = slices.Delete(b.spans, n-1, n)
		b.spans[n-2].Text += " " + text
	default:
		b.spans = append(b.spans, Span{text, marked})
	}
}
