package search

import (
	"cmp"
	"math"
	"slices"
)

// A page that answers only some of the words of a query gets this share of its
// score, and the rest in proportion to the words that it answers.
const uncovered = 0.3

// A scored page is a result before its fragment is read.
type scored struct {
	page  int
	score float64
}

// A ranking adds up what the terms of a query say about each page.
type ranking struct {
	meta   *meta
	score  []float64 // by page
	cover  []float64 // by page: gains of the terms that it has
	having []uint32  // by page: bit i is set if it has term i
	best   []float64 // by page: of the term that is being added
	found  []int32   // pages with any term, in the order in which they were found
	total  float64   // gains of all terms
}

func newRanking(m *meta) *ranking {
	return &ranking{
		meta:  m,
		score: make([]float64, m.Pages), cover: make([]float64, m.Pages),
		having: make([]uint32, m.Pages), best: make([]float64, m.Pages),
	}
}

// add counts term i, for which the given stems stand, and returns its gain:
// how much the best of them can say about a page. The conversions keep
// processors that can multiply and add in one step from rounding differently.
func (r *ranking) add(l *lookup, i int, stems []candidate) (gain float64) {
	var pages []int32
	for _, c := range stems {
		b := l.block(r.meta.homeOf(int(c.stem)))
		from, to := b.stem(int(c.stem))
		weight := c.weight * rarity(r.meta.Pages, to-from)
		gain = max(gain, weight)
		for j := from; j < to; j++ {
			page := b.pages[j]
			if r.best[page] == 0 {
				pages = append(pages, page)
			}
			r.best[page] = max(r.best[page], weight*float64(b.impact(j))/maxImpact)
		}
	}
	for _, page := range pages {
		if r.having[page] == 0 {
			r.found = append(r.found, page)
		}
		r.having[page] |= 1 << i
		r.score[page] += r.best[page]
		r.cover[page] += gain
		r.best[page] = 0
	}
	r.total += gain
	return gain
}

// rarity returns how much a stem that stands on some of all pages tells them
// apart (the inverse document frequency of BM25).
func rarity(pages, some int) float64 {
	n, d := float64(pages), float64(some)
	return math.Log(1 + (n-d+0.5)/(d+0.5))
}

// pages returns the pages that have all the needed terms, the best first.
// Scores are rounded, so that small differences between the logarithms of
// processors and browsers do not change the order; equal pages are ordered by
// address.
func (r *ranking) pages(needed uint32, wanted func(page int) bool) []scored {
	var out []scored
	for _, page := range r.found {
		if r.having[page]&needed != needed || !wanted(int(page)) {
			continue
		}
		share := uncovered + float64((1-uncovered)*r.cover[page]/r.total)
		s := math.Round(float64(r.score[page]*share)*1e6) / 1e6
		out = append(out, scored{int(page), s})
	}
	slices.SortFunc(out, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.page, b.page))
	})
	return out
}

// wanted returns whether a page passes the filters of o.
func (l *lookup) wanted(o Options) func(page int) bool {
	if o.Kind == "" && o.Band == "" && o.Unit == "" {
		return func(int) bool { return true }
	}
	data, err := l.ix.facetBytes()
	if err != nil {
		l.fail(err)
		return func(int) bool { return false }
	}
	m := &l.ix.meta
	passes := func(column int, values []string, value string) func(page int) bool {
		at := slices.Index(values, value)
		return func(page int) bool { return value == "" || int(data[column*m.Pages+page]) == at }
	}
	kind := passes(0, m.Facets.Kind, o.Kind)
	band := passes(1, m.Facets.Band, o.Band)
	unit := passes(2, m.Facets.Unit, o.Unit)
	return func(page int) bool { return kind(page) && band(page) && unit(page) }
}
