// Package search makes a search index of a site's pages in one language and
// answers queries from it.
//
// [Write] makes the index when the site is built. The index is a set of small
// files, described in format.go, of which a query needs only a few: the kiosk
// reads them here, with [Open] and [Index.Search], and a browser reads the
// same files over the network. Both follow the same steps, so both give the
// same order of results.
//
// The language is known when the index is made and nowhere else. Bleve's
// analyzers reduce each word of a page to its stem, and the index remembers
// which spellings led to which stem; a reader looks a spelling up and needs
// neither a stemmer nor a dictionary. Words that a reader cannot find are
// looked for again as misspelt ones.
//
// The package knows nothing of HTML, of Markdown or of who is asking. The same
// pages and glossary give the same files, byte for byte. An index that was cut
// short or tampered with gives errors, never a panic and never more memory
// than the limits in format.go allow.
package search

// A Page is one page of the site as the index sees it: plain text.
type Page struct {
	ID       string // stable id of the page, handed back in [Hit]
	URL      string // address of the page, such as /en/help.html
	Title    string
	Kind     string // lesson, policy, faq and so on; may be empty
	Lang     string // language tag, such as "es" or "zh-Hans"
	Band     string // grade band; empty when the page is for everybody
	Unit     string // unit of the curriculum; empty when it belongs to none
	Sections []Section
}

// A Section is a part of a page under one heading.
type Section struct {
	ID      string // anchor of the heading; empty before the first heading
	Heading string // empty before the first heading
	Text    string // without the heading
}

// Options narrow a search. The zero Options ask for the first ten results of
// any kind.
type Options struct {
	Limit  int    // results to return, at most 100; 10 if zero or less
	Offset int    // results to skip
	Kind   string // only pages of this kind; any if empty
	Band   string // only pages of this grade band; any if empty
	Unit   string // only pages of this unit; any if empty
}

// Results are what a search found.
type Results struct {
	Total int   // number of pages that match, before Limit and Offset
	Hits  []Hit // best first

	// Corrected is the query with misspelt words put right, if there were
	// any; Hits are already those of the corrected query. Otherwise it is
	// empty.
	Corrected string

	// Err is the first error met in the files of the index. Hits then hold
	// what could be found without the damaged part.
	Err error
}

// A Hit is one page that matches, with the section that matches best.
type Hit struct {
	ID, URL, Title, Kind, Band, Unit string

	Section string // anchor of the section; empty for the top of the page
	Heading string // heading of the section
	Snippet []Span // a few lines of the section, in order
	Score   float64
}

// A Span is a piece of a snippet. Marked pieces are words of the query.
type Span struct {
	Text   string
	Marked bool
}
