package curriculum

import (
	"strings"
	"unicode/utf8"
)

// A plainYAML reads the YAML that nearly all front matter is written in:
// texts, lists of texts and tables of texts, each on its line. It saves most
// of the time of loading. Whatever else there may be, it leaves to the parser:
// what it reads, it reads as the parser does, and a fuzz test holds the two
// against each other.
type plainYAML struct {
	src  *source
	to   int
	line int // offset of the next line
}

// plain returns the mapping in s.text[from:to], or nil if that is not plain.
func plain(s *source, from, to int) *node {
	text := s.text[from:to]
	if strings.ContainsAny(text, "\t\r\x00\u0085\u2028\u2029\ufeff") {
		return nil
	}
	y := &plainYAML{src: s, to: to, line: from}
	top := &node{pairs: make([]pair, 0, 16)}
	for {
		indent, at, end := y.next()
		if at < 0 {
			break
		}
		if indent != 0 || !y.pair(top, at, end, true) {
			return nil
		}
	}
	if len(top.pairs) == 0 {
		return nil
	}
	top.at = top.pairs[0].key.at
	return top
}

// next returns the next line that is neither empty nor a comment: how far it
// is indented, where its text begins and where it ends. At the end of the
// YAML, at is negative.
func (y *plainYAML) next() (indent, at, end int) {
	for y.line < y.to {
		start := y.line
		end = y.to
		if i := strings.IndexByte(y.src.text[start:y.to], '\n'); i >= 0 {
			end = start + i
		}
		y.line = min(end+1, y.to)
		for at = start; at < end && y.src.text[at] == ' '; at++ {
		}
		if at < end && y.src.text[at] != '#' {
			return at - start, at, end
		}
	}
	return 0, -1, 0
}

// peek returns what next will return, and stays where it is.
func (y *plainYAML) peek() (indent, at, end int) {
	line := y.line
	indent, at, end = y.next()
	y.line = line
	return indent, at, end
}

// pair adds the key and the value in a line to a mapping. A value on further
// lines is read if nested is true.
func (y *plainYAML) pair(m *node, at, end int, nested bool) bool {
	colon := y.key(at, end)
	if colon < 0 {
		return false
	}
	key := &node{at: span{y.src, at, colon}, text: y.src.text[at:colon]}
	for _, p := range m.pairs {
		if p.key.text == key.text {
			return false
		}
	}
	value, ok := y.value(colon+1, end)
	if !ok {
		return false
	}
	indent := at - lineStart(y.src.text, at)
	further, first, _ := y.peek()
	switch {
	case first < 0:
	case value.empty && nested && further > indent:
		value = y.block(further)
	case further > indent, y.src.text[first] == '-':
		return false // a text of several lines, or a list that is not indented
	}
	if value == nil {
		return false
	}
	m.pairs = append(m.pairs, pair{key, value})
	return true
}

// key returns the offset of the colon after a plain key, or -1.
func (y *plainYAML) key(at, end int) int {
	line := y.src.text[at:end]
	colon := strings.IndexByte(line, ':')
	if colon < 1 || line[colon-1] == ' ' || colon+1 < len(line) && line[colon+1] != ' ' || !letter(line[0]) {
		return -1
	}
	for i := range colon {
		if c := line[i]; !letter(c) && (c < '0' || c > '9') && c != ' ' && c != '-' && c != '_' {
			return -1
		}
	}
	if isNull(line[:colon]) {
		return -1
	}
	return at + colon
}

// letter reports whether c is a letter of ASCII, or part of a character
// beyond it.
func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// isNull reports whether a text is a way to write nothing.
func isNull(s string) bool { return strings.EqualFold(s, "null") }

// block returns the list or table on lines that are indented as far as given,
// or nil if it is not plain.
func (y *plainYAML) block(indent int) *node {
	var n node
	for {
		further, at, end := y.peek()
		if at < 0 || further < indent {
			return &n
		}
		if further > indent {
			return nil
		}
		y.next()
		if y.src.text[at] == '-' {
			if n.pairs != nil || !y.entry(&n, at, end) {
				return nil
			}
			continue
		}
		if n.items != nil || !y.pair(&n, at, end, false) {
			return nil
		}
		if len(n.pairs) == 1 {
			n.at = n.pairs[0].key.at
		}
	}
}

