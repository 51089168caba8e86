package curriculum

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// What a front matter or a YAML file may be at most. People stay far below.
const (
	mostYAML  = 64 << 10 // bytes of front matter
	mostData  = 1 << 20  // bytes of any file that is read as text
	mostDepth = 32       // lists and tables in each other
)

// A node is a value in a YAML file, with its place. It is a mapping if pairs
// is not nil, a list if items is not nil, and else a scalar.
type node struct {
	at     span
	text   string // of a scalar, without its quotation marks
	quoted bool   // the author put it in quotation marks, or wrote a block
	empty  bool   // nothing is written after the key
	lang   string // of a text that is not translated: the language it is in
	items  []*node
	pairs  []pair
}

// A pair is a key of a mapping with its value.
type pair struct{ key, value *node }

// kind says what the node is, for messages.
func (n *node) kind() string {
	switch {
	case n.pairs != nil:
		return "a table of keys"
	case n.items != nil:
		return "a list"
	case n.empty:
		return "nothing"
	}
	return "text"
}

// yaml reads the YAML in s.text[from:to]. It returns nil, after a report, if
// it cannot be read, and an empty mapping if there is nothing in it.
func (l *loader) yaml(s *source, from, to int) *node {
	if strings.TrimSpace(s.text[from:to]) == "" {
		return &node{at: span{s, from, from}, pairs: []pair{}}
	}
	if n := plain(s, from, to); n != nil {
		return n
	}
	return l.parseYAML(s, from, to)
}

// parseYAML reads YAML of any form.
func (l *loader) parseYAML(s *source, from, to int) (n *node) {
	if !l.modest(s, from, to) {
		return nil
	}
	defer func() {
		if recover() != nil { // the parser gave up on what no person writes
			l.wrong(span{s, from, from}, "yaml", "check the spaces before the lines, the colons and the quotation marks", "this cannot be read")
			n = nil
		}
	}()
	file, err := parser.ParseBytes([]byte(s.text[from:to]), 0, parser.AllowDuplicateMapKey())
	y := &yamlReader{l: l, src: s, from: from, to: to}
	if err != nil {
		y.syntax(err)
		return nil
	}
	if len(file.Docs) > 1 {
		at := from + max(strings.Index(s.text[from:to], "\n---")+1, 0)
		l.wrong(span{s, at, min(at+3, to)}, "yaml", "keep one document in a file", "there is a second YAML document after a line of three hyphens")
		return nil
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return &node{at: span{s, from, from}, pairs: []pair{}}
	}
	n = y.node(file.Docs[0].Body, 0)
	if y.refused {
		return nil
	}
	return n
}

