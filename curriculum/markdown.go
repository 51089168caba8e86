package curriculum

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown reads CommonMark with tables and strike-through. Raw HTML is
// recognised, so that it can be reported, and never rendered.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(linkReader{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)),
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, langLines{}),
)

// linkReader reads links as goldmark does, and remembers where they stood.
type linkReader struct{ parser.InlineParser }

// linkPlaces is the key of the places in a parser's context.
var linkPlaces = parser.NewContextKey()

// A linkPlace says where a link or picture stands.
type linkPlace struct {
	end               int // after its last character
	destination, stop int // the destination's first character and after its last
}

// Parse reads a link or a picture at a bracket.
func (r linkReader) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, before := block.Position()
	n := r.InlineParser.Parse(parent, block, pc)
	link, ok := n.(interface{ ChildCount() int })
	if !ok || n.Kind() != ast.KindLink && n.Kind() != ast.KindImage || link == nil {
		return n
	}
	afterLine, after := block.Position()
	place := linkPlace{end: after.Start}
	block.SetPosition(line, before)
	block.Advance(1) // the bracket that closes the text
	if block.Peek() == '(' {
		block.Advance(1)
		block.SkipSpaces()
		rest, at := block.PeekLine()
		from, to := destinationIn(rest)
		place.destination, place.stop = at.Start+from, at.Start+to
	}
	block.SetPosition(afterLine, after)
	places, _ := pc.Get(linkPlaces).(map[ast.Node]linkPlace)
	if places == nil {
		places = map[ast.Node]linkPlace{}
		pc.Set(linkPlaces, places)
	}
	places[n] = place
	return n
}

// CloseBlock forgets the brackets of a block that is read to its end.
func (r linkReader) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := r.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// destinationIn returns where the destination is in what follows the opening
// parenthesis of a link.
func destinationIn(line []byte) (from, to int) {
	if len(line) > 0 && line[0] == '<' {
		for i := 1; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '>':
				return 1, i
			}
		}
	}
	open, i := 0, 0
	for ; i < len(line) && !util.IsSpace(line[i]); i++ {
		switch line[i] {
		case '\\':
			if i+1 < len(line) && util.IsPunct(line[i+1]) {
				i++
			}
		case '(':
			open++
		case ')':
			if open--; open < 0 {
				return 0, i
			}
		}
	}
	return 0, min(i, len(line))
}

// A head is a heading of a page.
type head struct {
	level      int
	start, end int // whole lines of the page's text
	from, to   int // the heading's text without its attributes
	attr       attributes
	title      string // plain text
	id         string
	node       ast.Node
}

// An item is one item of a list.
type item struct {
	node       *ast.ListItem
	start, end int // from its first character to the end of its last line
	number     int // in an ordered list; 0 in another
	attr       attributes
}

// A link is a link or a picture in a page's text.
type link struct {
	node       ast.Node
	start, end int // all of it
	from, to   int // its destination
	image      bool
	auto       bool // an address between < and >
	dest       string
	label      string // plain text of the link, or the picture's description
	at         span   // in the file of its author
	own        bool   // written in this file, and not included
}

// A survey is what is where in a page's text. All places are byte offsets.
type survey struct {
	root    ast.Node
	heads   []head // at the top level, in order
	items   []item
	links   []link
	code    [][2]int
	html    [][2]int
	refs    [][2]int // link reference definitions
	inside  [][2]int // headings inside lists and quotes
	unnamed [][2]int // lines of tables' headings in which a column has no name
	langs   []*langLine
	opening string // plain text of the first paragraph
	first   [2]int // its place; empty if there is none
	tongue  string // the language that the first paragraph says it is in
}

