package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// A shortcode is what stands between {{< and >}}: the name of a local fact,
// or include with the address of a section in quotation marks.
type shortcode struct {
	start, end int // byte offsets in the text
	name       string
	target     string // of an include
	form       bool   // whether it could be read
}

// mostShortcode is how many bytes a shortcode may be long.
const mostShortcode = 400

// shortcodes returns the shortcodes in text, in order.
func shortcodes(text string) []shortcode {
	var found []shortcode
	for at := 0; ; {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			return found
		}
		at += i
		if rest := text[at+2:]; rest == "" || rest[0] != '<' && rest[0] != '%' {
			at++ // a third brace may begin a shortcode
			continue
		}
		s := readShortcode(text, at)
		found = append(found, s)
		at = s.end
	}
}

// readShortcode reads the shortcode that begins at text[at].
func readShortcode(text string, at int) shortcode {
	s := shortcode{start: at, end: at + 3}
	line := text[at:min(at+mostShortcode, len(text))]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	closing := strings.Index(line, line[2:3]+"}}")
	if line[2] == '<' {
		closing = strings.Index(line, ">}}")
	}
	if closing < 3 {
		return s
	}
	s.end = at + closing + 3
	if line[2] != '<' {
		return s
	}
	name, rest, spaced := strings.Cut(strings.TrimSpace(line[3:closing]), " ")
	s.name = name
	rest = strings.TrimSpace(rest)
	if !spaced {
		s.form = isSlug(name) && name != "include"
		return s
	}
	if len(rest) > 2 && rest[0] == '"' && strings.IndexByte(rest[1:], '"') == len(rest)-2 {
		s.target = rest[1 : len(rest)-1]
		s.form = name == "include"
	}
	return s
}

// factsIn puts local facts into a text of a YAML file, which is not Markdown.
// Each mistake is reported at the place of the text.
func (l *loader) factsIn(at span, text string) string {
	found := shortcodes(text)
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	done := 0
	for _, s := range found {
		b.WriteString(text[done:s.start])
		done = s.end
		place := at
		if i := strings.Index(at.text(), text[s.start:s.end]); i >= 0 && at.start >= 0 {
			place = span{at.src, at.start + i, at.start + i + s.end - s.start}
		}
		if s.form && s.name == "include" {
			l.wrong(place, "include-place", "include it in the text of the page", "a section cannot be included here")
			continue
		}
		b.WriteString(l.fact(place, s))
	}
	b.WriteString(text[done:])
	return b.String()
}

// fact returns the value of a local fact, or reports that there is none.
func (l *loader) fact(at span, s shortcode) string {
	if !s.form {
		l.wrong(at, "shortcode", `write a local fact as {{< report-person >}}, or {{< include "/content/policies/use.md#rules" >}}`, "this is no shortcode of homeroom")
		return ""
	}
	facts := l.course.Settings.Facts
	if l.untranslated(at) {
		facts = l.originalFacts
	}
	value, ok := facts[s.name]
	if !ok {
		hint := didYouMean(s.name, slices.Collect(maps.Keys(l.course.Settings.Facts)), "add "+s.name+" under facts: in config.yaml")
		l.wrong(at, "unknown-fact", hint, "there is no local fact %s", quote(s.name))
	}
	return value
}

// escape returns a text as Markdown that shows it, letter for letter, in the
// middle of a line or at its start.
func escape(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case strings.ContainsRune("\\`*_[]<>&~|{}()$!", r), i == 0 && strings.ContainsRune("#+-=:", r):
			b.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && strings.Trim(text[:i], "0123456789") == "":
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
