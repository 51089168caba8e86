package relocate

import (
	"cmp"
	"regexp"
	"strings"
)

// message matches the first line of a text in a catalogue of translations: the
// mark of an old or previous text, the keyword, and the text in quotes.
var message = regexp.MustCompile(`^((?:#~\||#~|#\|)?[ \t]*)(msgid_plural|msgid|msgstr(?:\[\d+\])?)([ \t]+)"((?:[^"\\]|\\.)*)"[ \t]*\r?$`)

// further matches each further line of a text.
var further = regexp.MustCompile(`^(?:#~\||#~|#\|)?[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*\r?$`)

// catalogue returns the text of a catalogue (a PO file) with each message's
// original and translation as change makes them. What change leaves as it is
// stays so, byte for byte.
func catalogue(text string, change func(string) string) string {
	lines := strings.SplitAfter(text, "\n")
	var b strings.Builder
	for i := 0; i < len(lines); {
		m := message.FindStringSubmatch(strings.TrimSuffix(lines[i], "\n"))
		if m == nil {
			b.WriteString(lines[i])
			i++
			continue
		}
		last, quoted := i+1, m[4]
		for ; last < len(lines); last++ {
			f := further.FindStringSubmatch(strings.TrimSuffix(lines[last], "\n"))
			if f == nil {
				break
			}
			quoted += f[1]
		}
		was, readable := unquote(quoted)
		if is := change(was); readable && is != was {
			end := lines[i][len(strings.TrimRight(lines[i], "\r\n")):]
			written := writeMessage(m[1], m[2]+m[3], is, cmp.Or(end, "\n"))
			if !strings.HasSuffix(lines[last-1], "\n") {
				written = strings.TrimRight(written, "\r\n")
			}
			b.WriteString(written)
		} else {
			b.WriteString(strings.Join(lines[i:last], ""))
		}
		i = last
	}
	return b.String()
}

// writeMessage returns a text in quotes after a keyword: on one line, or each
// of its lines on one of its own.
func writeMessage(mark, keyword, text, end string) string {
	var b strings.Builder
	lines := strings.SplitAfter(text, "\n")
	if n := len(lines); n > 1 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	if len(lines) > 1 {
		b.WriteString(mark + keyword + `""` + end)
		keyword = ""
	}
	for _, line := range lines {
		b.WriteString(mark + keyword + `"` + quote.Replace(line) + `"` + end)
	}
	return b.String()
}

// quote writes a text as it stands between quotes in a catalogue.
var quote = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

// unquote returns the text of what stands between quotes, and whether it has
// only the escapes that quote writes.
func unquote(s string) (string, bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '"', '\\':
			b.WriteByte(s[i])
		default:
			return "", false
		}
	}
	return b.String(), true
}
