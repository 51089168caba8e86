package curriculum

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// How long a paragraph is that should not stand in two places. Shorter ones
// are what people say again: instructions, greetings. Parallel questions, and
// a guide and its lesson, may share more.
const (
	longParagraph = 25 // words
	longParallel  = 60
)

// A paragraph is a long paragraph of a page.
type paragraph struct {
	page  *page
	at    span
	words int
}

// A repeat is a paragraph that stands on another page, or above on its own.
type repeat struct {
	paragraph
	first paragraph
	more  int // further paragraphs that the same two pages share
}

// checkRepeats reports paragraphs that stand in two places of the published
// pages of one layer: somebody will correct one of them and not the other.
func (l *loader) checkRepeats() {
	seed := maphash.MakeSeed()
	seen := map[string]map[uint64]paragraph{} // by layer
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		if p.lost || p.doc != nil && p.doc.Draft {
			continue
		}
		own := seen[p.src.layer]
		if own == nil {
			own = map[uint64]paragraph{}
			seen[p.src.layer] = own
		}
		l.reportRepeats(p, func(found paragraph, words string) (paragraph, bool) {
			key := maphash.String(seed, words)
			first, ok := own[key]
			if !ok {
				own[key] = found
			}
			return first, ok && squash(first.at.text()) == words
		})
	}
}

// reportRepeats reports the long paragraphs of a page that meet has met before.
// Of those that stand on the same other page it reports the first.
func (l *loader) reportRepeats(p *page, meet func(found paragraph, words string) (first paragraph, ok bool)) {
	var repeats []repeat
	p.paragraphs(func(found paragraph, words string) {
		first, ok := meet(found, words)
		if !ok || found.words < longParallel && parallel(p, first.page) {
			return
		}
		i := slices.IndexFunc(repeats, func(r repeat) bool { return r.first.page == first.page })
		if i < 0 {
			repeats = append(repeats, repeat{found, first, 0})
		} else {
			repeats[i].more++
		}
	})
	for _, r := range repeats {
		what := "this paragraph stands"
		if r.more > 0 {
			what = fmt.Sprintf("this paragraph and %d more stand", r.more)
		}
		l.doubtful(r.opening(), "repeated-paragraph", r.hint(), "%s in %s:%s too", what, r.first.page.src.path, lineOf(r.first.at))
	}
}

// parallel reports whether two pages may say the same: quizzes, and a guide
// and its lesson.
func parallel(p, q *page) bool {
	stem := func(p *page) string {
		return strings.TrimSuffix(strings.TrimSuffix(p.src.path, ".md"), ".guide")
	}
	return p.quiz != nil || q.quiz != nil || p != q && stem(p) == stem(q)
}

// hint says what to do about a repeat. Only pages with a text can be included.
func (r repeat) hint() string {
	from := r.first.page
	if from == r.page || from.doc == nil || r.page.doc == nil || from.staff && !r.page.staff {
		return "say it in one place"
	}
	return fmt.Sprintf(`put it under a heading of its own there, and write here {{< include "/%s#its-id" >}}`, from.src.path)
}

// opening returns the place of the first words of a paragraph, for a caret.
func (p paragraph) opening() span {
	at, end := p.at, p.at.start
	for range 8 {
		i := strings.IndexAny(at.src.text[end:at.end], " \n")
		if i < 0 || at.src.text[end+i] == '\n' {
			return at
		}
		end += i + 1
	}
	return span{at.src, at.start, end - 1}
}

// paragraphs calls found with the long paragraphs of a page as its author
// wrote it, and with their words. Code, tables and headings are none.
func (p *page) paragraphs(found func(paragraph, string)) {
	text, fence, start, quoted := p.src.text, "", -1, false
	flush := func(end int) {
		if from := start; from >= 0 && end-from >= 3*longParagraph {
			words := squash(text[from:end])
			if n := countWords(words); n >= longParagraph {
				found(paragraph{p, span{p.src, from, end}, n}, words)
			}
		}
		start = -1
	}
	for from := p.bodyAt; from < len(text); {
		end := lineEnd(text, from)
		lead, item, quote := leadOf(text[from:end])
		rest := strings.TrimSpace(text[from+lead : end])
		switch {
		case fence != "":
			if strings.HasPrefix(rest, fence) {
				fence = ""
			}
		case strings.HasPrefix(rest, "```"), strings.HasPrefix(rest, "~~~"):
			flush(from)
			fence = rest[:3]
		case rest == "", rest[0] == '#', rest[0] == '|', strings.HasPrefix(rest, "{lang="):
			flush(from)
		case start < 0, item, quote != quoted:
			flush(from)
			start, quoted = from+lead, quote
		}
		from = end
	}
	flush(len(text))
}

// leadOf returns the length of what stands before the words of a line: marks
// of quotes and lists, and the box of a choice. It says whether an item of a
// list begins there, and whether the line is in a quote.
func leadOf(line string) (n int, item, quote bool) {
	blank := func() {
		for n < len(line) && (line[n] == ' ' || line[n] == '\t' || line[n] == '>') {
			quote = quote || line[n] == '>'
			n++
		}
	}
	blank()
	mark := n
	for mark < len(line) && mark < n+9 && line[mark] >= '0' && line[mark] <= '9' {
		mark++
	}
	marks := "-*+"
	if mark > n {
		marks = ".)"
	}
	if mark+1 >= len(line) || !strings.Contains(marks, line[mark:mark+1]) || line[mark+1] != ' ' && line[mark+1] != '\t' {
		return n, false, quote
	}
	n = mark + 1
	blank()
	if boxForm.MatchString(line[n:]) {
		n += strings.IndexByte(line[n:], ']') + 1
		blank()
	}
	return n, true, quote
}

// countWords returns how many words a squashed text has. In scripts that put
// no blanks between words, eight letters count as one.
func countWords(squashed string) int {
	return max(strings.Count(squashed, " ")+1, utf8.RuneCountInString(squashed)/8)
}

// lineOf returns the line of a place, for messages.
func lineOf(at span) string {
	line, _ := at.src.place(at.start)
	return strconv.Itoa(line)
}
