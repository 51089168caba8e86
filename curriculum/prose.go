package curriculum

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Inline returns p as HTML for the middle of a sentence: its paragraphs
// without the tags around them. Raw HTML in p is left out, and so are links
// and pictures that lead anywhere but to http, https, mailto, tel or this site.
func (p Prose) Inline() template.HTML {
	s := strings.TrimSpace(p.render())
	s = strings.ReplaceAll(s, "</p>\n<p>", " ")
	if rest, ok := strings.CutPrefix(s, "<p>"); ok && strings.HasSuffix(rest, "</p>") && !strings.Contains(rest, "<p>") {
		s = strings.TrimSuffix(rest, "</p>")
	}
	return template.HTML(s)
}

// Blocks returns p as HTML: paragraphs, lists and whatever else is in it. What
// [Prose.Inline] leaves out, it leaves out as well.
func (p Prose) Blocks() template.HTML {
	return template.HTML(strings.TrimRight(p.render(), "\n"))
}

// Plain returns the text of p without marks, on one line.
func (p Prose) Plain() string { return plainOf(string(p)) }

// render returns p as HTML.
func (p Prose) render() string {
	if p == "" {
		return ""
	}
	body := string(p)
	if unmarked(body) {
		return "<p>" + strings.ReplaceAll(body, `"`, "&quot;") + "</p>\n"
	}
	if _, what := tangled(body); what != "" {
		return "<p>" + template.HTMLEscapeString(body) + "</p>"
	}
	src := []byte(body)
	root := markdown.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			disarm(n, src)
		}
		return ast.WalkContinue, nil
	})
	var b strings.Builder
	if err := markdown.Renderer().Render(&b, src, root); err != nil {
		return template.HTMLEscapeString(body)
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "<!-- raw HTML omitted -->\n", ""), "<!-- raw HTML omitted -->", "")
}

// unmarked reports whether a text is one paragraph without any marks, as most
// choices of a quiz are; a parser would take much longer to find that out.
func unmarked(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && !strings.ContainsAny(s, "\\`*_[]<>&#~|!{}=+-:\t\n\r\x00\ufeff") &&
		(s[0] < '0' || s[0] > '9') && utf8.ValidString(s)
}

// disarm takes away the address of a link or picture that must not be there.
func disarm(n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Link:
		if !harmless(string(n.Destination)) {
			n.Destination = nil
		}
	case *ast.Image:
		if !harmless(string(n.Destination)) {
			n.Destination = nil
		}
	case *ast.AutoLink:
		if n.AutoLinkType != ast.AutoLinkEmail && !harmless(string(n.URL(src))) && n.Parent() != nil {
			n.Parent().ReplaceChild(n.Parent(), n, ast.NewString(n.Label(src)))
		}
	}
}

// harmless reports whether the address of a link may be in a page.
func harmless(dest string) bool {
	d := destination("content/page.md", unescape([]byte(dest)))
	switch d.scheme {
	case "", "http", "https", "mailto", "tel":
		return !d.host && d.bad == ""
	}
	return false
}

// plainOf returns the text of Markdown without marks, on one line.
func plainOf(s string) string {
	if !strings.ContainsAny(s, "\\`*_[]<>&#~|-+\n") {
		return strings.Join(strings.Fields(s), " ")
	}
	if _, what := tangled(s); what != "" {
		return strings.Join(strings.Fields(s), " ")
	}
	src := []byte(s)
	return plainText(markdown.Parser().Parse(text.NewReader(src)), src, len(src))
}
