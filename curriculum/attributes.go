package curriculum

import (
	"regexp"
	"strings"
)

// An attribute is one thing that an author wrote between braces at the end of
// a heading or a list item: an id, or a name with a value.
type attribute struct {
	name, value string
	at          int // byte offset of the first character
	end         int
}

// attributes are what stands in the braces, such as
// {#practice minutes=12 objectives="evidence path"}.
type attributes struct {
	start, end int // of the braces with the blanks before them; equal if there are none
	open       int // of the brace that opens
	id         attribute
	lang       attribute // the language of the text before the braces
	rest       []attribute
	broken     bool // they look like attributes but cannot be read
}

// found reports whether there are any braces.
func (a *attributes) found() bool { return a.end > a.start }

// attributeForm matches one attribute, with the blanks before it.
var attributeForm = regexp.MustCompile(`^[ \t]*(?:#([^\s{}"=#]+)|([a-zA-Z][a-zA-Z-]*)=(?:"([^"{}]*)"|([^\s{}"]+)))`)

// attributesAt reads the attributes at the end of text[start:end]. Offsets in
// the result are offsets in text.
func attributesAt(text string, start, end int) attributes {
	line := strings.TrimRight(text[start:end], " \t\n")
	end = start + len(line)
	none := attributes{start: end, end: end, open: end}
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") || open > 0 && line[open-1] == '\\' {
		return none
	}
	inside := line[open+1 : len(line)-1]
	if !looksLikeAttributes(inside) {
		return none
	}
	a := attributes{start: start + len(strings.TrimRight(line[:open], " \t")), end: end, open: start + open}
	for at := start + open + 1; strings.TrimSpace(inside) != ""; {
		m := attributeForm.FindStringSubmatchIndex(inside)
		if m == nil {
			a.broken = true
			break
		}
		a.add(inside, m, at)
		inside, at = inside[m[1]:], at+m[1]
	}
	return a
}

// add adds the attribute that m found in text, which begins at the offset at.
func (a *attributes) add(text string, m []int, at int) {
	group := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return text[m[2*n]:m[2*n+1]]
	}
	if m[2] >= 0 {
		if a.id.value != "" {
			a.broken = true
		}
		a.id = attribute{value: group(1), at: at + m[2] - 1, end: at + m[1]}
		return
	}
	one := attribute{name: group(2), value: group(3) + group(4), at: at + m[4], end: at + m[1]}
	if one.name == "lang" && a.lang.value == "" {
		a.lang = one
		return
	}
	a.rest = append(a.rest, one)
}

// looksLikeAttributes tells attributes from braces that belong to the text.
func looksLikeAttributes(inside string) bool {
	inside = strings.TrimSpace(inside)
	return strings.HasPrefix(inside, "#") || attributeForm.MatchString(inside)
}

// A slug is how ids are written: small letters and digits, in words joined by
// hyphens.
func isSlug(s string) bool {
	word := false // whether the last character may end a slug
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			word = true
		case c == '-' && word:
			word = false
		default:
			return false
		}
	}
	return word && len(s) <= 100
}

// slug makes an id of a heading's text. It returns "" if the text has no
// letter or digit that could stand in one.
func slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range plainLetters(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			gap = true
		}
		if b.Len() >= 60 {
			break
		}
	}
	return b.String()
}