// entry adds the text after a hyphen to a list.
func (y *plainYAML) entry(list *node, at, end int) bool {
	if at+1 >= end || y.src.text[at+1] != ' ' {
		return false
	}
	value, ok := y.value(at+1, end)
	if !ok || value.empty || value.items != nil {
		return false
	}
	if further, first, _ := y.peek(); first >= 0 && further > at-lineStart(y.src.text, at) {
		return false
	}
	if list.items == nil {
		list.at = span{y.src, at, at + 1}
	}
	list.items = append(list.items, value)
	return true
}

// value returns the text or the list between two offsets of a line.
func (y *plainYAML) value(at, end int) (*node, bool) {
	text := y.src.text
	for at < end && text[at] == ' ' {
		at++
	}
	switch {
	case at == end || text[at] == '#':
		return &node{at: span{y.src, at, at}, empty: true}, true
	case text[at] == '[':
		return y.flow(at, end)
	case text[at] == '"' || text[at] == '\'':
		n := y.quoted(at, end)
		if n == nil {
			return nil, false
		}
		rest := strings.TrimLeft(text[n.at.end:end], " ")
		return n, rest == "" || rest[0] == '#' && text[n.at.end] == ' '
	}
	if i := strings.Index(text[at:end], " #"); i >= 0 {
		end = at + i
	}
	n := y.scalar(at, end)
	return n, n != nil
}

// scalar returns the plain text between two offsets, or nil if it may be
// something else.
func (y *plainYAML) scalar(at, end int) *node {
	s := strings.TrimRight(y.src.text[at:end], " ")
	if s == "" || !letter(s[0]) && (s[0] < '0' || s[0] > '9') ||
		strings.Contains(s, ": ") || s[len(s)-1] == ':' || isNull(s) {
		return nil
	}
	return &node{at: span{y.src, at, at + len(s)}, text: s}
}

// quoted returns the text in quotation marks that begins at an offset, or nil
// if it has an escape or does not end in the line.
func (y *plainYAML) quoted(at, end int) *node {
	text := y.src.text
	i := strings.IndexByte(text[at+1:end], text[at])
	if i < 0 {
		return nil
	}
	s, after := text[at+1:at+1+i], at+2+i
	if strings.IndexByte(s, '\\') >= 0 || after < end && text[after] == text[at] || strings.TrimSpace(s) != s {
		return nil
	}
	return &node{at: span{y.src, at, after}, text: s, quoted: true}
}

// flow returns the list between brackets that begins at an offset.
func (y *plainYAML) flow(at, end int) (*node, bool) {
	text := y.src.text
	closing := strings.IndexByte(text[at:end], ']')
	if closing < 0 {
		return nil, false
	}
	closing += at
	if rest := strings.TrimLeft(text[closing+1:end], " "); rest != "" && (rest[0] != '#' || text[closing+1] != ' ') {
		return nil, false
	}
	list := &node{at: span{y.src, at, at + 1}, items: []*node{}}
	for at++; at < closing; {
		for at < closing && text[at] == ' ' {
			at++
		}
		stop := closing
		if i := strings.IndexByte(text[at:closing], ','); i >= 0 {
			stop = at + i
		}
		var n *node
		if at < stop && (text[at] == '"' || text[at] == '\'') {
			n = y.quoted(at, stop)
			if n != nil && strings.TrimRight(text[n.at.end:stop], " ") != "" {
				return nil, false
			}
		} else if at < stop && !strings.ContainsAny(text[at:stop], `[]{},:#"'&*!|>%@`+"`") {
			n = y.scalar(at, stop)
		}
		if n == nil {
			return nil, false
		}
		list.items = append(list.items, n)
		at = stop + 1
	}
	return list, true
}
