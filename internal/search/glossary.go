package search

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A Glossary is groups of terms of one language that mean the same to somebody
// who is looking for a page. A page that has one term of a group is found by
// the others too. A term may be several words.
type Glossary [][]string

// What a glossary file may hold.
const (
	maxGlossary   = 256 << 10 // bytes
	maxGroups     = 1000
	maxGroupTerms = 30
	maxTerm       = 100 // characters
)

// ReadGlossary reads a glossary as authors write it: a YAML list of lists.
//
//   - [password, passphrase]
//   - [own phone, BYOD, bring your own device]
//
// A mistake is reported with its line. At most 256 KB, 1,000 groups of 2 to 30
// terms and 100 characters a term are read; anchors and aliases are refused.
func ReadGlossary(r io.Reader) (Glossary, error) {
	data, err := readAll(r, maxGlossary)
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	if !utf8.Valid(data) {
		return nil, errors.New("read glossary: not UTF-8")
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	var g Glossary
	for _, doc := range file.Docs {
		if err := g.addGroups(doc.Body); err != nil {
			return nil, fmt.Errorf("read glossary: %w", err)
		}
	}
	return g, nil
}

// addGroups adds the groups of a YAML document, which may be empty.
func (g *Glossary) addGroups(body ast.Node) error {
	switch body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil
	}
	list, ok := body.(*ast.SequenceNode)
	if !ok {
		return atLine(body, "not a list of groups")
	}
	for _, item := range list.Values {
		group, ok := item.(*ast.SequenceNode)
		if !ok {
			return atLine(item, "not a group such as [password, passphrase]")
		}
		terms, err := groupTerms(group)
		if err != nil {
			return err
		}
		if len(*g) == maxGroups {
			return atLine(item, fmt.Sprintf("more than %d groups", maxGroups))
		}
		*g = append(*g, terms)
	}
	return nil
}

// groupTerms returns the terms of one group.
func groupTerms(group *ast.SequenceNode) ([]string, error) {
	if n := len(group.Values); n < 2 || n > maxGroupTerms {
		return nil, atLine(group, fmt.Sprintf("a group of %d terms; it needs 2 to %d", n, maxGroupTerms))
	}
	terms := make([]string, 0, len(group.Values))
	for _, v := range group.Values {
		var text string
		switch v := v.(type) {
		case *ast.StringNode:
			text = v.Value
		case *ast.LiteralNode:
			text = v.Value.Value
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
			text = v.GetToken().Value // 911, yes, null: words to a reader of the site
		default:
			return nil, atLine(v, "not a word or a few words")
		}
		term := strings.Join(strings.Fields(text), " ")
		if n := utf8.RuneCountInString(term); n == 0 || n > maxTerm {
			return nil, atLine(v, fmt.Sprintf("a term of %d characters; it needs 1 to %d", n, maxTerm))
		}
		terms = append(terms, term)
	}
	return terms, nil
}

// atLine returns an error that names the line where node stands.
func atLine(node ast.Node, message string) error {
	if t := node.GetToken(); t != nil && t.Position != nil {
		return fmt.Errorf("line %d: %s", t.Position.Line, message)
	}
	return errors.New(message)
}
