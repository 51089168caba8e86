package curriculum

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Fits says why a translation cannot stand in the place of t: it lacks a local
// fact, a link, a picture or a gap that the original has, or has another one,
// or it is not of the same form, such as a list of as many items. It returns
// nil if it can.
func (t Text) Fits(translation string) error {
	switch {
	case strings.TrimSpace(translation) == "":
		return fmt.Errorf("the translation is empty")
	case !t.Markdown && strings.ContainsAny(translation, "\n\r"):
		return fmt.Errorf("the translation has several lines, and the original has one")
	case unmarked(t.Text) && unmarked(strings.TrimSpace(translation)):
		return nil // two sentences, with nothing in them to lose
	}
	if err := same(fixed(t.Text, t.Markdown), fixed(translation, t.Markdown)); err != nil {
		return err
	}
	if !t.Markdown {
		return nil
	}
	if _, what := tangled(translation); what != "" {
		return fmt.Errorf("the translation cannot be read: %s", what)
	}
	want, got := shape(t.Text), shape(translation)
	if t.kind == "heading" || t.kind == "question" || t.kind == "box" {
		want, got = "line", "line"
		if strings.Contains(strings.TrimSpace(translation), "\n") {
			got = "several lines"
		}
	}
	if want != got {
		return fmt.Errorf("the original is %s, and the translation is %s", want, got)
	}
	return nil
}

// fixed counts the parts of a text that every language has as they are.
func fixed(s string, markdown bool) map[string]int {
	parts := map[string]int{}
	for _, code := range shortcodes(s) {
		parts[strings.Join(strings.Fields(s[code.start:code.end]), " ")]++
	}
	if !markdown {
		return parts
	}
	for _, gap := range blankForm.FindAllString(s, -1) {
		parts[gap[:3]]++
	}
	survey := look(s)
	for _, k := range survey.links {
		what := "the address " + k.dest
		if k.image {
			what = "the picture " + k.dest
		}
		parts[what]++
	}
	for _, it := range survey.items {
		if it.attr.found() {
			parts[strings.TrimSpace(s[it.attr.start:it.attr.end])]++
		}
	}
	return parts
}

// same says in what the parts of two texts differ.
func same(want, got map[string]int) error {
	for _, part := range slices.Sorted(maps.Keys(want)) {
		if got[part] < want[part] {
			return fmt.Errorf("the translation lacks %s", part)
		}
	}
	for _, part := range slices.Sorted(maps.Keys(got)) {
		if got[part] > want[part] {
			return fmt.Errorf("the translation has %s, which the original does not have", part)
		}
	}
	return nil
}

// shape names the blocks of Markdown.
func shape(s string) string {
	src := []byte(s)
	root := markdown.Parser().Parse(text.NewReader(src))
	var blocks []string
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		blocks = append(blocks, shapeOf(n))
	}
	if len(blocks) == 0 {
		return "empty"
	}
	return strings.Join(blocks, " and ")
}

func shapeOf(n ast.Node) string {
	switch n.Kind().String() {
	case "Paragraph":
		return "a paragraph"
	case "List":
		return fmt.Sprintf("a list of %d", n.ChildCount())
	case "Table":
		return fmt.Sprintf("a table of %d lines and %d columns", n.ChildCount(), n.FirstChild().ChildCount())
	case "Blockquote":
		return "a quote"
	case "Heading":
		return "a heading"
	case "FencedCodeBlock", "CodeBlock":
		return "code"
	}
	return "something else"
}
