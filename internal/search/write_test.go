package search

import (
	"bytes"
	"compress/zlib"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/tiny")

// tinyPages are the pages of the index in testdata/tiny, which any reader of
// the format may try itself on.
func tinyPages() ([]Page, Glossary) {
	return []Page{
		{
			ID: "claves", URL: "/es/lessons/3-5/claves.html", Title: "Contraseñas largas", Kind: "lesson", Lang: "es", Band: "3-5", Unit: "safe",
			Sections: []Section{
				{"", "", "Una contraseña larga se recuerda mejor."},
				{"te", "¿Quién te ayuda?", "Tu maestra, mientras toma té, y tus padres."},
			},
		},
		{
			ID: "telefono", URL: "/es/families/faq/telefono.html", Title: "El teléfono en clase", Kind: "faq", Lang: "es",
			Sections: []Section{{"", "", "Queda apagado   en la mochila <siempre>\nque hay clase."}},
		},
	}, Glossary{{"teléfono", "celular"}}
}

// TestWriteGolden keeps the format: the files are compared as they are before
// deflate, because another version of Go may deflate them in another way.
func TestWriteGolden(t *testing.T) {
	pages, glossary := tinyPages()
	got := files(t, pages, glossary)
	if *update {
		for name, file := range got {
			if err := os.WriteFile(filepath.Join("testdata/tiny", name), file.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	golden, err := os.ReadDir("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	if len(golden) != len(got) {
		t.Errorf("Write made %d files, want %d", len(got), len(golden))
	}
	for _, file := range golden {
		name := file.Name()
		want, err := os.ReadFile(filepath.Join("testdata/tiny", name))
		if err != nil {
			t.Fatal(err)
		}
		if got[name] == nil {
			t.Errorf("Write did not make %s", name)
			continue
		}
		if diff := cmp.Diff(plain(t, name, want), plain(t, name, got[name].Data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestReadGolden reads the committed files as they are.
func TestReadGolden(t *testing.T) {
	ix, err := Open(os.DirFS("testdata/tiny"))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"celular": "telefono", "contrasena": "claves", "té ": "claves"} {
		if r := ix.Search(query, Options{}); r.Err != nil || ids(r.Hits) != want {
			t.Errorf("Search(%q) finds %q, %v, want %q", query, ids(r.Hits), r.Err, want)
		}
	}
}

// plain returns what a file holds before deflate, quoted.
func plain(t *testing.T, name string, data []byte) string {
	t.Helper()
	if name != metaFile {
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = io.ReadAll(z)
		}
		if err != nil {
			t.Fatalf("inflate %s: %v", name, err)
		}
	}
	return fmt.Sprintf("%q", data)
}

// TestWriteTwice checks that the same pages give the same bytes, in whatever
// order they come and on however many processors.
func TestWriteTwice(t *testing.T) {
	pages, _ := inventedPages(60)
	glossary := Glossary{{"one two", pages[3].Title}, {pages[7].Title, "three"}}
	want := files(t, pages, glossary)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for procs := range 4 {
		runtime.GOMAXPROCS(procs + 1)
		shuffled := slices.Clone(pages)
		rand.New(rand.NewPCG(uint64(procs), 0)).Shuffle(len(pages), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		got := files(t, shuffled, glossary)
		if len(got) != len(want) {
			t.Errorf("%d files, want %d", len(got), len(want))
		}
		for name, file := range want {
			if !bytes.Equal(got[name].Data, file.Data) {
				t.Errorf("%s differs with %d processors", name, procs+1)
			}
		}
	}
}

func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	keep := func(string, []byte) error { return nil }
	many := func(n int, of func(i int) Page) (pages []Page) {
		for i := range n {
			pages = append(pages, of(i))
		}
		return pages
	}
	for _, tt := range []struct {
		name  string
		pages []Page
		put   func(string, []byte) error
		want  string
	}{
		{"pages in two languages", []Page{{URL: "/a", Lang: "en"}, {URL: "/b", Lang: "es"}}, keep, `page /a is in "en", page /b in "es"`},
		{"the first error of put", []Page{{URL: "/a", Title: "Help"}}, func(string, []byte) error { return full }, "disk full"},
		{
			"the last file fails", []Page{{URL: "/a", Title: "Help"}},
			func(name string, _ []byte) error {
				if name == metaFile {
					return full
				}
				return nil
			}, "disk full",
		},
		{"too many units", many(257, func(i int) Page { return Page{Unit: fmt.Sprint(i)} }), keep, "a facet has more than 256 values"},
		{"too many pages", make([]Page, maxPages+1), keep, "100001 pages"},
		{
			"a page that is too long", []Page{{URL: "/a", Sections: []Section{{Text: strings.Repeat("word ", 500_000)}}}},
			keep, "page /a: more text than an index can hold",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := Write(tt.pages, nil, tt.put)
			if err == nil || !strings.HasPrefix(err.Error(), "write search index: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Write = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestWriteLittle(t *testing.T) {
	for name, pages := range map[string][]Page{
		"no pages":             nil,
		"a page without words": {{URL: "/en/", Lang: "en", Title: "…", Sections: []Section{{Heading: "the", Text: "of"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := openIndex(t, pages, Glossary{{}, {"the", "…"}}).Search("password", Options{})
			if r.Total != 0 || r.Err != nil {
				t.Errorf("Search finds %d, %v, want nothing and no error", r.Total, r.Err)
			}
		})
	}
}

// TestBlocks checks an index of many blocks: each word finds its pages.
func TestBlocks(t *testing.T) {
	pages, _ := inventedPages(150)
	ix := openIndex(t, pages, nil)
	if n := len(ix.meta.Keys); n < 5 {
		t.Fatalf("%d blocks, want some", n)
	}
	l := &lookup{ix: ix, blocks: make(map[int]*block)}
	lang := mustLanguage(t, "en")
	sorted, err := ordered(pages)
	if err != nil {
		t.Fatal(err)
	}
	for number, p := range sorted[:40] {
		for at := range wordsIn(p.Title + " " + p.Sections[2].Text) {
			w := (p.Title + " " + p.Sections[2].Text)[at.from:at.to]
			if len(lang.stems(w)) > 0 && !l.has(w, int32(number)) {
				t.Errorf("%q does not find page %s", w, p.ID)
			}
		}
	}
	if l.err != nil {
		t.Error(l.err)
	}
}

// has reports whether a word finds a page.
func (l *lookup) has(word string, page int32) bool {
	stems, _ := l.expand(term{key: fold(word), hash: hash8(word)})
	return slices.ContainsFunc(stems, func(c candidate) bool {
		b := l.block(l.ix.meta.homeOf(int(c.stem)))
		from, to := b.stem(int(c.stem))
		return slices.Contains(b.pages[from:to], page)
	})
}

// TestSizes keeps the promise of few bytes: what a first query of two words
// fetches besides the fragments.
func TestSizes(t *testing.T) {
	pages, vocabulary := inventedPages(1000)
	index := files(t, pages, nil)
	ix, err := Open(index)
	if err != nil {
		t.Fatal(err)
	}
	total, largest := 0, 0
	for name, file := range index {
		if name[0] == 'b' {
			total += len(file.Data)
			largest = max(largest, len(file.Data))
		}
	}
	l := &lookup{ix: ix, blocks: make(map[int]*block)}
	for _, w := range vocabulary[100:102] {
		l.expand(term{key: w, hash: hash8(w)})
	}
	fetched := len(index[metaFile].Data)
	for n := range l.blocks {
		fetched += len(index[blockFile(n)].Data)
	}
	t.Logf("dictionary %d bytes, largest block %d, first query %d, suggestions %d",
		total, largest, fetched, len(index[suggestFile].Data))
	if largest > 9_000 || fetched > 25_000 || len(index[suggestFile].Data) > 16_000 {
		t.Errorf("largest block %d bytes, first query %d, suggestions %d", largest, fetched, len(index[suggestFile].Data))
	}
}
