package search

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
)

// deflated returns data as a zlib stream.
func deflated(t testing.TB, data []byte) []byte {
	t.Helper()
	d, err := newDeflater()
	if err != nil {
		t.Fatal(err)
	}
	z, err := d.deflate(data)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestDamagedFiles checks that each file that is missing, cut short, changed
// or much too long shows as an error, and that the rest is still found.
func TestDamagedFiles(t *testing.T) {
	bomb := deflated(t, make([]byte, 8<<20))
	for _, tt := range []struct {
		name  string
		file  string
		query string
		o     Options
		hits  int // although the file is damaged
	}{
		{"a block", blockFile(0), "evidence", Options{}, 0},
		{"the facets, with a filter", facetFile, "evidence", Options{Kind: "lesson"}, 0},
		{"the facets, without a filter", facetFile, "evidence", Options{}, 1},
		{"the suggestions", suggestFile, "footprints xxxxxxxxx", Options{}, 2},
		{"a fragment", fragmentFile(0), "report", Options{}, 1},
		{"a fragment, with a phrase", fragmentFile(0), `"report"`, Options{}, 1},
	} {
		good := files(t, schoolPages(), nil)
		data := good[tt.file].Data
		changed := slices.Clone(data)
		changed[len(changed)/2] ^= 0x40
		for damage, data := range map[string][]byte{
			"missing": nil, "empty": {}, "cut short": data[:len(data)-3], "changed": changed, "too long": bomb,
			"another file": deflated(t, []byte("hello")),
		} {
			t.Run(tt.name+" is "+damage, func(t *testing.T) {
				bad := maps.Clone(good)
				delete(bad, tt.file)
				if damage != "missing" {
					bad[tt.file] = &fstest.MapFile{Data: data}
				}
				ix, err := Open(bad)
				if err != nil {
					t.Fatal(err)
				}
				r := ix.Search(tt.query, tt.o)
				if len(r.Hits) != tt.hits {
					t.Errorf("Search finds %q, want %d pages", ids(r.Hits), tt.hits)
				}
				harmless := tt.name == "the facets, without a filter" || tt.file == suggestFile && damage == "another file"
				if (r.Err == nil) != harmless {
					t.Errorf("Search error %v", r.Err)
				}
				if r.Err != nil && !strings.Contains(r.Err.Error(), tt.file) {
					t.Errorf("Search error %q does not name %s", r.Err, tt.file)
				}
			})
		}
	}
}

func TestOpenErrors(t *testing.T) {
	for _, tt := range []struct{ name, meta, want string }{
		{"no JSON", `{"v":1`, "unexpected end"},
		{"another format", `{"v":2}`, "format 2 is not 1"},
		{"too many pages", `{"v":1,"n":100001}`, "100001 pages"},
		{"fewer pages than none", `{"v":1,"n":-1}`, "-1 pages"},
		{"blocks without stems", `{"v":1,"n":1,"k":[""]}`, "one key and one stem"},
		{"a first block that begins later", `{"v":1,"n":1,"k":["a"],"s":[0]}`, "does not begin"},
		{"blocks out of order", `{"v":1,"n":1,"k":["","b","a"],"s":[0,1,2]}`, "block 2 is out of order"},
		{"stems out of order", `{"v":1,"n":1,"k":["","b"],"s":[0,-1]}`, "block 1 is out of order"},
		{"too long", `{"v":1}` + strings.Repeat(" ", maxMeta), "more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(fstest.MapFS{metaFile: {Data: []byte(tt.meta)}})
			if err == nil || !strings.HasPrefix(err.Error(), "open search index: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Open = %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := Open(fstest.MapFS{}); err == nil {
		t.Error("Open of nothing gives no error")
	}
}

// TestParseBlockDamaged changes a block in every place: it is an error or
// still a block, but nothing worse.
func TestParseBlockDamaged(t *testing.T) {
	c := newCollection(mustLanguage(t, "en"), nil)
	for _, p := range schoolPages() {
		c.add(p)
	}
	c.score()
	data := blocks(c.entries())[0].bytes()
	if _, err := parseBlock(data, 0, len(c.pages)); err != nil {
		t.Fatalf("parse block: %v", err)
	}
	for i := range data {
		if _, err := parseBlock(data[:i], 0, len(c.pages)); err == nil {
			t.Errorf("a block cut at %d of %d bytes is read", i, len(data))
		}
		for _, x := range []byte{0x01, 0x80, 0xff} {
			changed := slices.Clone(data)
			changed[i] ^= x
			if b, err := parseBlock(changed, 0, len(c.pages)); err == nil {
				useBlock(b)
			}
		}
	}
}

// useBlock looks at everything in a block.
func useBlock(b *block) {
	for i, key := range b.keys {
		b.find(key)
		for _, x := range b.targets(i) {
			from, to := b.stem(int(x.stem))
			for j := from; j < to; j++ {
				_ = b.impact(j) + int(b.pages[j])
			}
		}
	}
}

func TestReadAll(t *testing.T) {
	if _, err := readAll(iotest.ErrReader(errDamaged), 10); err != errDamaged {
		t.Errorf("readAll = %v, want the error of the reader", err)
	}
	if data, err := readAll(strings.NewReader("0123456789"), 10); err != nil || len(data) != 10 {
		t.Errorf("readAll of exactly as much = %q, %v", data, err)
	}
	if _, err := readAll(strings.NewReader("0123456789x"), 10); err == nil {
		t.Error("readAll of more gives no error")
	}
}

// FuzzSearch asks indexes of several languages anything.
func FuzzSearch(f *testing.F) {
	var indexes []*Index
	for _, lang := range []string{"en", "es", "ar", "zh", "vi", "pl"} {
		set := readRelevance(f, "testdata/relevance/"+lang+".yaml")
		indexes = append(indexes, openIndex(f, set.pages(lang), set.Glossary))
		for _, q := range set.Queries[:3] {
			f.Add(q.Q, "lesson", "6-8", 10, 0)
		}
	}
	f.Add(`"save the evidence`, "", "", -1, 1<<30)
	f.Add("网络wang'luo’ 'x", "faq", "", 200, -5)
	f.Add("\xff\"“”\u200d الو", "", "", 0, 0)
	f.Fuzz(func(t *testing.T, query, kind, band string, limit, offset int) {
		for _, ix := range indexes {
			r := ix.Search(query, Options{Kind: kind, Band: band, Limit: limit, Offset: offset})
			if r.Err != nil {
				t.Errorf("Search(%q): %v", query, r.Err)
			}
			if len(r.Hits) > maxLimit || len(r.Hits) > r.Total || r.Total > ix.meta.Pages {
				t.Errorf("Search(%q) has %d hits of %d", query, len(r.Hits), r.Total)
			}
			for i, h := range r.Hits {
				if h.Score <= 0 || i > 0 && h.Score > r.Hits[i-1].Score {
					t.Errorf("Search(%q) has score %v at %d", query, h.Score, i)
				}
			}
		}
	})
}

// FuzzOpen reads indexes that nobody wrote.
func FuzzOpen(f *testing.F) {
	good := files(f, schoolPages(), Glossary{{"evidence", "proof"}})
	raw := func(name string, limit int) []byte {
		data, err := inflated(good, name, limit)
		if err != nil {
			f.Fatal(err)
		}
		return data
	}
	f.Add(good[metaFile].Data, raw(blockFile(0), maxBlock), raw(suggestFile, maxSuggest), raw(facetFile, 100),
		raw(fragmentFile(0), maxFragment), "report prood")
	two, err := json.Marshal(meta{Version: 1, Pages: 3, Pairs: true, Keys: []string{"", "a"}, Stems: []int{0, 0}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(two, raw(blockFile(0), maxBlock), []byte("evidence\nproof"), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, []byte(`{"s":[["a","b","c"]]}`), `"bring your`)
	f.Fuzz(func(t *testing.T, meta, block, suggest, facets, fragment []byte, query string) {
		ix, err := Open(fstest.MapFS{
			metaFile:        {Data: meta},
			blockFile(0):    {Data: deflated(t, block)},
			blockFile(1):    {Data: block},
			suggestFile:     {Data: deflated(t, suggest)},
			facetFile:       {Data: deflated(t, facets)},
			fragmentFile(0): {Data: deflated(t, fragment)},
			fragmentFile(1): {Data: fragment},
		})
		if err != nil {
			return
		}
		ix.Search(query, Options{})
		ix.Search(query, Options{Kind: "lesson", Band: "3-5"})
	})
}
