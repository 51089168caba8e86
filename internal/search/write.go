package search

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Write makes the index of pages, which are all pages of one language, and
// hands each of its files to put, always in the same order. Names are relative
// to the folder of the index. Write stops at the first error of put.
//
// The order of pages does not matter: they are indexed in the order of their
// addresses. Pages in different languages are an error, as are more than
// 100,000 of them, more than 256 kinds, bands or units, and a page of more
// than 2 MB of text.
func Write(pages []Page, g Glossary, put func(name string, data []byte) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write search index: %w", err)
		}
	}()
	pages, err = ordered(pages)
	if err != nil {
		return err
	}
	tag := ""
	if len(pages) > 0 {
		tag = pages[0].Lang
	}
	lang, err := languageOf(tag)
	if err != nil {
		return err
	}
	words := newCollection(lang, g)
	for _, p := range pages {
		words.add(p)
	}
	words.score()

	z, err := newDeflater()
	if err != nil {
		return err
	}
	w := &writer{put: put, z: z, meta: meta{Version: formatVersion, Lang: tag, Pages: len(pages), Pairs: lang.pairs}}
	w.dictionary(lang, words.entries())
	w.facets(pages)
	for i, p := range pages {
		w.fragment(i, p)
	}
	w.finish()
	return w.err
}

// ordered returns the pages in the order of their addresses.
func ordered(pages []Page) ([]Page, error) {
	if len(pages) > maxPages {
		return nil, fmt.Errorf("%d pages, more than %d", len(pages), maxPages)
	}
	sorted := slices.Clone(pages)
	slices.SortStableFunc(sorted, func(a, b Page) int {
		return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range sorted {
		if p.Lang != sorted[0].Lang {
			return nil, fmt.Errorf("page %s is in %q, page %s in %q", sorted[0].URL, sorted[0].Lang, p.URL, p.Lang)
		}
	}
	return sorted, nil
}

// A writer makes the files of an index. After an error it does nothing more.
type writer struct {
	put  func(name string, data []byte) error
	z    *deflater
	meta meta
	err  error
}

// deflated writes a file as a zlib stream.
func (w *writer) deflated(name string, data []byte) {
	if w.err != nil {
		return
	}
	z, err := w.z.deflate(data)
	if err != nil {
		w.err = err
		return
	}
	w.err = w.put(name, z)
}

// dictionary writes the blocks and the spellings for far typos.
func (w *writer) dictionary(lang *language, entries []*entry) {
	w.meta.Stop = stopKeys(lang, entries)
	before := ""
	for i, b := range blocks(entries) {
		first := ""
		if i > 0 {
			first = firstKey(b.first.key, before)
		}
		before = b.last
		w.meta.Keys = append(w.meta.Keys, first)
		w.meta.Stems = append(w.meta.Stems, b.firstStem)
		data := b.bytes()
		if err := checkBlock(blockFile(i), data); w.err == nil && err != nil {
			w.err = err
		}
		w.deflated(blockFile(i), data)
	}
	w.deflated(suggestFile, []byte(strings.Join(suggestions(entries), "\n")))
}

// facets writes which page has which kind, band and unit.
func (w *writer) facets(pages []Page) {
	data := make([]byte, 0, 3*len(pages))
	column := func(values *[]string, value func(Page) string) {
		numbers := make(map[string]int)
		for _, p := range pages {
			v := value(p)
			n, known := numbers[v]
			if !known {
				n = len(*values)
				numbers[v] = n
				*values = append(*values, v)
			}
			data = append(data, byte(n))
		}
	}
	f := &w.meta.Facets
	column(&f.Kind, func(p Page) string { return p.Kind })
	column(&f.Band, func(p Page) string { return p.Band })
	column(&f.Unit, func(p Page) string { return p.Unit })
	w.deflated(facetFile, data)
}

// fragment writes what a result shows of page i.
func (w *writer) fragment(i int, p Page) {
	f := fragment{
		ID: p.ID, URL: p.URL, Title: oneLine(p.Title),
		Facets:   [3]string{p.Kind, p.Band, p.Unit},
		Sections: make([][3]string, 0, len(p.Sections)),
	}
	for _, s := range p.Sections {
		f.Sections = append(f.Sections, [3]string{s.ID, oneLine(s.Heading), oneLine(s.Text)})
	}
	data, err := asJSON(f)
	if err == nil && len(data) > maxFragment {
		err = errors.New("more text than an index can hold")
	}
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("page %s: %w", p.URL, err)
	}
	w.deflated(fragmentFile(i), data)
}

// finish writes the meta file, which is complete only after all others.
func (w *writer) finish() {
	if w.err != nil {
		return
	}
	if err := w.meta.check(); err != nil {
		w.err = err
		return
	}
	data, err := asJSON(w.meta)
	if err == nil && len(data) > maxMeta {
		err = fmt.Errorf("%s has %d bytes, more than %d", metaFile, len(data), maxMeta)
	}
	if err != nil {
		w.err = err
		return
	}
	w.err = w.put(metaFile, data)
}

// oneLine returns text with single spaces for all white space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
