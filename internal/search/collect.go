package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// How much a word says about a page, by where it stands, and the parameters of
// BM25: saturation, and how far a long text is held against a word. A synonym
// counts about as much as one mention in the text.
const (
	weightTitle   = 4.0
	weightHeading = 2.0
	weightText    = 1.0
	weightSynonym = 1.2

	saturation   = 1.5
	lengthFactor = 0.5
	maxImpact    = 15
)

// A field is a part of a page with a weight of its own.
type field int

const (
	inTitle field = iota
	inHeading
	inText
	fieldCount
)

var weights = [fieldCount]float64{weightTitle, weightHeading, weightText}

// A stem is what the index finds pages by.
type stem struct {
	name      string
	pages     []int32 // that have it, ascending
	impacts   []byte  // of each page, 1 to maxImpact
	important bool    // stands in a title, a heading or the glossary

	home  string // most frequent key that leads here
	count int    // occurrences of home
	id    int

	cell int // place in the cells of the page that is being read; valid if page is that one
	page int32
}

// A word is one spelling that occurs, with the stems that it leads to: none
// if it is a stop word.
type word struct {
	spelling, key string
	stems         []*stem
	count         int
}

// A cell is how often a page has a stem, by field.
type cell struct {
	stem    *stem
	counts  [fieldCount]int
	synonym bool
}

// A collection gathers the words of all pages of one language.
type collection struct {
	lang    *language
	raw     map[string]*word // words as they stand in the text; nil values are not indexed
	words   map[string]*word // by spelling
	stems   map[string]*stem
	pages   [][]cell
	lengths [][fieldCount]int // words per page and field
	terms   glossaryTerms

	cells    []cell  // of the page that is being read
	sequence []*stem // its stems in order, nil between fields
	previous *word   // the word before, if it may make a pair
}

func newCollection(lang *language, g Glossary) *collection {
	c := &collection{
		lang:  lang,
		raw:   make(map[string]*word),
		words: make(map[string]*word),
		stems: make(map[string]*stem),
	}
	c.terms = c.readTerms(g)
	return c
}

// add reads one page. Pages are numbered in the order in which they are added.
func (c *collection) add(p Page) {
	c.cells, c.sequence = nil, c.sequence[:0]
	c.lengths = append(c.lengths, [fieldCount]int{})
	c.read(inTitle, p.Title)
	for _, s := range p.Sections {
		c.read(inHeading, s.Heading)
	}
	for _, s := range p.Sections {
		c.read(inText, s.Text)
	}
	c.addSynonyms()
	c.pages = append(c.pages, c.cells)
}

// read counts the words of text, which stands in field f of the page.
func (c *collection) read(f field, text string) {
	c.previous = nil
	for at := range wordsIn(text) {
		if at.han {
			c.previous = nil
			for _, t := range c.lang.hanTerms(text[at.from:at.to]) {
				c.countWord(f, c.hanWord(t))
			}
			continue
		}
		w := c.wordOf(text[at.from:at.to])
		if w == nil || len(w.stems) == 0 {
			c.previous = nil
			continue
		}
		c.countWord(f, w)
		if c.lang.pairs {
			if c.previous != nil {
				c.count(f, c.pairOf(c.previous, w))
			}
			c.previous = w
		}
	}
	c.sequence = append(c.sequence, nil)
}

// countWord counts one occurrence of w and puts it in the sequence that the
// glossary is compared with.
func (c *collection) countWord(f field, w *word) {
	c.count(f, w)
	c.sequence = append(c.sequence, w.stems...)
	c.lengths[len(c.pages)][f] += len(w.stems)
}

func (c *collection) count(f field, w *word) {
	w.count++
	for _, s := range w.stems {
		if f != inText {
			s.important = true
		}
		c.cellOf(s).counts[f]++
	}
}

// cellOf returns the cell of s on the page that is being read.
func (c *collection) cellOf(s *stem) *cell {
	if page := int32(len(c.pages)); s.page != page {
		s.page, s.cell = page, len(c.cells)
		c.cells = append(c.cells, cell{stem: s})
	}
	return &c.cells[s.cell]
}

// wordOf returns the word that stands in a text as raw, nil if it is not
// indexed.
func (c *collection) wordOf(raw string) *word {
	if w, known := c.raw[raw]; known {
		return w
	}
	s := spelling(raw)
	w := c.words[s]
	if w == nil {
		if key := fold(s); key != "" {
			w = c.newWord(s, key, c.lang.stems(s))
		}
	}
	c.raw[strings.Clone(raw)] = w
	return w
}

// hanWord returns the word of a term made of Chinese characters.
func (c *collection) hanWord(term string) *word {
	s := spelling(term)
	if w := c.words[s]; w != nil {
		return w
	}
	return c.newWord(s, fold(s), []string{s})
}

// pairOf returns the word made of two neighbours.
func (c *collection) pairOf(a, b *word) *word {
	s := a.spelling + " " + b.spelling
	if w := c.words[s]; w != nil {
		return w
	}
	return c.newWord(s, a.key+" "+b.key, []string{s})
}

func (c *collection) newWord(spelling, key string, stems []string) *word {
	w := &word{spelling: spelling, key: key}
	for _, name := range stems {
		s := c.stems[name]
		if s == nil {
			s = &stem{name: name, page: -1}
			c.stems[name] = s
		}
		w.stems = append(w.stems, s)
	}
	c.words[spelling] = w
	return w
}

// score gives each stem its pages and their impacts, once all are added.
func (c *collection) score() {
	var average [fieldCount]float64
	for _, length := range c.lengths {
		for f, n := range length {
			average[f] += float64(n) / float64(len(c.lengths))
		}
	}
	for page, cells := range c.pages {
		for _, cell := range cells {
			cell.stem.pages = append(cell.stem.pages, int32(page))
			cell.stem.impacts = append(cell.stem.impacts, cell.impact(c.lengths[page], average))
		}
	}
}

// impact returns the term part of BM25 over the weighted fields, as a share of
// maxImpact. The conversions keep processors that can multiply and add in one
// step from rounding differently.
func (c *cell) impact(lengths [fieldCount]int, average [fieldCount]float64) byte {
	frequency := 0.0
	for f, n := range c.counts {
		if n > 0 && average[f] > 0 {
			length := float64(lengthFactor * float64(lengths[f]) / average[f])
			frequency += float64(weights[f] * float64(n) / (1 - lengthFactor + length))
		}
	}
	if c.synonym {
		frequency = max(frequency, weightSynonym)
	}
	q := math.Round(maxImpact * frequency / (frequency + saturation))
	return byte(max(1, min(maxImpact, q)))
}

// sortedWords returns the indexed words that occur, in the order of their spellings.
func (c *collection) sortedWords() []*word {
	words := make([]*word, 0, len(c.words))
	for _, w := range c.words {
		if w.count > 0 && w.key != "" {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b *word) int { return cmp.Compare(a.spelling, b.spelling) })
	return words
}
