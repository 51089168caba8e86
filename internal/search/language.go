package search

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/es"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fr"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pl"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pt"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/registry"
)

// analyzed are the languages whose stems and stop words bleve knows. Its
// analyzers have the names of their languages.
var analyzed = map[string]bool{
	"ar": true, "en": true, "es": true, "fr": true, "pl": true, "pt": true, "ru": true,
}

// A language takes the words of one language to their stems. Of a language
// that neither bleve nor this package knows, every spelling is its own stem:
// search works there, but does not join the forms of a word.
type language struct {
	stemmer analysis.Analyzer   // nil where bleve has none
	strip   func(string) string // our own stemmer, for such a language; nil if there is none
	han     analysis.Analyzer   // for runs of Chinese characters, in a page of any language
	stop    map[string]bool     // spellings of words that are not indexed
	pairs   bool                // index pairs of neighbours too
}

// languageOf returns the language of a tag such as "es" or "zh-Hans".
func languageOf(tag string) (*language, error) {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	cache := registry.NewCache()
	l := &language{stop: make(map[string]bool), pairs: base == "vi"}

	var err error
	if l.han, err = cache.AnalyzerNamed(cjk.AnalyzerName); err != nil {
		return nil, fmt.Errorf("find analyzer: %w", err)
	}
	if !analyzed[base] {
		l.strip = lightStemmer(base)
		for _, w := range strings.Fields(stopWords[base]) {
			l.stop[w] = true
		}
		return l, nil
	}
	if l.stemmer, err = cache.AnalyzerNamed(base); err != nil {
		return nil, fmt.Errorf("find analyzer: %w", err)
	}
	words, err := cache.TokenMapNamed("stop_" + base)
	if err != nil {
		return nil, fmt.Errorf("find stop words: %w", err)
	}
	for w := range words {
		l.stop[spelling(w)] = true
	}
	return l, nil
}

// stems returns the stems of a spelling: none of a stop word, more than one
// only where bleve sees several words in what is one to us.
func (l *language) stems(spelling string) []string {
	switch {
	case l.stop[spelling]:
		return nil
	case l.stemmer != nil:
		return terms(l.stemmer, spelling)
	case l.strip != nil:
		return []string{l.strip(spelling)}
	default:
		return []string{spelling}
	}
}

// hanTerms returns each pair of neighbours in a run of Chinese characters, or
// the single one.
func (l *language) hanTerms(run string) []string { return terms(l.han, run) }

func terms(a analysis.Analyzer, text string) []string {
	tokens := a.Analyze([]byte(text))
	out := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if len(t.Term) > 0 {
			out = append(out, string(t.Term))
		}
	}
	return out
}
