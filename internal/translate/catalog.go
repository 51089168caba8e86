package translate

import (
	"cmp"
	"slices"
	"strings"
)

// A State says who stands behind a translation.
type State string

// The states of a translation, the least first. A translation of which nobody
// says anything is a MachineDraft.
const (
	MachineDraft State = "machine-draft" // no person has reviewed it
	Reviewed     State = "reviewed"      // somebody has read it beside the original
	Certified    State = "certified"     // the district stands behind it
)

// A Message is one text of an original and its translation, as an entry of a
// PO file has it.
type Message struct {
	Context     string // msgctxt
	Text        string // msgid: the original
	Translation string // msgstr; "" if there is none
	State       State
	By          string // who reviewed or certified it, and when, such as "family liaison, 2026-10-03"
	Fuzzy       bool   // the original has changed since; the translation is not shown

	// Of a fuzzy message: what the translation was made of, if it is known.
	PreviousContext, PreviousText string

	Notes []string // a translator's comments
	Hints []string // comments for the translator
	Place string   // where the original is, such as lessons/6-8/save-it.md:12

	Catalog *Catalog // that it was found in, by [Memory.Find]
	Line    int      // of msgstr in the file that it was read from, from 1
	TopLine int      // of its first line
	Excerpt string   // that line of msgstr
}

// Done reports whether the message has a translation that is up to date.
func (m *Message) Done() bool { return m.Translation != "" && !m.Fuzzy }

// A Catalog is the translations of the texts of one file into one language:
// i18n/es/lessons/6-8/save-it.po for lessons/6-8/save-it.md.
type Catalog struct {
	Lang     string // BCP 47
	Source   string // the file of the originals
	Messages []Message

	// Obsolete are translations of texts that are no longer there. They are
	// kept for the day on which a text comes back.
	Obsolete []Message

	Fields []Field // further fields of the header, in their order
	Path   string  // of its own file
	Layer  string
}

// A Field is one line of a catalogue's header.
type Field struct{ Name, Value string }

// CatalogPath returns the file of the catalogue of a source in a language.
func CatalogPath(lang, source string) string {
	return "i18n/" + lang + "/" + strings.TrimSuffix(strings.TrimSuffix(source, ".md"), ".yaml") + ".po"
}

// A key is what finds a message: its context and its text.
type key struct{ context, text string }

// kind returns the last word of a context, without its count.
func kind(context string) string {
	context, _, _ = strings.Cut(context[strings.LastIndexByte(context, '/')+1:], " ")
	return context
}

// A Memory finds translations in catalogues of one source, the uppermost layer
// first.
type Memory struct {
	exact map[key]*Message
	moved map[key]*Message // by kind and text: the text stands elsewhere in the file
}

// NewMemory returns a memory of the catalogues, the lowest layer first.
func NewMemory(catalogs ...*Catalog) *Memory {
	m := &Memory{map[key]*Message{}, map[key]*Message{}}
	for _, c := range slices.Backward(catalogs) {
		for i := range c.Messages {
			x := &c.Messages[i]
			if !x.Done() {
				continue
			}
			x.Catalog = c
			k, anywhere := key{x.Context, x.Text}, key{kind(x.Context), x.Text}
			m.exact[k] = cmp.Or(m.exact[k], x)
			m.moved[anywhere] = cmp.Or(m.moved[anywhere], x)
		}
	}
	return m
}

// Find returns the translation of a text in a context. A text that was moved
// to another place of the same file keeps its translation. Find returns nil if
// there is none that is up to date.
func (m *Memory) Find(context, text string) *Message {
	if x := m.exact[key{context, text}]; x != nil {
		return x
	}
	return m.moved[key{kind(context), text}]
}
