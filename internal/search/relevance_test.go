package search

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
)

// A relevanceSet is a file of testdata/relevance.
type relevanceSet struct {
	Glossary Glossary
	Pages    []struct {
		ID, Kind, Band, Unit, Title string
		Sections                    []struct{ ID, Heading, Text string }
	}
	Queries []struct {
		Q     string
		Want  string
		First bool
	}
}

// TestRelevance keeps what readers of each language find. Over all languages
// nearly every query must have its page first, and each among the first three.
func TestRelevance(t *testing.T) {
	files, err := filepath.Glob("testdata/relevance/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("find relevance sets: %d, %v", len(files), err)
	}
	queries, first := 0, 0
	for _, file := range files {
		lang := strings.TrimSuffix(filepath.Base(file), ".yaml")
		set := readRelevance(t, file)
		ix := openIndex(t, set.pages(lang), set.Glossary)
		for _, q := range set.Queries {
			t.Run(lang+"/"+q.Q, func(t *testing.T) {
				r := ix.Search(q.Q, Options{})
				rank := slices.IndexFunc(r.Hits, func(h Hit) bool { return h.ID == q.Want })
				queries++
				if rank == 0 {
					first++
				}
				if rank < 0 || rank >= 3 || q.First && rank > 0 {
					t.Errorf("Search(%q) has %s at %d, first %s", q.Q, q.Want, rank, ids(r.Hits))
				}
			})
		}
	}
	if queries < 40 || first*100 < queries*95 {
		t.Errorf("the right page is first for %d of %d queries, want 95%% of at least 40", first, queries)
	}
	t.Logf("first: %d of %d", first, queries)
}

func readRelevance(t testing.TB, file string) relevanceSet {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var set relevanceSet
	if err := yaml.Unmarshal(data, &set); err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	return set
}

// pages returns the pages of the set, as pages in lang.
func (s *relevanceSet) pages(lang string) []Page {
	var out []Page
	for _, p := range s.Pages {
		page := Page{
			ID: p.ID, URL: "/" + lang + "/" + p.ID + ".html", Title: p.Title,
			Kind: p.Kind, Lang: lang, Band: p.Band, Unit: p.Unit,
		}
		for _, s := range p.Sections {
			page.Sections = append(page.Sections, Section(s))
		}
		out = append(out, page)
	}
	return out
}

// files returns the files of an index of pages.
func files(t testing.TB, pages []Page, g Glossary) fstest.MapFS {
	t.Helper()
	out := make(fstest.MapFS)
	err := Write(pages, g, func(name string, data []byte) error {
		if out[name] != nil {
			t.Errorf("Write puts %s twice", name)
		}
		out[name] = &fstest.MapFile{Data: data}
		return nil
	})
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return out
}

// openIndex returns an index of pages.
func openIndex(t testing.TB, pages []Page, g Glossary) *Index {
	t.Helper()
	ix, err := Open(files(t, pages, g))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return ix
}

func ids(hits []Hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return strings.Join(out, " ")
}