// look surveys a text.
func look(body string) *survey {
	src := []byte(body)
	pc := parser.NewContext()
	s := &survey{root: markdown.Parser().Parse(text.NewReader(src), parser.WithContext(pc))}
	places, _ := pc.Get(linkPlaces).(map[ast.Node]linkPlace)
	w := &surveyor{survey: s, src: src, body: body, places: places}
	for n := s.root.FirstChild(); n != nil; n = n.NextSibling() {
		switch {
		case n.Kind() == ast.KindHeading:
			w.head(n.(*ast.Heading))
		case n.Kind() == ast.KindParagraph && s.first[1] == 0:
			lines := n.Lines()
			s.first = [2]int{lines.At(0).Start, lines.At(lines.Len() - 1).Stop}
			s.opening = plainText(n, src, len(src))
			s.tongue = langOf(n)
		}
	}
	_ = ast.Walk(s.root, w.visit)
	return s
}

// forget lets go of the tree, which takes much more memory than the text.
func (s *survey) forget() {
	s.root = nil
	for i := range s.heads {
		s.heads[i].node = nil
	}
	for i := range s.items {
		s.items[i].node = nil
	}
	for i := range s.links {
		s.links[i].node = nil
	}
}

// A surveyor walks over the tree of a text.
type surveyor struct {
	*survey
	src    []byte
	body   string
	places map[ast.Node]linkPlace
}

// visit notes what a node is and where.
func (w *surveyor) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *langLine:
		w.langs = append(w.langs, n)
	case *tables.TableHeader:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if plainText(c, w.src, len(w.src)) == "" {
				e := extent(n)
				w.unnamed = append(w.unnamed, [2]int{lineStart(w.body, e[0]), e[1]})
				break
			}
		}
	case *ast.Heading:
		if n.Parent().Kind() != ast.KindDocument {
			w.inside = append(w.inside, extent(n))
		}
	case *ast.ListItem:
		w.item(n)
	case *ast.Link, *ast.Image:
		w.link(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.RawHTML:
		if n.Segments.Len() > 0 {
			w.html = append(w.html, [2]int{n.Segments.At(0).Start, n.Segments.At(n.Segments.Len() - 1).Stop})
		}
	case *ast.HTMLBlock:
		w.html = append(w.html, extent(n))
	case *ast.LinkReferenceDefinition:
		w.refs = append(w.refs, extent(n))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		w.code = append(w.code, extent(n))
	case *ast.CodeSpan:
		if c, ok := n.LastChild().(*ast.Text); ok {
			w.code = append(w.code, [2]int{n.FirstChild().(*ast.Text).Segment.Start, c.Segment.Stop})
		}
	}
	return ast.WalkContinue, nil
}

