// Package diag says what is wrong in a file that a person wrote: the place,
// the line itself, a caret under the mistake, and what to do about it.
//
// It knows nothing of what the files mean. A [Problem] is a value; printing is
// [Write], and the order of problems is [Sort].
package diag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A Severity says whether a problem stops a build.
type Severity int

const (
	Error   Severity = iota // stops a build
	Warning                 // is shown, and stops only a strict check
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes the severity as a word, for check --json.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Problem is one mistake in one file.
type Problem struct {
	File   string `json:"file"`   // slash-separated, relative to the root of its layer
	Line   int    `json:"line"`   // from 1; 0 if the problem is with the whole file
	Column int    `json:"column"` // from 1, in characters; 0 if it is with the whole line
	Width  int    `json:"width"`  // number of characters to mark; at least 1 is marked

	Severity Severity `json:"severity"`

	// Rule is a short kebab-case name of the check, such as "unknown-key".
	// It never changes, so that scripts may rely on it.
	Rule string `json:"rule"`

	// Message says what is wrong, in a few words, lower case and without a
	// full stop. Hint says what to do about it, as one imperative sentence
	// without a full stop; it may be empty.
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`

	// Text is the author's line without its line end, empty when Line is 0.
	Text string `json:"text,omitempty"`

	// Layer names the layer that the file came from, such as "built-in" or
	// "Tern Hollow". Whoever knows the layers fills it in.
	Layer string `json:"layer,omitempty"`
}

// At returns the problem's place as editors read it: file, file:line or
// file:line:column.
func (p Problem) At() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

// Sort orders problems by file, line, column and message.
func Sort(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Message, b.Message),
		)
	})
}

// Errors returns how many of the problems stop a build.
func Errors(problems []Problem) (n int) {
	for _, p := range problems {
		if p.Severity == Error {
			n++
		}
	}
	return n
}

// longest is the number of characters of an author's line that is shown.
const longest = 160

// Write prints each problem with the author's line, a caret and the hint.
// Control characters in the author's text are shown as the replacement
// character, so that a hostile file cannot drive a terminal.
func Write(w io.Writer, problems []Problem) error {
	for _, p := range problems {
		if err := write(w, p); err != nil {
			return err
		}
	}
	return nil
}

func write(w io.Writer, p Problem) error {
	var b strings.Builder
	b.WriteString(Tame(p.At()))
	b.WriteString(": ")
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(Tame(p.Message))
	if p.Layer != "" {
		fmt.Fprintf(&b, " [%s]", Tame(p.Layer))
	}
	b.WriteByte('\n')
	if line, mark := p.Excerpt(); line != "" {
		fmt.Fprintf(&b, "%s\n", line)
		if mark != "" {
			fmt.Fprintf(&b, "%s\n", mark)
		}
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "  hint: %s\n", Tame(p.Hint))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Excerpt returns the author's line behind its number, and the line below it
// with carets under the mistake, as Write prints them. The first is "" if the
// problem is with no line, the second if it is with the whole line.
func (p Problem) Excerpt() (line, mark string) {
	if p.Line == 0 || p.Text == "" {
		return "", ""
	}
	margin := fmt.Sprintf("  %d | ", p.Line)
	shown, offset := excerpt(p.Text, p.Column)
	if p.Column > 0 {
		blank := strings.Repeat(" ", utf8.RuneCountInString(margin)-2) + "| "
		mark = blank + pad(shown, offset) + carets(shown, offset, p.Width)
	}
	return margin + shown, mark
}

// excerpt returns the part of an author's line that is shown, and how many
// characters of it stand before the column.
func excerpt(text string, column int) (shown string, offset int) {
	line := []rune(Tame(text))
	offset = min(max(column-1, 0), len(line))
	from := 0
	if offset > longest-40 {
		from = offset - 40
	}
	to := min(from+longest, len(line))
	return string(line[from:to]), offset - from
}

// pad returns blanks as wide as the first n characters of text; tabs stay
// tabs, so that the caret stands where the author's editor shows it.
func pad(text string, n int) string {
	var b strings.Builder
	for _, r := range []rune(text)[:n] {
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteString(strings.Repeat(" ", cells(r)))
		}
	}
	return b.String()
}

// carets returns the mark under n characters of text from the offset on, or
// under as many as there are; at least one caret.
func carets(text string, offset, n int) string {
	line := []rune(text)
	width := 0
	for _, r := range line[offset:min(offset+max(n, 1), len(line))] {
		width += cells(r)
	}
	return strings.Repeat("^", max(width, 1))
}

// cells returns how many columns of a terminal a character takes.
func cells(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Tame replaces what could move a cursor or hide text: control characters
// other than tab, and the marks that change the direction of text.
func Tame(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case r < 0x20, r >= 0x7f && r < 0xa0,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return utf8.RuneError
		}
		return r
	}, s)
}
