package search

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A wordAt says where a word stands in a text: text[from:to]. If han is set
// it is a run of Chinese characters, otherwise a word of any other script.
type wordAt struct {
	from, to int
	han      bool
}

// wordsIn yields the words of text in order, as format.go defines a word.
// Text that is not UTF-8 is read as if U+FFFD stood there, which is no word.
func wordsIn(text string) iter.Seq[wordAt] {
	return func(yield func(wordAt) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !inWord(r) {
				i += size
				continue
			}
			w := wordAt{from: i, han: isHan(r)}
			w.to = wordEnd(text, i+size, w.han)
			if !yield(w) {
				return
			}
			i = w.to
		}
	}
}

// wordEnd returns where the word ends that goes on at text[i:].
func wordEnd(text string, i int, han bool) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if inWord(r) && isHan(r) == han {
			i += size
			continue
		}
		if han || r != '\'' && r != '’' {
			break
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		if !inWord(next) || isHan(next) {
			break
		}
		i += size
	}
	return i
}

func isHan(r rune) bool { return r >= 0x2e80 && unicode.Is(unicode.Han, r) }

// inWord reports whether r belongs to a word. The soft hyphen and the joiners
// do, although they are not seen.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N) ||
		r == '\u00ad' || r == '\u200c' || r == '\u200d'
}

// spelling returns word as it is compared with accents.
func spelling(word string) string {
	if isASCII(word) {
		return strings.ToLower(word)
	}
	return spelled.Replace(strings.ToLower(norm.NFC.String(word)))
}

// fold returns the key of a spelling, as format.go defines it. It is empty if
// nothing is left of the word or too much.
func fold(spelling string) string {
	s := spelling
	if !isASCII(s) {
		s = norm.NFD.String(strings.ToLower(norm.NFKC.String(s)))
		s = folded.Replace(norm.NFC.String(strings.Map(unaccented, s)))
	}
	if strings.IndexByte(s, '\'') >= 0 {
		s = strings.ReplaceAll(withoutElision(strings.TrimSuffix(s, "'s")), "'", "")
	}
	s = withoutArticle(s)
	if utf8.RuneCountInString(s) > maxKey {
		return ""
	}
	return s
}

var (
	spelled = strings.NewReplacer("ς", "σ", "’", "'")
	folded  = strings.NewReplacer(
		"ł", "l", "đ", "d", "ø", "o", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ґ", "г", "ς", "σ", "ى", "ي", "ة", "ه",
		"’", "'", "\u0640", "", "\u00ad", "", "\u200c", "", "\u200d", "", "\u02bc", "", " ", "")
)

// unaccented drops the marks over Latin, Greek and Cyrillic letters and the
// vowel signs and hamzas of Arabic.
func unaccented(r rune) rune {
	if r >= 0x300 && r <= 0x36f || r >= 0x64b && r <= 0x65f || r == 0x670 {
		return -1
	}
	return r
}

// withoutElision drops what French and Haitian Creole write before a vowel
// with an apostrophe: l'élève is looked for as élève.
func withoutElision(s string) string {
	before, after, found := strings.Cut(s, "'")
	if !found || after == "" || after[0] == '\'' {
		return s
	}
	switch before {
	case "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu":
		return after
	}
	return s
}

// withoutArticle drops the Arabic article and the particles written together
// with it, as long as two letters remain.
func withoutArticle(s string) string {
	for s != "" && s[0] >= 0xd8 && s[0] <= 0xdb { // the letters of Arabic
		rest, ok := cutArticle(s)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			break
		}
		s = rest
	}
	return s
}

func cutArticle(s string) (string, bool) {
	rest, and := strings.CutPrefix(s, "و")
	if !and {
		rest = strings.TrimPrefix(s, "ف")
	}
	if after, ok := strings.CutPrefix(rest, "لل"); ok {
		return after, true
	}
	inner, in := strings.CutPrefix(rest, "ب")
	if !in {
		inner = strings.TrimPrefix(rest, "ك")
	}
	return strings.CutPrefix(inner, "ال")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
