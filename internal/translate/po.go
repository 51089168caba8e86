package translate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"homeroom/internal/diag"
)

// MaxCatalog is the number of bytes above which a catalogue is refused.
const MaxCatalog = 4 << 20

// MaxEntry is the number of lines above which an entry is refused.
const maxEntry = 2000

// ReadCatalog reads a PO file. A file that is damaged, that is in another
// encoding or for another language, or that has plural forms, which no text of
// ours has, is refused as a whole: the catalogue is nil, and the problem names
// the line.
//
// The form is that of GNU gettext, and msgfmt accepts what is accepted here.
// Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
func ReadCatalog(lang string, f File) (*Catalog, []diag.Problem) {
	r := &poReader{file: f, catalog: &Catalog{Lang: lang, Path: f.Path, Layer: f.Layer}, seen: map[key]int{}}
	r.read()
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return r.catalog, nil
}

// A poReader reads a PO file line by line.
type poReader struct {
	file     File
	catalog  *Catalog
	problems []diag.Problem
	lines    []string
	at       int // index of the next line
	seen     map[key]int
	headed   bool
}

// wrong refuses the file because of a line, from 1; 0 is the file.
func (r *poReader) wrong(line int, rule, hint, format string, args ...any) bool {
	p := diag.Problem{File: r.file.Path, Layer: r.file.Layer, Line: line, Rule: rule, Hint: hint, Message: fmt.Sprintf(format, args...)}
	if line > 0 && line <= len(r.lines) {
		p.Text, p.Column = r.lines[line-1], 1
		p.Width = max(1, utf8.RuneCountInString(strings.TrimSpace(p.Text)))
	}
	r.problems = append(r.problems, p)
	return false
}

func (r *poReader) read() {
	data := strings.TrimPrefix(string(r.file.Data), "\ufeff")
	r.lines = strings.Split(strings.ReplaceAll(data, "\r\n", "\n"), "\n")
	if len(r.file.Data) > MaxCatalog {
		r.wrong(0, "file-size", "export the catalogue again", "this catalogue is larger than 4 MB")
		return
	}
	if line, message := misread(r.file.Data); message != "" {
		if line > 0 {
			r.lines[line-1] = legible(r.lines[line-1])
		}
		r.wrong(line, "encoding", "save the catalogue as UTF-8", "%s", message)
		return
	}
	for r.blank(); r.at < len(r.lines); r.blank() {
		if !r.entry() {
			return
		}
	}
	if !r.headed {
		r.wrong(1, "catalogue", "export the catalogue again", "the catalogue has no header")
	}
}

// blank skips empty lines.
func (r *poReader) blank() {
	for r.at < len(r.lines) && strings.TrimSpace(r.lines[r.at]) == "" {
		r.at++
	}
}

// An entry while it is read.
type poEntry struct {
	Message
	obsolete          bool
	has               map[string]int // keywords and their lines
	msgctxt, id, text string
}

// keyword is a line that begins a text.
var keyword = regexp.MustCompile(`^(#~ ?)?(#\| ?|\| ?)?(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d*\])[ \t]*(".*")[ \t]*$`)

// more is a line that continues a text.
var more = regexp.MustCompile(`^(#~ ?)?(#\| ?|\| ?)?(".*")[ \t]*$`)

// entry reads one entry. It returns false if the file is refused.
func (r *poReader) entry() bool {
	e := &poEntry{has: map[string]int{}}
	e.TopLine = r.at + 1
	for r.at < len(r.lines) {
		line := strings.TrimRight(r.lines[r.at], " \t")
		switch m := keyword.FindStringSubmatch(line); {
		case line == "" || e.has["msgstr"] > 0 && (m == nil || m[3] != "msgstr"):
			return r.finish(e)
		case m != nil:
			if !r.value(e, m) {
				return false
			}
		case strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "#~") && !strings.HasPrefix(line, "#|"):
			if e.has["msgid"] > 0 || e.has["msgctxt"] > 0 {
				return r.wrong(r.at+1, "catalogue", "put comments above the entry", "a comment stands inside an entry")
			}
			r.comment(e, line)
			r.at++
		default:
			return r.wrong(r.at+1, "catalogue", `write one of msgctxt, msgid, msgstr and a text in quotation marks`, "this line cannot be read")
		}
		if r.at-e.TopLine > maxEntry {
			return r.wrong(e.TopLine, "catalogue", "export the catalogue again", "this entry has more than %d lines", maxEntry)
		}
	}
	return r.finish(e)
}

