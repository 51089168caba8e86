package translate

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
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

// report keeps a problem at what has a token, which may be nil.
func (r *reader) report(at interface{ GetToken() *token.Token }, rule, message, hint string) {
	p := diag.Problem{File: r.file.Path, Layer: r.file.Layer, Rule: rule, Message: message, Hint: hint}
	if at != nil && at.GetToken() != nil {
		word := at.GetToken()
		at := word.Position
		p.Line, p.Column, p.Width = at.Line, at.Column, len([]rune(word.Value))
		if lines := strings.Split(string(r.file.Data), "\n"); at.Line <= len(lines) {
			p.Text = strings.TrimRight(lines[at.Line-1], "\r")
		}
	}
	r.problems = append(r.problems, p)
}

func (r *reader) read() {
	if len(r.file.Data) > MaxFile {
		r.report(nil, "file-size", "this file is larger than 1 MB", "keep only the words that you change")
		return
	}
	for _, doc := range r.documents("see that each line is a key, a colon and a text in quotes") {
		for _, pair := range pairs(doc.Body) {
			r.entry(pair)
		}
		if otherThanPairs(doc.Body) {
			r.report(doc.Body, "words", "not a list of keys and texts", "write one key a line, such as quiz-next: \"Next\"")
		}
	}
}

// documents reads the file as YAML. What cannot be read is reported, with the
// hint, and there is nothing then.
func (r *reader) documents(hint string) []*ast.DocumentNode {
	if line, message := misread(r.file.Data); message != "" {
		r.report(nil, "encoding", message, "save the file as UTF-8")
		if line > 0 {
			p := &r.problems[len(r.problems)-1]
			p.Line, p.Text = line, legible(strings.Split(string(r.file.Data), "\n")[line-1])
		}
		return nil
	}
	file, err := parser.ParseBytes(r.file.Data, 0)
	if found, ok := err.(yaml.Error); ok {
		r.report(found, "yaml", "not readable as YAML: "+found.GetMessage(), hint)
		return nil
	}
	if err != nil {
		r.report(nil, "yaml", "not readable as YAML: "+err.Error(), hint)
		return nil
	}
	return file.Docs
}

// misread says what is wrong with the encoding of a file, and on which line,
// from 1; 0 is the file. There is no message if nothing is.
func misread(data []byte) (line int, message string) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return 0, "this file is written in UTF-16"
	}
	for text := range bytes.Lines(data) {
		line++
		if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
			return line, "this line is not UTF-8"
		}
	}
	return 0, ""
}

// legible returns a line of another encoding as it can be shown.
func legible(line string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\x00", "\ufffd"), "\ufffd")
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

// otherThanPairs reports whether a document has something in it that is no
// mapping.
func otherThanPairs(body ast.Node) bool {
	return body != nil && len(pairs(body)) == 0 && body.Type() != ast.NullType && body.Type() != ast.CommentType && body.Type() != ast.MappingType
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
