package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"homeroom/internal/diag"
)

// A Term is a word of the originals and how it is said in a language, so that
// all translators say it alike.
type Term struct {
	Word  string   // in the language of the originals, such as "bullying"
	Use   string   // what to say, such as "acoso"
	Forms []string // beginnings of words that are right as well, such as "acos"
	Note  string   // for translators

	in *regexp.Regexp
}

// Terms are the agreed words of a language, in order of the originals' words.
type Terms []Term

// TermsPath returns the file of the agreed words of a language.
func TermsPath(lang string) string { return "i18n/terms." + lang + ".yaml" }

// ReadTerms reads agreed words from the files of each layer, the lowest first:
// a word in an upper one replaces the same word below.
func ReadTerms(files []File) (terms Terms, problems []diag.Problem) {
	for _, f := range files {
		r := reader{file: f}
		const hint = "write one word a line, such as quiz: cuestionario"
		for _, doc := range r.documents(hint) {
			if otherThanPairs(doc.Body) {
				r.report(doc.Body, "term", "not a list of words and how they are said", hint)
			}
			for _, pair := range pairs(doc.Body) {
				if t, ok := r.term(pair); ok {
					terms = slices.DeleteFunc(terms, func(old Term) bool { return old.Word == t.Word })
					terms = append(terms, t)
				}
			}
		}
		problems = append(problems, r.problems...)
	}
	slices.SortFunc(terms, func(a, b Term) int { return strings.Compare(a.Word, b.Word) })
	return terms, problems
}

// term reads one entry: a text, or use, forms and note.
func (r *reader) term(pair *ast.MappingValueNode) (t Term, ok bool) {
	t.Word, ok = text(pair.Key)
	if !ok || strings.TrimSpace(t.Word) == "" {
		r.report(pair.Key, "term", "this is no word", "write a word of the originals, a colon and how it is said")
		return t, false
	}
	if use, ok := text(pair.Value); ok {
		t.Use = use
	}
	for _, part := range pairs(pair.Value) {
		name, _ := text(part.Key)
		value, single := text(part.Value)
		switch list, many := part.Value.(*ast.SequenceNode); {
		case name == "use" && single:
			t.Use = value
		case name == "note" && single:
			t.Note = value
		case name == "forms" && many:
			for _, n := range list.Values {
				if form, ok := text(n); ok && form != "" {
					t.Forms = append(t.Forms, strings.ToLower(form))
				}
			}
		default:
			r.report(part.Key, "term", fmt.Sprintf("%q means nothing here", name), "write use:, forms: [a list] or note:")
			return t, false
		}
	}
	if t.Use == "" {
		r.report(pair.Key, "term", fmt.Sprintf("nothing says how to say %q", t.Word), "write use: and the word")
		return t, false
	}
	t.in = regexp.MustCompile(`(?i)(^|[^\pL\pN])` + regexp.QuoteMeta(t.Word) + `(s|es)?($|[^\pL\pN])`)
	return t, true
}

// In returns the terms that stand in a text of the originals.
func (all Terms) In(text string) (found []Term) {
	small := strings.ToLower(text)
	for _, t := range all {
		if strings.Contains(small, strings.ToLower(t.Word)) && t.in.MatchString(text) {
			found = append(found, t)
		}
	}
	return found
}

// Kept reports whether a translation says the term as agreed.
func (t Term) Kept(translation string) bool {
	translation = strings.ToLower(translation)
	return strings.Contains(translation, strings.ToLower(t.Use)) ||
		slices.ContainsFunc(t.Forms, func(form string) bool { return strings.Contains(translation, form) })
}

// Hint returns the term as a comment for translators.
func (t Term) Hint() string {
	hint := t.Word + " = " + t.Use
	if t.Note != "" {
		hint += " (" + t.Note + ")"
	}
	return hint
}

// Hints returns the terms of a text as comments for translators.
func (all Terms) Hints(text string) (hints []string) {
	for _, t := range all.In(text) {
		hints = append(hints, t.Hint())
	}
	return hints
}

// Check warns of translations in a catalogue that do not say a term as agreed.
func (all Terms) Check(c *Catalog) (problems []diag.Problem) {
	for _, m := range c.Messages {
		if !m.Done() {
			continue
		}
		for _, t := range all.In(m.Text) {
			if !t.Kept(m.Translation) {
				problems = append(problems, diag.Problem{
					File: c.Path, Layer: c.Layer, Line: m.Line, Text: m.Excerpt, Severity: diag.Warning, Rule: "translation-term",
					Message: fmt.Sprintf("%q is said in another way than agreed", t.Word),
					Hint:    fmt.Sprintf("say %q, or add what you say to its forms in %s", t.Use, TermsPath(c.Lang)),
				})
			}
		}
	}
	return problems
}
