package search

import "slices"

// glossaryTerms are the terms of a glossary, made ready for finding in pages.
type glossaryTerms struct {
	groups  [][]glossaryTerm
	byFirst map[*stem][]glossaryTerm // by the first stem
}

// A glossaryTerm is one term: its words, without stop words, and their stems.
type glossaryTerm struct {
	group int
	words []*word
	stems []*stem
}

// readTerms takes the terms of g to their stems. A term that is nothing but
// stop words, such as IT in English, is left out.
func (c *collection) readTerms(g Glossary) glossaryTerms {
	terms := glossaryTerms{byFirst: make(map[*stem][]glossaryTerm)}
	for i, group := range g {
		terms.groups = append(terms.groups, nil)
		for _, text := range group {
			t := c.readTerm(text)
			if len(t.stems) == 0 {
				continue
			}
			t.group = i
			terms.groups[i] = append(terms.groups[i], t)
			terms.byFirst[t.stems[0]] = append(terms.byFirst[t.stems[0]], t)
		}
	}
	return terms
}

func (c *collection) readTerm(text string) (t glossaryTerm) {
	add := func(w *word) {
		if w != nil && len(w.stems) > 0 {
			t.words = append(t.words, w)
			t.stems = append(t.stems, w.stems...)
		}
	}
	for at := range wordsIn(text) {
		raw := text[at.from:at.to]
		if !at.han {
			add(c.wordOf(raw))
			continue
		}
		for _, h := range c.lang.hanTerms(raw) {
			add(c.hanWord(h))
		}
	}
	return t
}

// addSynonyms gives the page that is being read all terms of each group of
// which it has one.
func (c *collection) addSynonyms() {
	found := make([]bool, len(c.terms.groups))
	for i, s := range c.sequence {
		if s == nil {
			continue
		}
		for _, t := range c.terms.byFirst[s] {
			rest := c.sequence[i:]
			if !found[t.group] && len(t.stems) <= len(rest) && slices.Equal(rest[:len(t.stems)], t.stems) {
				found[t.group] = true
			}
		}
	}
	for i, group := range c.terms.groups {
		if !found[i] {
			continue
		}
		for _, t := range group {
			c.addSynonym(t)
		}
	}
}

// addSynonym gives the page that is being read one term.
func (c *collection) addSynonym(t glossaryTerm) {
	for i, w := range t.words {
		c.mention(w)
		if c.lang.pairs && i > 0 {
			c.mention(c.pairOf(t.words[i-1], w))
		}
	}
}

// mention notes that the glossary puts w on the page that is being read.
func (c *collection) mention(w *word) {
	w.count++
	for _, s := range w.stems {
		s.important = true
		c.cellOf(s).synonym = true
	}
}
