package curriculum

import (
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A langLine is a line such as {lang=es} under a paragraph, a list, a quote or
// a table. It says in which language the block above it is written.
type langLine struct {
	ast.BaseBlock
	lang       string
	start, end int // of the line, with its end
}

var kindLangLine = ast.NewNodeKind("LangLine")

// Kind returns the kind of the node.
func (n *langLine) Kind() ast.NodeKind { return kindLangLine }

// IsRaw reports that there is nothing to read in the line.
func (n *langLine) IsRaw() bool { return true }

// Dump prints the node.
func (n *langLine) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Lang": n.lang}, nil)
}

// langLineForm is how such a line is written.
var langLineForm = regexp.MustCompile(`^\{lang="?([A-Za-z0-9-]+)"?\}[ \t]*\n?$`)

// langLines reads those lines, and gives the block above each the attribute
// lang.
type langLines struct{}

// Extend adds the lines to Markdown.
func (langLines) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(langLines{}, 100)),
		parser.WithASTTransformers(util.Prioritized(langLines{}, 100)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(langLines{}, 100)))
}

// Trigger returns the characters that such a line may begin with.
func (langLines) Trigger() []byte { return []byte{'{'} }

// Open reads such a line.
func (langLines) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, at := reader.PeekLine()
	m := langLineForm.FindSubmatch(line)
	if m == nil {
		return nil, parser.NoChildren
	}
	reader.Advance(at.Len() - 1)
	return &langLine{lang: string(m[1]), start: at.Start, end: at.Stop}, parser.NoChildren
}

// Continue ends the block, which is one line.
func (langLines) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }

// Close does nothing.
func (langLines) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph reports that the line ends the paragraph above it.
func (langLines) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine reports that the line begins at the left edge.
func (langLines) CanAcceptIndentedLine() bool { return false }

// Transform gives the block above each line its language.
func (langLines) Transform(root *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if line, ok := n.(*langLine); ok && entering && n.PreviousSibling() != nil {
			n.PreviousSibling().SetAttributeString("lang", []byte(line.lang))
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

// RegisterFuncs shows nothing for the line itself.
func (langLines) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindLangLine, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkSkipChildren, nil
	})
}

// langOf returns the language that a line under a block gives it, or "".
func langOf(n ast.Node) string {
	if line, ok := n.NextSibling().(*langLine); ok {
		return line.lang
	}
	return ""
}