// head notes a heading at the top level.
func (w *surveyor) head(n *ast.Heading) {
	h := head{level: n.Level, node: n}
	lines := n.Lines()
	if lines.Len() == 0 {
		at := max(n.Pos(), 0)
		h.start, h.end = lineStart(w.body, at), lineEnd(w.body, at)
		h.from, h.to = min(h.end, at+n.Level), min(h.end, at+n.Level)
		h.attr = attributes{start: h.to, end: h.to, open: h.to}
		w.heads = append(w.heads, h)
		return
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	h.attr = attributesAt(w.body, last.Start, last.Stop)
	h.start, h.end = lineStart(w.body, first.Start), lineEnd(w.body, last.Start)
	if !strings.HasPrefix(strings.TrimLeft(w.body[h.start:], " "), "#") {
		h.end = lineEnd(w.body, min(h.end, len(w.body))) // the line under it
	}
	h.from, h.to = first.Start, max(h.attr.start, first.Start)
	h.title = plainText(n, w.src, h.to)
	h.id = h.attr.id.value
	w.heads = append(w.heads, h)
}

// item notes an item of a list.
func (w *surveyor) item(n *ast.ListItem) {
	it := item{node: n}
	e := extent(n)
	it.start, it.end = e[0], e[1]
	if c := n.FirstChild(); c != nil && (c.Kind() == ast.KindTextBlock || c.Kind() == ast.KindParagraph) {
		last := c.Lines().At(c.Lines().Len() - 1)
		it.attr = attributesAt(w.body, last.Start, last.Stop)
	} else {
		it.attr = attributes{start: it.start, end: it.start, open: it.start}
	}
	if list, ok := n.Parent().(*ast.List); ok && list.IsOrdered() {
		it.number = list.Start
		if before := n.PreviousSibling(); before != nil {
			for i := len(w.items) - 1; i >= 0; i-- {
				if w.items[i].node == before {
					it.number = w.items[i].number + 1
					break
				}
			}
		}
	}
	w.items = append(w.items, it)
}

// link notes a link or a picture.
func (w *surveyor) link(n ast.Node) {
	place, ok := w.places[n]
	if !ok {
		return
	}
	k := link{node: n, start: n.Pos(), end: place.end, from: place.destination, to: place.stop}
	k.label = plainText(n, w.src, len(w.src))
	switch n := n.(type) {
	case *ast.Link:
		k.dest = unescape(n.Destination)
		if n.Reference != nil {
			return // reported with its definition
		}
	case *ast.Image:
		k.image, k.dest = true, unescape(n.Destination)
		if n.Reference != nil {
			return
		}
	}
	w.links = append(w.links, k)
}

// autoLink notes an address between < and >.
func (w *surveyor) autoLink(n *ast.AutoLink) {
	at := n.Pos()
	label := n.Label(w.src)
	if n.AutoLinkType == ast.AutoLinkEmail {
		return
	}
	w.links = append(w.links, link{
		node: n, start: at, end: at + len(label) + 2, from: at + 1, to: at + 1 + len(label),
		auto: true, dest: string(label), label: string(label),
	})
}

// shown returns the text that a reader sees for a run of Markdown that has no
// marks but escapes and entities.
func shown(text []byte) string {
	if !bytes.ContainsAny(text, `\&`) {
		return string(text)
	}
	var b strings.Builder
	done := 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\\' && util.IsPunct(text[i+1]) {
			b.WriteString(html.UnescapeString(string(text[done:i])))
			b.WriteByte(text[i+1])
			i++
			done = i + 1
		}
	}
	b.WriteString(html.UnescapeString(string(text[done:])))
	return b.String()
}

// unescape returns the address that a destination in Markdown stands for, as
// the renderer takes it.
func unescape(destination []byte) string {
	return html.UnescapeString(string(util.UnescapePunctuations(destination)))
}

// extent returns the place of a block: from the first character of its text
// to the end of its last line.
func extent(n ast.Node) [2]int {
	e := [2]int{-1, -1}
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if lines := n.Lines(); lines != nil && lines.Len() > 0 {
			if e[0] < 0 {
				e[0] = lines.At(0).Start
			}
			e[1] = max(e[1], lines.At(lines.Len()-1).Stop)
		}
		return ast.WalkContinue, nil
	})
	if e[0] < 0 {
		e[0] = max(n.Pos(), 0)
		e[1] = e[0]
	}
	return e
}

// lineStart returns the offset of the first character of a line.
func lineStart(s string, at int) int { return strings.LastIndexByte(s[:at], '\n') + 1 }

// lineEnd returns the offset after the line end of a line.
func lineEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(s)
}

// plainText returns the text of a node without marks, as far as it stands
// before the offset limit.
func plainText(n ast.Node, src []byte, limit int) string {
	var b strings.Builder
	writePlain(&b, n, src, limit)
	return strings.Join(strings.Fields(b.String()), " ")
}

func writePlain(b *strings.Builder, n ast.Node, src []byte, limit int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if c.Segment.Start < limit {
				part := src[c.Segment.Start:min(c.Segment.Stop, limit)]
				if n.Kind() == ast.KindCodeSpan {
					b.Write(part)
				} else {
					b.WriteString(shown(part))
				}
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(src))
		default:
			writePlain(b, c, src, limit)
			if c.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
	}
}
