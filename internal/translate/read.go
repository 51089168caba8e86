package translate

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/language"

	"homeroom/internal/diag"
)

// MaxFile is the number of bytes above which a file of words is refused.
const MaxFile = 1 << 20

// A File is a file of words, as one layer has it.
type File struct {
	Path  string // such as "i18n/es.yaml"
	Layer string
	Data  []byte
}

// Read reads the words of the language lang from the files of each layer, the
// lowest first: a key in an upper one replaces the same key below. below has
// the words of the language that fills gaps; nil for none.
//
// Placeholders must be those that below has for the same key, and plural forms
// must be those that CLDR knows. The words are complete even if there are
// problems, without the entries that have them.
func Read(lang string, files []File, below *Words) (*Words, []diag.Problem) {
	words, err := NewWords(lang, nil, below)
	if err != nil {
		return nil, []diag.Problem{{File: "i18n/" + lang + ".yaml", Rule: "language-tag",
			Message: fmt.Sprintf("%q is not a language tag", lang), Hint: "write a BCP 47 tag, such as es or pt-BR"}}
	}
	words.entries = map[string]Entry{}
	var problems []diag.Problem
	for _, f := range files {
		r := reader{file: f, words: words}
		r.read()
		problems = append(problems, r.problems...)
	}
	return words, problems
}

// A reader reads one file into words.
type reader struct {
	file     File
	words    *Words
	problems []diag.Problem
}

func (r *reader) report(n ast.Node, rule, message, hint string) {
	p := diag.Problem{File: r.file.Path, Layer: r.file.Layer, Rule: rule, Message: message, Hint: hint}
	if n != nil && n.GetToken() != nil {
		at := n.GetToken().Position
		p.Line, p.Column, p.Width = at.Line, at.Column, len([]rune(n.GetToken().Value))
		if lines := strings.Split(string(r.file.Data), "\n"); at.Line <= len(lines) {
			p.Text = strings.TrimRight(lines[at.Line-1], "\r")
		}
	}
	r.problems = append(r.problems, p)
}

func (r *reader) read() {
	if len(r.file.Data) > MaxFile {
		r.report(nil, "file-size", "file is larger than 1 MB", "split it, or remove what is not a word of the interface")
		return
	}
	file, err := parser.ParseBytes(r.file.Data, 0)
	if err != nil {
		r.report(nil, "yaml", "not readable as YAML: "+firstLine(err), "see that each line is a key, a colon and a text in quotes")
		return
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		for _, pair := range pairs(doc.Body) {
			r.entry(pair)
		}
		if len(pairs(doc.Body)) == 0 && doc.Body.Type() != ast.NullType && doc.Body.Type() != ast.CommentType {
			r.report(doc.Body, "words", "not a list of keys and texts", "write one key a line, such as quiz-next: \"Next\"")
		}
	}
}

// wordKey is how a key of the interface looks.
var wordKey = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (r *reader) entry(pair *ast.MappingValueNode) {
	name, ok := text(pair.Key)
	if !ok || !wordKey.MatchString(name) {
		r.report(pair.Key, "word-key", "a key is lower-case words with dashes", "write it like quiz-next")
		return
	}
	e := Entry{}
	if s, ok := text(pair.Value); ok {
		e["other"] = s
	} else {
		for _, form := range pairs(pair.Value) {
			f, _ := text(form.Key)
			s, ok := text(form.Value)
			if !slices.Contains(forms, f) || !ok {
				r.report(form.Key, "plural-form", fmt.Sprintf("%q is not a plural form", f), "use zero, one, two, few, many or other")
				return
			}
			e[f] = s
		}
	}
	if _, ok := e["other"]; !ok {
		r.report(pair.Key, "plural-form", fmt.Sprintf("%s has no text", name), `write a text, or plural forms of which one is "other"`)
		return
	}
	if err := r.placeholders(name, e); err != nil {
		r.report(pair.Key, "placeholder", err.Error(), "keep the words in braces exactly as they are")
		return
	}
	r.words.entries[name] = e
}

// placeholders compares the placeholders of e with those of the language below.
func (r *reader) placeholders(name string, e Entry) error {
	if r.words.below == nil {
		return nil
	}
	original, _, ok := r.words.below.Entry(name)
	if !ok {
		return nil
	}
	want := names(original["other"])
	for form, s := range e {
		got := names(s)
		for p := range want {
			// "one item" may be said without its number.
			if !got[p] && (p != "n" || form == "other") {
				return fmt.Errorf("%s lacks the placeholder {%s}", name, p)
			}
		}
		for p := range got {
			if !want[p] {
				return fmt.Errorf("%s has a placeholder {%s} that the original does not have", name, p)
			}
		}
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9-]*)\}`)

func names(s string) map[string]bool {
	found := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		found[m[1]] = true
	}
	return found
}

// pairs returns the keys and values of a mapping, nil for any other node.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// text returns the text of a scalar node.
func text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), true
	case ast.MapKeyNode:
		if n.Type() == ast.BoolType || n.Type() == ast.IntegerType || n.Type() == ast.NullType {
			return n.GetToken().Value, true
		}
	}
	return "", false
}

// YAML returns all entries, those from below included, as a file of words that
// Hugo reads, sorted by key.
func (w *Words) YAML() []byte {
	var b strings.Builder
	for _, k := range w.Keys() {
		e, _, _ := w.Entry(k)
		fmt.Fprintf(&b, "%s:\n", k)
		for _, form := range slices.Sorted(maps.Keys(e)) {
			fmt.Fprintf(&b, "  %s: %s\n", form, quote(e[form]))
		}
	}
	return []byte(b.String())
}

// quote returns s as a double-quoted YAML scalar.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

// Canonical returns tag as BCP 47 writes it, such as pt-BR for pt-br.
func Canonical(tag string) (string, error) {
	t, err := language.Parse(tag)
	if err != nil {
		return "", fmt.Errorf("read language %q: %w", tag, err)
	}
	return t.String(), nil
}

func firstLine(err error) string {
	for e := err; e != nil; e = errors.Unwrap(e) {
		err = e
	}
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return line
}

// Blank returns a file of words for a language from that of the originals:
// each line is there as a comment, to be translated and uncommented.
func Blank(lang string, original []byte) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# The words of the interface: %s.\n#\n# Translate a line and take away the #: before it. What is left is shown in English.\n\n", lang)
	fmt.Fprintf(&b, "language-name: %s\n", quote(lang))
	started := false
	for line := range strings.Lines(string(original)) {
		bare := strings.TrimSpace(line)
		started = started || bare != "" && !strings.HasPrefix(bare, "#")
		switch {
		case !started || strings.HasPrefix(bare, "language-name:"):
		case bare == "" || strings.HasPrefix(bare, "#"):
			b.WriteString(line)
		default:
			b.WriteString("#: " + line)
		}
	}
	return []byte(b.String())
}