// modest refuses YAML that would cost a parser much time or memory.
func (l *loader) modest(s *source, from, to int) bool {
	depth, line := 0, from
	for i := from; i < to; i++ {
		switch s.text[i] {
		case '\n':
			line = i + 1
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		first := i == line && deepLine(s.text[line:min(to, line+300)])
		if depth > mostDepth || first {
			l.wrong(span{s, i, i + 1}, "yaml-depth", "write it with fewer levels", "lists and tables are too deep in each other")
			return false
		}
	}
	return true
}

// deepLine reports whether a line of YAML begins with more blanks and hyphens
// than anything that is not nested too deeply.
func deepLine(line string) bool {
	rest := strings.TrimLeft(line, " -?\t")
	lead := line[:len(line)-len(rest)]
	return len(lead) > 4*mostDepth || strings.Count(lead, "- ") > mostDepth
}

// A yamlReader turns the parser's tree into nodes.
type yamlReader struct {
	l        *loader
	src      *source
	from, to int
	refused  bool
}

// node turns one value of the parser's tree into a node.
func (y *yamlReader) node(n ast.Node, depth int) *node {
	at := y.span(n.GetToken())
	if depth > mostDepth {
		y.refuse(at, "yaml-depth", "write it with fewer levels", "lists and tables are too deep in each other")
		return &node{at: at}
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return y.mapping(at, n.Values, depth)
	case *ast.MappingValueNode:
		return y.mapping(at, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		list := &node{at: at, items: []*node{}}
		for _, v := range n.Values {
			list.items = append(list.items, y.node(v, depth+1))
		}
		return list
	case *ast.LiteralNode:
		return &node{at: at, text: strings.TrimSpace(n.Value.Value), quoted: true}
	case *ast.NullNode:
		return &node{at: at, empty: true}
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		y.refuse(at, "yaml-alias", `write the text out in full, or put it in double quotes if it begins with & or *`, "references inside the file are not allowed")
	case *ast.TagNode:
		y.refuse(at, "yaml-tag", "put the text in double quotes", "a type cannot be given here")
	case ast.ScalarNode:
		t := n.GetToken()
		quoted := t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType
		return &node{at: at, text: t.Value, quoted: quoted, empty: t.Value == "" && !quoted}
	default:
		y.refuse(at, "yaml", "check the spaces before the lines, the colons and the quotation marks", "this cannot be read")
	}
	return &node{at: at}
}

// mapping turns the pairs of the parser's mapping into a node. It reports a
// key that is there twice and keeps the first.
func (y *yamlReader) mapping(at span, values []*ast.MappingValueNode, depth int) *node {
	m := &node{at: at, pairs: []pair{}}
	seen := map[string]bool{}
	for _, v := range values {
		key := y.node(v.Key, depth+1)
		if key.pairs != nil || key.items != nil {
			y.refuse(key.at, "yaml", "begin the line with the name of a setting and a colon", "this key cannot be read")
			continue
		}
		value := y.node(v.Value, depth+1)
		if seen[key.text] {
			y.l.wrong(key.at, "duplicate-key", "keep one of them", "%s is here twice", quote(key.text))
			continue
		}
		seen[key.text] = true
		m.pairs = append(m.pairs, pair{key, value})
	}
	if len(m.pairs) > 0 {
		m.at = m.pairs[0].key.at
	}
	return m
}

// refuse reports what makes the whole file useless.
func (y *yamlReader) refuse(at span, rule, hint, message string) {
	if !y.refused {
		y.l.wrong(at, rule, hint, "%s", message)
	}
	y.refused = true
}

// span returns the place of a token in the author's file. The parser counts
// lines and characters from 1; where blanks follow a text, it counts too far.
func (y *yamlReader) span(t *token.Token) span {
	start := y.offset(t.Position.Line, t.Position.Column)
	text := y.src.text
	from := max(lineStart(text, start), y.from)
	line := strings.TrimRight(text[from:min(lineEnd(text, start), y.to)], " \t\n")
	at := start - from
	for at < len(line) && line[at] == ' ' {
		at++
	}
	width := max(len(line)-at, 0)
	mark := ""
	switch t.Type {
	case token.DoubleQuoteType:
		mark = `"`
	case token.SingleQuoteType:
		mark = "'"
	}
	switch {
	case mark != "":
		if i := strings.LastIndex(line[:min(at+1, len(line))], mark); i >= 0 && !strings.HasPrefix(line[min(at, len(line)):], mark) {
			at = max(strings.LastIndex(line[:i], mark), 0)
		}
		width = len(line) - at
		if i := strings.Index(line[min(at+1, len(line)):], mark); i >= 0 {
			width = i + 2
		}
	case t.Value != "" && !strings.HasPrefix(line[min(at, len(line)):], t.Value):
		if i := strings.LastIndex(line, t.Value); i >= 0 {
			at, width = i, len(t.Value)
		}
	case t.Value != "":
		width = len(t.Value)
	}
	return span{y.src, from + at, from + at + max(width, 0)}
}

// offset returns the byte offset of a line and a column of the YAML.
func (y *yamlReader) offset(line, column int) int {
	first, _ := y.src.place(y.from)
	starts := y.src.lines()
	at := starts[min(max(first+line-2, 0), len(starts)-1)]
	for ; column > 1 && at < y.to && y.src.text[at] != '\n'; column-- {
		_, n := utf8.DecodeRuneInString(y.src.text[at:])
		at += n
	}
	return min(max(at, y.from), y.to)
}

// syntax reports what the parser could not read, in an author's words.
func (y *yamlReader) syntax(err error) {
	at := span{y.src, y.from, y.from}
	found, ok := err.(yaml.Error)
	if !ok || found.GetToken() == nil {
		y.l.wrong(at, "yaml", "check the spaces before the lines, the colons and the quotation marks", "this cannot be read")
		return
	}
	at = y.span(found.GetToken())
	line, _ := y.src.place(at.start)
	message, hint := "this cannot be read", "check the spaces before the line, the colon and the quotation marks"
	said := found.GetMessage()
	if text := y.src.line(line); strings.HasPrefix(strings.TrimLeft(text, " "), "\t") {
		said = "tab character"
	}
	if open := y.openList(at.start); open.end > 0 && !strings.Contains(said, "character") { // marks are found first
		at, message, hint = open, "the list is not closed", "write ] at its end"
	}
	for _, s := range yamlSlips {
		if strings.Contains(said, s.said) && (s.when == nil || s.when(y.src.line(line))) {
			message, hint = s.message, s.hint
			break
		}
	}
	y.l.wrong(at, "yaml", hint, "%s", message)
}

// openList returns the place of a bracket before the offset stop that opens a
// list and is not closed on its line, or nothing.
func (y *yamlReader) openList(stop int) span {
	for at := y.from; at < stop; {
		end := min(lineEnd(y.src.text, at), y.to)
		line := y.src.text[at:end]
		if i := strings.Index(line, ": ["); i >= 0 && !strings.Contains(line, "]") {
			return span{y.src, at + i + 2, at + len(strings.TrimRight(line, " \n"))}
		}
		at = end
	}
	return span{}
}

// yamlSlips are the mistakes that people make in YAML, by what the parser
// says of them.
var yamlSlips = []struct {
	said          string
	when          func(line string) bool
	message, hint string
}{
	{"mapping value is not allowed", func(line string) bool { return strings.Count(line+" ", ": ") > 1 },
		"a colon in the text ends the text here", `put the text in double quotes, as in title: "Passwords: long and strong"`},
	{"mapping value is not allowed", nil, "this line does not fit the one above it", "begin it as far to the left as the lines it belongs with, with spaces"},
	{"tab character", nil, "a tab stands before the text", "use spaces instead of the tab"},
	{"could not find end character", nil, "the quotation mark is not closed", "put the same quotation mark at the end of the text"},
	{"sequence end token", nil, "the list is not closed", "write ] at its end"},
	{"flow mapping end token", nil, "the table is not closed", "write } at its end"},
	{"reserved character", nil, "a text cannot begin with this character", "put the text in double quotes"},
	{"unexpected directive", nil, "a text cannot begin with this character", "put the text in double quotes"},
	{"map key-value is pre-defined", func(line string) bool { return strings.ContainsAny(line, "*&!|>\"'") },
		"a text cannot begin with a mark that has a meaning here", "put the whole text in double quotes"},
}

// quote puts an author's word in quotation marks, cut if it is very long.
func quote(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return `"` + s + `"`
}
