package curriculum

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"homeroom/internal/diag"
)

// A source is one file as its author wrote it: UTF-8 with "\n" line ends and
// no byte order mark.
type source struct {
	path   string // of the page that it is
	file   string // its own, if that is another
	layer  string // "" if nobody knows
	text   string
	starts []int // byte offsets of the lines, made when first asked for

	reported int // problems so far
	muted    bool

	original *source      // if texts were swapped: the file as it is
	swaps    []swap       // where, in text
	origins  []int        // offsets in original of the ends of swaps
	fixed    *Translation // where all of it is written, if it is one translation
}

// mostProblems is how many problems of one file are shown; a person mends
// some and looks again.
const mostProblems = 200

// dir returns the folder of the file.
func (s *source) dir() string { return path.Dir(s.path) }

// lines returns the byte offsets of the first characters of the lines.
func (s *source) lines() []int {
	if s.starts == nil {
		s.starts = append(make([]int, 0, strings.Count(s.text, "\n")+1), 0)
		for i := 0; i < len(s.text); i++ {
			if s.text[i] == '\n' {
				s.starts = append(s.starts, i+1)
			}
		}
	}
	return s.starts
}

// place returns the line and the column, both from 1, of a byte offset.
// Columns count characters. An offset outside the file is moved into it.
func (s *source) place(offset int) (line, column int) {
	offset = min(max(offset, 0), len(s.text))
	starts := s.lines()
	low, high := 0, len(starts)
	for high-low > 1 {
		if middle := (low + high) / 2; starts[middle] <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	return low + 1, utf8.RuneCountInString(s.text[starts[low]:offset]) + 1
}

// line returns the text of a line, from 1, without its end.
func (s *source) line(n int) string {
	starts := s.lines()
	end := len(s.text)
	if n < len(starts) {
		end = starts[n] - 1
	}
	return s.text[starts[n-1]:end]
}

// A span is a run of bytes in a file. A span whose start is negative is the
// whole file.
type span struct {
	src        *source
	start, end int
}

// whole returns the span that is all of a file.
func whole(s *source) span { return span{s, -1, -1} }

// text returns the bytes of the span.
func (at span) text() string {
	if at.start < 0 {
		return at.src.text
	}
	return at.src.text[at.start:at.end]
}

// wrong reports a mistake that stops a build.
func (l *loader) wrong(at span, rule, hint, format string, args ...any) {
	l.report(at, diag.Problem{Rule: rule, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// doubtful reports what stops only a strict check.
func (l *loader) doubtful(at span, rule, hint, format string, args ...any) {
	l.report(at, diag.Problem{Severity: diag.Warning, Rule: rule, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// report fills in the place of a problem and keeps it. Of a file that has very
// many, the last one says that there are more.
func (l *loader) report(at span, p diag.Problem) {
	s := at.src
	if s.muted || l.tr != nil && p.Severity == diag.Warning && !s.translated(at) {
		return
	}
	if s.reported++; s.reported > mostProblems {
		s.muted = true
		at = whole(s)
		p = diag.Problem{Rule: "many-problems", Message: "this file has more problems than are shown", Hint: "mend these and check again"}
	}
	p.File, p.Layer = cmp.Or(s.file, s.path), s.layer
	if at.start >= 0 {
		p.Line, p.Column = s.place(at.start)
		p.Text = s.line(p.Line)
		end := min(max(at.end, at.start), len(s.text))
		marked := s.text[min(at.start, end):end]
		if i := strings.IndexByte(marked, '\n'); i >= 0 {
			marked = marked[:i]
		}
		p.Width = max(1, utf8.RuneCountInString(marked))
		if s.placed(at, &p) {
			p.Column, p.Width = 0, 0
		}
	}
	l.problems = append(l.problems, p)
}