// value reads a keyword with its text.
func (r *poReader) value(e *poEntry, m []string) bool {
	line, word, previous := r.at+1, m[3], m[2] != ""
	if m[1] != "" {
		e.obsolete = true
	}
	if strings.HasPrefix(word, "msgid_plural") || strings.HasPrefix(word, "msgstr[") {
		return r.wrong(line, "catalogue", "take the plural forms away", "no text of a page has plural forms")
	}
	if previous {
		word = "previous " + word
	}
	if e.has[word] > 0 {
		return r.wrong(line, "catalogue", "leave an empty line between entries", "there is a second %s in this entry", word)
	}
	e.has[word] = line
	text, ok := r.text(m[4])
	r.at++
	for ok && r.at < len(r.lines) {
		next := more.FindStringSubmatch(strings.TrimRight(r.lines[r.at], " \t"))
		if next == nil || (next[2] != "") != previous {
			break
		}
		var part string
		part, ok = r.text(next[3])
		text += part
		r.at++
	}
	if !ok {
		return false
	}
	switch word {
	case "msgctxt":
		e.Context = text
	case "msgid":
		e.Text = text
	case "msgstr":
		e.Translation, e.Line, e.Excerpt = text, line, r.lines[line-1]
	case "previous msgctxt":
		e.PreviousContext = text
	case "previous msgid":
		e.PreviousText = text
	}
	return true
}

// text reads a text in quotation marks.
func (r *poReader) text(quoted string) (string, bool) {
	if len(quoted) < 2 {
		return "", r.wrong(r.at+1, "catalogue", "put the text in quotation marks", "the quotation mark is not closed")
	}
	inside := quoted[1 : len(quoted)-1]
	var b strings.Builder
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case c == '"':
			return "", r.wrong(r.at+1, "catalogue", `write \" for a quotation mark inside the text`, "there is a quotation mark inside the text")
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(inside):
			return "", r.wrong(r.at+1, "catalogue", `write \\ for a backslash`, "the text ends with a single backslash")
		default:
			i++
			switch inside[i] {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case 'r':
				b.WriteByte('\r')
			case '\\', '"':
				b.WriteByte(inside[i])
			default:
				return "", r.wrong(r.at+1, "catalogue", `write \\ for a backslash`, `\%c means nothing here`, inside[i])
			}
		}
	}
	return b.String(), true
}

// comment reads a line of comment.
func (r *poReader) comment(e *poEntry, line string) {
	rest := strings.TrimSpace(line[1:])
	switch {
	case strings.HasPrefix(line, "#."):
		e.Hints = append(e.Hints, strings.TrimSpace(line[2:]))
	case strings.HasPrefix(line, "#:"):
		e.Place = strings.TrimSpace(e.Place + " " + strings.TrimSpace(line[2:]))
	case strings.HasPrefix(line, "#,"):
		for _, flag := range strings.Split(line[2:], ",") {
			e.Fuzzy = e.Fuzzy || strings.TrimSpace(flag) == "fuzzy"
		}
	case rest == string(MachineDraft):
		e.State = MachineDraft
	case strings.HasPrefix(rest, string(Reviewed)+":"):
		e.State, e.By = Reviewed, strings.TrimSpace(rest[len(Reviewed)+1:])
	case strings.HasPrefix(rest, string(Certified)+":"):
		e.State, e.By = Certified, strings.TrimSpace(rest[len(Certified)+1:])
	default:
		e.Notes = append(e.Notes, rest)
	}
}

// finish adds an entry to the catalogue.
func (r *poReader) finish(e *poEntry) bool {
	if len(e.has) == 0 {
		return true // comments at the end of the file
	}
	for _, word := range []string{"msgid", "msgstr"} {
		if e.has[word] == 0 {
			return r.wrong(min(r.at, len(r.lines)), "catalogue", "get the whole file again; it may have been cut off", "the entry ends without %s", word)
		}
	}
	if e.State == "" && e.Translation != "" {
		e.State = MachineDraft
	}
	switch k := (key{e.Context, e.Text}); {
	case e.obsolete:
		r.catalog.Obsolete = append(r.catalog.Obsolete, e.Message)
	case e.Text == "" && e.Context == "":
		return r.header(e)
	case e.Text == "":
		return r.wrong(e.has["msgid"], "catalogue", "export the catalogue again", "the entry has no original")
	case !r.headed:
		return r.wrong(e.TopLine, "catalogue", "export the catalogue again", "the catalogue does not begin with a header")
	case r.seen[k] > 0:
		return r.wrong(e.TopLine, "catalogue", "keep one of them", "the entry of line %d is here again", r.seen[k])
	default:
		r.seen[k] = e.TopLine
		r.catalog.Messages = append(r.catalog.Messages, e.Message)
	}
	return true
}

