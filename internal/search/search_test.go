package search

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// page returns a page in lang; what is written after a heading that ends in a
// colon is a section of its own.
func page(lang, id, title string, sections ...string) Page {
	p := Page{ID: id, URL: "/" + lang + "/" + id + ".html", Title: title, Lang: lang}
	for i, s := range sections {
		heading, text, found := strings.Cut(s, ": ")
		if !found {
			heading, text = "", s
		}
		p.Sections = append(p.Sections, Section{ID: fmt.Sprintf("s%d", i), Heading: heading, Text: text})
	}
	return p
}

func schoolPages() []Page {
	pages := []Page{
		page("en", "chat", "Kind group chats", "We read a message twice before we send it.", "If it hurts: Save the evidence and report bullying to an adult."),
		page("en", "keys", "Strong passwords", "Long ones: A passphrase of four words is slow to guess.", "Secrets: Tell only your parents."),
		page("en", "trail", "Digital footprints", "Searches and comments leave a digital trail for years."),
		page("en", "rules", "Rules for the network", "Students report broken devices. Naïve answers about footprints are fine.", "Devices: Bring your own device only with permission."),
		page("en", "clips", "Cite the clip", "Name the author of a clip. Citing is kind."),
	}
	kinds := []string{"lesson", "lesson", "lesson", "policy", "lesson"}
	bands := []string{"3-5", "6-8", "6-8", "", "9-12"}
	units := []string{"respond", "safe", "private", "", "create"}
	for i := range pages {
		pages[i].Kind, pages[i].Band, pages[i].Unit = kinds[i], bands[i], units[i]
	}
	return pages
}

func TestSearch(t *testing.T) {
	ix := openIndex(t, schoolPages(), Glossary{{"bring your own device", "BYOD", "own phone"}})
	for _, tt := range []struct {
		name, query string
		options     Options
		want        string
	}{
		{"a word finds its page", "evidence", Options{}, "chat"},
		{"case does not count", "EVIDENCE", Options{}, "chat"},
		{"accents may be left out", "naive", Options{}, "rules"},
		{"or put where there are none", "évidence", Options{}, "chat"},
		{"the word being typed is only a beginning", "evid", Options{}, "chat"},
		{"two letters are a beginning too", "ev", Options{}, "chat"},
		{"a word that is finished is not a beginning", "ev ", Options{}, ""},
		{"other forms of a word are found", "commenting", Options{}, "trail"},
		{"a title counts more than a text", "footprint", Options{}, "trail rules"},
		{"a page with all words comes before one with the best of them", "report evidence", Options{}, "chat rules"},
		{"any of the words is enough", "permission parents", Options{}, "keys rules"},
		{"words like the and is do not count", "what is the evidence of", Options{}, "chat"},
		{"nothing but such words finds nothing", "what is this ", Options{}, ""},
		{"one letter is missing", "pasphrase", Options{}, "keys"},
		{"one letter is too many", "evidennce", Options{}, "chat"},
		{"two letters are swapped", "evidecne", Options{}, "chat"},
		{"one letter is wrong", "digitol", Options{}, "trail"},
		{"two letters are wrong in a long word", "pessphrose", Options{}, "keys"},
		{"the first letter is wrong", "bassword", Options{}, "keys"},
		{"three letters wrong are another word", "bessphrose", Options{}, ""},
		{"a short word must be right", "ckip", Options{}, "clips"},
		{"a synonym finds the page", "BYOD", Options{}, "rules"},
		{"so does a synonym of several words", "own phone", Options{}, "rules"},
		{"a phrase must stand as it is written", `"digital trail"`, Options{}, "trail"},
		{"also if its words stand elsewhere", `"trail digital"`, Options{}, ""},
		{"small words count in a phrase", `"report broken"`, Options{}, "rules"},
		{"a phrase may stand in a title", `“group chats”`, Options{}, "chat"},
		{"a phrase that is being typed may end early", `"four wor`, Options{}, "keys"},
		{"a phrase forgives no typos", `"four wrods"`, Options{}, ""},
		{"a phrase of one word wants that word", `"footprints"`, Options{}, "trail rules"},
		{"a phrase of small words is looked for among the other words", `report "if it hurts"`, Options{}, "chat"},
		{"a quotation of nothing is left out", `"" evidence`, Options{}, "chat"},
		{"only pages of a kind", "report", Options{Kind: "policy"}, "rules"},
		{"only pages of a band", "footprints", Options{Band: "6-8"}, "trail"},
		{"only pages of a unit", "kind", Options{Unit: "create"}, "clips"},
		{"all filters at once", "kind", Options{Kind: "lesson", Band: "3-5", Unit: "respond"}, "chat"},
		{"a kind that is not there", "kind", Options{Kind: "song"}, ""},
		{"no query finds nothing", "", Options{}, ""},
		{"punctuation is no query", "?!,;", Options{}, ""},
		{"the second page of results", "report", Options{Limit: 1, Offset: 1}, "rules"},
		{"beyond the last page of results", "report", Options{Offset: 5}, ""},
		{"a negative offset is none", "report", Options{Limit: 1, Offset: -3}, "chat"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := ix.Search(tt.query, tt.options)
			if got := ids(r.Hits); got != tt.want || r.Err != nil {
				t.Errorf("Search(%q, %+v) finds %q, %v, want %q", tt.query, tt.options, got, r.Err, tt.want)
			}
		})
	}
}

