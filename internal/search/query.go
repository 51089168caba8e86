package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// How much of a query is read. What is beyond is left out.
const (
	maxQuery      = 100 // characters
	maxQueryWords = 8   // without stop words; a run of Chinese characters is one
	maxTerms      = 24  // words, pairs of neighbours and pairs of Chinese characters
)

// A term is something to look up in the dictionary.
type term struct {
	key   string
	hash  byte // hash8 of the spelling
	plain bool // the spelling is the key: written without accents
	kind  kind

	from, to int  // where it stands in the query
	typing   bool // perhaps only the beginning of a word: the query ends with it
	stop     bool // a stop word that may be the beginning of another word
	quoted   bool
}

// A kind says what a term is made of.
type kind int

const (
	oneWord kind = iota
	twoWords
	hanSingle
	hanPair
)

// A phrase is what stands in quotation marks: words that must follow each
// other in a title, a heading or a text.
type phrase struct {
	keys []string // Chinese characters one by one
	open bool     // the quotation is not closed: the last key may be a beginning
}

// A query is the text of a search, read.
type query struct {
	text    string
	terms   []term
	phrases []phrase

	words    int   // read so far
	previous *term // the word before, if it may make a pair
	quoting  bool
}

// readQuery reads text for the words of an index.
func (ix *Index) readQuery(text string) *query {
	q := &query{text: shortened(text)}
	last := 0
	for at := range wordsIn(q.text) {
		q.readMarks(q.text[last:at.from])
		last = at.to
		if q.quoting {
			p := &q.phrases[len(q.phrases)-1]
			p.keys = append(p.keys, phraseKeys(q.text[at.from:at.to], at.han)...)
		}
		switch {
		case q.words == maxQueryWords:
		case at.han:
			q.addHan(at)
		default:
			q.addWord(at, ix)
		}
	}
	q.readMarks(q.text[last:])
	if q.quoting {
		q.phrases[len(q.phrases)-1].open = last == len(q.text)
	}
	q.phrases = slices.DeleteFunc(q.phrases, func(p phrase) bool { return len(p.keys) == 0 })
	if len(q.terms) > 1 {
		q.terms = slices.DeleteFunc(q.terms, func(t term) bool { return t.stop })
	}
	return q
}

// shortened returns at most maxQuery characters of text, as valid UTF-8.
func shortened(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxQuery {
			text = text[:i]
			break
		}
	}
	return strings.ToValidUTF8(text, " ")
}

// readMarks reads what stands between two words: each quotation mark begins
// or ends a phrase.
func (q *query) readMarks(between string) {
	for _, r := range between {
		if !strings.ContainsRune(`"“”„‟«»「」『』＂`, r) {
			continue
		}
		if q.quoting = !q.quoting; q.quoting {
			q.phrases = append(q.phrases, phrase{})
		}
		q.previous = nil
	}
}

// addWord adds the terms of a word.
func (q *query) addWord(at wordAt, ix *Index) {
	s := spelling(q.text[at.from:at.to])
	t := term{
		key: fold(s), hash: hash8(s),
		from: at.from, to: at.to, typing: at.to == len(q.text), quoted: q.quoting,
	}
	t.plain, t.stop = s == t.key, ix.stop[t.key]
	if t.key == "" || t.stop && (!t.typing || t.quoted) {
		q.previous = nil
		return
	}
	q.words++
	q.add(t)
	if !ix.meta.Pairs || t.stop {
		q.previous = nil
		return
	}
	if p := q.previous; p != nil {
		both := spelling(q.text[p.from:p.to]) + " " + s
		q.add(term{
			key: p.key + " " + t.key, hash: hash8(both), plain: p.plain && t.plain, kind: twoWords,
			from: p.from, to: t.to, quoted: t.quoted,
		})
	}
	q.previous = &t
}

// addHan adds the terms of a run of Chinese characters.
func (q *query) addHan(at wordAt) {
	q.words++
	q.previous = nil
	first := -1 // where the character before begins
	for i, r := range q.text[at.from:at.to] {
		i += at.from
		if first >= 0 {
			q.add(hanTerm(q.text, first, i+utf8.RuneLen(r), hanPair, q.quoting))
		}
		first = i
	}
	if utf8.RuneCountInString(q.text[at.from:at.to]) == 1 {
		t := hanTerm(q.text, at.from, at.to, hanSingle, q.quoting)
		t.typing = true
		q.add(t)
	}
}

func hanTerm(text string, from, to int, k kind, quoted bool) term {
	s := spelling(text[from:to])
	return term{key: fold(s), hash: hash8(s), plain: true, kind: k, from: from, to: to, quoted: quoted}
}

func (q *query) add(t term) {
	if len(q.terms) < maxTerms {
		q.terms = append(q.terms, t)
	}
}

// phraseKeys returns what a word or a run of Chinese characters is compared by
// in phrases and snippets.
func phraseKeys(text string, han bool) []string {
	if !han {
		if k := fold(spelling(text)); k != "" {
			return []string{k}
		}
		return nil
	}
	var keys []string
	for _, r := range text {
		keys = append(keys, fold(spelling(string(r))))
	}
	return keys
}
