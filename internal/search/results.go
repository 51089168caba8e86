package search

import (
	"slices"
	"strings"
)

const (
	defaultLimit = 10
	maxLimit     = 100

	// maxPhrasePages bounds the pages that are read to find a quoted phrase.
	// The best ones that have all its words are tried.
	maxPhrasePages = 50
	// spellingPages is the number of results whose text is asked how a
	// corrected word is written.
	spellingPages = 3
)

// Search returns the pages that answer query, the best first.
//
// A page is found by any of the words, and the more of them it answers, the
// better it is. A word is answered by itself, by its other forms, by what the
// glossary calls the same and, if it is the last of the query, by words that
// begin with it. Accents and case may be left out. A word that the index does
// not have stands for those that it may be a misspelling of. Words in
// quotation marks must follow each other as written.
//
// Only the first 100 characters and 8 words of query are read. Any query is
// valid; one without words finds nothing.
func (ix *Index) Search(query string, o Options) Results {
	q := ix.readQuery(query)
	if len(q.terms) == 0 || ix.meta.Pages == 0 {
		return Results{}
	}
	l := &lookup{ix: ix, blocks: make(map[int]*block), keys: make(map[string]string)}
	r := newRanking(&ix.meta)
	m := newMarker(len(q.terms))
	corrected := make([]string, len(q.terms))
	needed := uint32(0)
	for i, t := range q.terms {
		var stems []candidate
		stems, corrected[i] = l.expand(t)
		m.note(i, stems, r.add(l, i, stems))
		if t.quoted {
			needed |= 1 << i
		}
	}
	m.find(l.blocks)

	pages := l.withPhrases(r.pages(needed, l.wanted(o)), q.phrases)
	results := Results{Total: len(pages)}
	for _, p := range pageOf(pages, o) {
		f, err := ix.fragment(p.page)
		if err != nil {
			l.fail(err)
			continue
		}
		results.Hits = append(results.Hits, hitOf(f, p.score, m, l))
	}
	if len(pages) > 0 {
		results.Corrected = l.correct(q, corrected, pages[:min(spellingPages, len(pages))])
	}
	results.Err = l.err
	return results
}

// pageOf returns the part of pages that o asks for.
func pageOf(pages []scored, o Options) []scored {
	limit := min(o.Limit, maxLimit)
	if limit <= 0 {
		limit = defaultLimit
	}
	pages = pages[min(max(0, o.Offset), len(pages)):]
	return pages[:min(limit, len(pages))]
}

func hitOf(f fragment, score float64, m *marker, l *lookup) Hit {
	h := Hit{
		ID: f.ID, URL: f.URL, Title: f.Title,
		Kind: f.Facets[0], Band: f.Facets[1], Unit: f.Facets[2], Score: score,
	}
	h.Section, h.Heading, h.Snippet = m.snippet(f, l)
	return h
}

// withPhrases returns the pages that have all phrases, of the first
// maxPhrasePages.
func (l *lookup) withPhrases(pages []scored, phrases []phrase) []scored {
	if len(phrases) == 0 {
		return pages
	}
	var out []scored
	for _, p := range pages[:min(maxPhrasePages, len(pages))] {
		f, err := l.ix.fragment(p.page)
		if err != nil {
			l.fail(err)
			continue
		}
		if !slices.ContainsFunc(phrases, func(want phrase) bool { return !l.pageHas(f, want) }) {
			out = append(out, p)
		}
	}
	return out
}

// pageHas reports whether a phrase stands in the title, in a heading or in a
// section of a page.
func (l *lookup) pageHas(f fragment, p phrase) bool {
	if l.textHas(f.Title, p) {
		return true
	}
	return slices.ContainsFunc(f.Sections, func(s [3]string) bool {
		return l.textHas(s[1], p) || l.textHas(s[2], p)
	})
}

func (l *lookup) textHas(text string, p phrase) bool {
	var keys []string
	for at := range wordsIn(text) {
		if raw := text[at.from:at.to]; at.han {
			keys = append(keys, phraseKeys(raw, true)...)
		} else if k := l.key(raw); k != "" {
			keys = append(keys, k)
		}
	}
	for ; len(keys) >= len(p.keys); keys = keys[1:] {
		if p.begins(keys) {
			return true
		}
	}
	return false
}

// begins reports whether the phrase stands at the beginning of keys, of which
// there are enough.
func (p *phrase) begins(keys []string) bool {
	last := len(p.keys) - 1
	if !slices.Equal(keys[:last], p.keys[:last]) {
		return false
	}
	return keys[last] == p.keys[last] || p.open && strings.HasPrefix(keys[last], p.keys[last])
}

// key returns the key of a word in a text. The same words come again and
// again in the fragments of one search, so they are remembered.
func (l *lookup) key(raw string) string {
	k, known := l.keys[raw]
	if !known {
		k = fold(spelling(raw))
		l.keys[raw] = k
	}
	return k
}

// correct returns the text of q with the given keys for the terms that have
// one, written as the best pages write them. It is empty if there are none.
func (l *lookup) correct(q *query, keys []string, pages []scored) string {
	var b strings.Builder
	end := 0
	for i, key := range keys {
		if key == "" {
			continue
		}
		b.WriteString(q.text[end:q.terms[i].from])
		b.WriteString(l.written(key, pages))
		end = q.terms[i].to
	}
	if end == 0 {
		return ""
	}
	b.WriteString(q.text[end:])
	return strings.TrimSpace(b.String())
}

// written returns the spelling of a key: that of the best pages, else that of
// the suggestions, else the key itself.
func (l *lookup) written(key string, pages []scored) string {
	for _, p := range pages {
		f, err := l.ix.fragment(p.page)
		if err != nil {
			continue // noted where the page is shown
		}
		for _, text := range f.texts() {
			for at := range wordsIn(text) {
				if raw := text[at.from:at.to]; !at.han && l.key(raw) == key {
					return spelling(raw)
				}
			}
		}
	}
	words, _ := l.ix.suggestions()
	for _, w := range words {
		if w.key == key {
			return w.spelling
		}
	}
	return key
}

// texts returns all texts of the page.
func (f *fragment) texts() []string {
	out := []string{f.Title}
	for _, s := range f.Sections {
		out = append(out, s[1], s[2])
	}
	return out
}