func TestSearchHit(t *testing.T) {
	ix := openIndex(t, schoolPages(), nil)
	r := ix.Search("evidence of bullying", Options{})
	want := Results{Total: 1, Hits: []Hit{{
		ID: "chat", URL: "/en/chat.html", Title: "Kind group chats", Kind: "lesson", Band: "3-5", Unit: "respond",
		Section: "s1", Heading: "If it hurts", Score: r.Hits[0].Score,
		Snippet: []Span{{"Save the ", false}, {"evidence", true}, {" and report ", false}, {"bullying", true}, {" to an adult.", false}},
	}}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("Search (-want +got):\n%s", diff)
	}
	if r.Hits[0].Score <= 0 {
		t.Errorf("score %v, want more than 0", r.Hits[0].Score)
	}
}

func TestSearchTotal(t *testing.T) {
	ix := openIndex(t, schoolPages(), nil)
	for _, tt := range []struct {
		o           Options
		total, hits int
	}{
		{Options{}, 2, 2},
		{Options{Limit: 1}, 2, 1},
		{Options{Limit: 1000}, 2, 2},
		{Options{Offset: 1}, 2, 1},
		{Options{Kind: "policy"}, 1, 1},
	} {
		if r := ix.Search("report", tt.o); r.Total != tt.total || len(r.Hits) != tt.hits {
			t.Errorf("Search(report, %+v) = %d hits of %d, want %d of %d", tt.o, len(r.Hits), r.Total, tt.hits, tt.total)
		}
	}
}

