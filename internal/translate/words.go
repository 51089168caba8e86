// Package translate holds the words of the interface in each language:
// plurals, placeholders, the direction of the text, and what is shown where a
// language has no word of its own.
//
// It knows nothing of the pages on which the words stand.
package translate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Words are the words of the interface in one language. They never change
// after they were read, so any number of goroutines may share them.
type Words struct {
	tag     language.Tag
	entries map[string]Entry
	below   *Words // where a key is looked for next; nil at the end
}

// An Entry is one word or sentence: its text by plural form. A text without
// plurals has the one form "other".
type Entry map[string]string

// forms are the plural forms of CLDR, in its order.
var forms = []string{"zero", "one", "two", "few", "many", "other"}

// NewWords returns the words of the language lang. A key that entries lacks is
// looked for in below, which may be nil.
func NewWords(lang string, entries map[string]Entry, below *Words) (*Words, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("read language %q: %w", lang, err)
	}
	return &Words{tag: tag, entries: maps.Clone(entries), below: below}, nil
}

// Lang returns the language as a BCP 47 tag.
func (w *Words) Lang() string { return w.tag.String() }

// Dir returns "rtl" for a language that is written from right to left, and
// "ltr" for any other.
func (w *Words) Dir() string {
	script, _ := w.tag.Script()
	switch script.String() {
	case "Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi":
		return "rtl"
	}
	return "ltr"
}

// Name returns the language's name in the language itself, such as "Español".
func (w *Words) Name() string {
	if e, ok := w.entries["language-name"]; ok {
		return e["other"]
	}
	return w.Lang()
}

// Has reports whether the language itself has the key.
func (w *Words) Has(key string) bool {
	_, ok := w.entries[key]
	return ok
}

// Keys returns the keys of the language and of those below it, sorted.
func (w *Words) Keys() []string {
	all := map[string]bool{}
	for at := w; at != nil; at = at.below {
		for key := range at.entries {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Entry returns the texts of a key and the language that they are in.
func (w *Words) Entry(key string) (e Entry, lang string, ok bool) {
	for at := w; at != nil; at = at.below {
		if e, ok := at.entries[key]; ok {
			return maps.Clone(e), at.Lang(), true
		}
	}
	return nil, "", false
}

// T returns the text of key with its placeholders filled: pairs are names and
// values in turn, so that T("hello", "name", "Ada") puts Ada for {name}. If one
// of the names is "n" and its value is an int, it also chooses the plural form.
// An unknown key is shown as ‹key›, so that nobody mistakes it for a text.
func (w *Words) T(key string, pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if n, ok := pairs[i+1].(int); ok && pairs[i] == "n" {
			return w.text(key, n, pairs)
		}
	}
	return w.text(key, -1, pairs)
}

// N returns the text of key in the plural form for n, which also fills {n}.
func (w *Words) N(key string, n int, pairs ...any) string {
	return w.text(key, n, append([]any{"n", n}, pairs...))
}

func (w *Words) text(key string, n int, pairs []any) string {
	for at := w; at != nil; at = at.below {
		if e, ok := at.entries[key]; ok {
			return fill(e.form(at.tag, n), pairs)
		}
	}
	return "‹" + key + "›"
}

// form returns the text for n things, or the "other" form for n < 0.
func (e Entry) form(tag language.Tag, n int) string {
	if n >= 0 && len(e) > 1 {
		if text, ok := e[PluralForm(tag, n)]; ok {
			return text
		}
	}
	return e["other"]
}

// PluralForm returns the form of CLDR that tag uses for n things: zero, one,
// two, few, many or other. n must not be negative.
func PluralForm(tag language.Tag, n int) string {
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	default:
		return "other"
	}
}

// fill puts values for {names}. Values are not looked into again, so a value
// that holds braces stays as it is.
func fill(text string, pairs []any) string {
	if len(pairs) < 2 || !strings.Contains(text, "{") {
		return text
	}
	old := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(old...).Replace(text)
}

// MarshalJSON writes the language's own entries and its tag; what is below is
// not written.
func (w *Words) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{w.Lang(), w.entries})
}

// UnmarshalJSON reads what MarshalJSON wrote. Use [Words.Over] to lay the words
// on those of another language again.
func (w *Words) UnmarshalJSON(data []byte) error {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	read, err := NewWords(s.Lang, s.Words, nil)
	if err != nil {
		return err
	}
	*w = *read
	return nil
}

type stored struct {
	Lang  string           `json:"lang"`
	Words map[string]Entry `json:"words"`
}

// Over returns the words with below for the keys that they lack.
func (w *Words) Over(below *Words) *Words {
	return &Words{tag: w.tag, entries: w.entries, below: below}
}