// header reads the fields of the first entry.
func (r *poReader) header(e *poEntry) bool {
	if r.headed {
		return r.wrong(e.TopLine, "catalogue", "take one of them away", "there is a second header")
	}
	r.headed = true
	for _, field := range strings.Split(e.Translation, "\n") {
		name, value, ok := strings.Cut(field, ":")
		if !ok {
			continue
		}
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		line := r.fieldLine(e, name)
		switch strings.ToLower(name) {
		case "language":
			if tag, err := language.Parse(value); err != nil || tag.String() != r.catalog.Lang {
				return r.wrong(line, "catalogue", "import it as "+value+", or correct the line", "the catalogue is in %q, and %s was expected", value, r.catalog.Lang)
			}
		case "content-type":
			if i := strings.Index(strings.ToLower(value), "charset="); i >= 0 && !strings.EqualFold(strings.TrimSpace(value[i+8:]), "utf-8") {
				return r.wrong(line, "encoding", "save the catalogue as UTF-8 and say so here", "the catalogue says that it is in %s", value[i+8:])
			}
		case "plural-forms":
			if n := pluralCount(value); n < 1 || n > len(forms) {
				return r.wrong(line, "catalogue", "take the line away", "no language has so many plural forms")
			}
			r.catalog.Fields = append(r.catalog.Fields, Field{name, value})
		case "x-source":
			r.catalog.Source = value
		case "project-id-version", "mime-version", "content-transfer-encoding":
		default:
			r.catalog.Fields = append(r.catalog.Fields, Field{name, value})
		}
	}
	return true
}

// fieldLine returns the line on which a field of the header stands.
func (r *poReader) fieldLine(e *poEntry, name string) int {
	for i := e.Line - 1; i < r.at && i < len(r.lines); i++ {
		if strings.Contains(r.lines[i], name) {
			return i + 1
		}
	}
	return e.Line
}

// pluralCount returns the number of nplurals, 0 if there is none.
func pluralCount(value string) int {
	_, rest, ok := strings.Cut(strings.ReplaceAll(value, " ", ""), "nplurals=")
	if !ok {
		return 0
	}
	digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 1 << 20
	}
	return n
}

// PO returns the catalogue as a file. The same catalogue gives the same file,
// byte for byte.
func (c *Catalog) PO() []byte {
	var b strings.Builder
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	fields := []Field{{"Project-Id-Version", "homeroom"}, {"Language", c.Lang}, {"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=UTF-8"}, {"Content-Transfer-Encoding", "8bit"}, {"X-Source", c.Source}}
	for _, f := range append(fields, c.Fields...) {
		b.WriteString(poQuote(f.Name+": "+f.Value+"\n") + "\n")
	}
	for i := range c.Messages {
		b.WriteByte('\n')
		c.Messages[i].write(&b, "")
	}
	for i := range c.Obsolete {
		b.WriteByte('\n')
		c.Obsolete[i].write(&b, "#~ ")
	}
	return []byte(b.String())
}

// write writes an entry, each of its texts with a mark before its lines.
func (m *Message) write(b *strings.Builder, mark string) {
	for _, note := range m.Notes {
		b.WriteString(strings.TrimRight("# "+note, " ") + "\n")
	}
	switch {
	case m.Translation == "":
	case m.State == Reviewed || m.State == Certified:
		fmt.Fprintf(b, "# %s: %s\n", m.State, m.By)
	default:
		fmt.Fprintf(b, "# %s\n", MachineDraft)
	}
	if mark == "" {
		for _, hint := range m.Hints {
			b.WriteString(strings.TrimRight("#. "+hint, " ") + "\n")
		}
		if m.Place != "" {
			b.WriteString("#: " + m.Place + "\n")
		}
	}
	if m.Fuzzy {
		b.WriteString("#, fuzzy\n")
	}
	before := "#| "
	if mark != "" {
		before = "#~| "
	}
	if m.PreviousContext != "" {
		writeText(b, before, "msgctxt", m.PreviousContext)
	}
	if m.PreviousText != "" {
		writeText(b, before, "msgid", m.PreviousText)
	}
	if m.Context != "" {
		writeText(b, mark, "msgctxt", m.Context)
	}
	writeText(b, mark, "msgid", m.Text)
	writeText(b, mark, "msgstr", m.Translation)
}

// writeText writes a keyword and its text; a text of several lines on lines of
// their own.
func writeText(b *strings.Builder, mark, word, text string) {
	if !strings.Contains(strings.TrimSuffix(text, "\n"), "\n") {
		b.WriteString(mark + word + " " + poQuote(text) + "\n")
		return
	}
	b.WriteString(mark + word + " \"\"\n")
	for _, line := range strings.SplitAfter(text, "\n") {
		if line != "" {
			b.WriteString(mark + poQuote(line) + "\n")
		}
	}
}

// poQuote returns a text in quotation marks.
func poQuote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}