func TestSearchCorrected(t *testing.T) {
	ix := openIndex(t, append(schoolPages(), page("en", "cafe", "Résumés", "Send résumés online")), Glossary{{"network", "Wi-Fi router"}})
	for _, tt := range []struct{ name, query, want string }{
		{"nothing to correct", "evidence", ""},
		{"one wrong word among others", "save  evidecne, please", "save  evidence, please"},
		{"two wrong words", "dijital footpints", "digital footprints"},
		{"accents are written as the pages write them", "resunes", "résumés"},
		{"a word that only the glossary has", "rooter", "router"},
		{"another form is no mistake", "commenting", ""},
		{"nor is what may be another ending", "digitol", ""},
		{"an unknown word is left alone", "xylophone evidecne", "xylophone evidence"},
		{"nothing found, nothing corrected", "xylophone", ""},
		{"a quotation is meant as it stands", `"evidecne"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ix.Search(tt.query, Options{}).Corrected; got != tt.want {
				t.Errorf("Search(%q).Corrected = %q, want %q", tt.query, got, tt.want)
			}
		})
	}
}

// TestSearchAccents checks that a word typed with its accents is preferred to
// one that only looks like it without them.
func TestSearchAccents(t *testing.T) {
	ix := openIndex(t, []Page{
		page("vi", "secret", "Bí mật", "Giữ bí mật cho bạn"),
		page("vi", "eye", "Đôi mắt", "Nghỉ mắt khi nhìn màn hình"),
		page("vi", "lost", "Bị mất", "Thiết bị bị mất"),
	}, nil)
	for query, want := range map[string]string{"mắt ": "eye", "mất ": "lost", "bí mật ": "secret"} {
		if r := ix.Search(query, Options{}); len(r.Hits) == 0 || r.Hits[0].ID != want {
			t.Errorf("Search(%q) finds %q, want %s first", query, ids(r.Hits), want)
		}
	}
	if r := ix.Search("mat ", Options{}); r.Total != 3 {
		t.Errorf("Search(mat) finds %d pages, want all three", r.Total)
	}
}

// TestSearchFar checks typos that only the list of suggestions finds: the
// dictionary has many blocks, and the word is not near where it should be.
func TestSearchFar(t *testing.T) {
	pages, _ := inventedPages(100)
	for i := range pages {
		pages[i].Lang = "en"
	}
	pages = append(pages, page("en", "zz", "Understanding misinformation", "It spreads."))
	ix := openIndex(t, pages, nil)
	if len(ix.meta.Keys) < 4 {
		t.Fatalf("%d blocks, want several", len(ix.meta.Keys))
	}
	if r := ix.Search("xisinfornation", Options{}); len(r.Hits) == 0 || r.Hits[0].ID != "zz" || r.Corrected != "misinformation" {
		t.Errorf("Search finds %q, corrected %q", ids(r.Hits), r.Corrected)
	}
}

// TestSearchHostile checks that no query takes the reader by surprise.
func TestSearchHostile(t *testing.T) {
	ix := openIndex(t, schoolPages(), nil)
	for _, query := range []string{
		strings.Repeat("a", 1_000_000), strings.Repeat("evidence ", 10_000), strings.Repeat("数", 1000), strings.Repeat(`"`, 1000),
		"\xff\xfe\x00", strings.Repeat("\u0301", 500), "''''''''", "'", "a'", "\u200d", "(a+)+$", "evidence\x00report", "ﷺ ﷺ ﷺ",
	} {
		if r := ix.Search(query, Options{Limit: 1 << 40, Offset: -1 << 40, Kind: query}); r.Err != nil {
			t.Errorf("Search(%.20q): %v", query, r.Err)
		}
	}
	q := ix.readQuery(strings.Repeat("数", 1000))
	if n := len(q.terms); n != maxTerms {
		t.Errorf("%d terms of a run of Chinese characters, want %d", n, maxTerms)
	}
	q = ix.readQuery("one two three four five six seven eight nine ten")
	if n := len(q.terms); n != maxQueryWords {
		t.Errorf("%d terms of ten words, want %d", n, maxQueryWords)
	}
	if n := len([]rune(shortened(strings.Repeat("é", 200)))); n != maxQuery {
		t.Errorf("%d characters are read, want %d", n, maxQuery)
	}
}

// TestSearchTogether checks that goroutines may share an index.
func TestSearchTogether(t *testing.T) {
	pages, vocabulary := inventedPages(100)
	ix := openIndex(t, pages, nil)
	want := ix.Search(vocabulary[50]+" "+vocabulary[60], Options{Kind: "faq"})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 20 {
				ix.Search(vocabulary[i*100+j]+" x"+vocabulary[j], Options{Kind: "faq"})
			}
			if diff := cmp.Diff(want, ix.Search(vocabulary[50]+" "+vocabulary[60], Options{Kind: "faq"})); diff != "" {
				t.Errorf("Search at the same time (-want +got):\n%s", diff)
			}
		})
	}
	wait.Wait()
}

// TestCache checks that the cache forgets what was not used for long.
func TestCache(t *testing.T) {
	c := newBlockCache()
	for i := range 5 {
		c.put(i, &block{bytes: cacheSize / 4})
		c.get(0)
	}
	if c.get(0) == nil || c.get(4) == nil || c.get(1) != nil || c.bytes > cacheSize {
		t.Errorf("cache has %d bytes, 0 %v, 1 %v, 4 %v", c.bytes, c.get(0) != nil, c.get(1) != nil, c.get(4) != nil)
	}
	c.put(9, &block{bytes: 2 * cacheSize})
	if c.get(9) == nil || c.order.Len() != 1 {
		t.Errorf("cache has %d blocks, want the largest alone", c.order.Len())
	}
}
