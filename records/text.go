package records

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most characters of a text.
const (
	mostID     = 200 // of an id, an edition, a login, a device
	mostName   = 200 // of a name of a person, a class or a school
	mostSecret = 500 // of a secret or a password
)

// Most bytes of the JSON of one answer, and most questions of one attempt.
const (
	mostAnswer = 4 << 10
	mostAsked  = 500
)

// A field is a text on its way into the database.
type field struct {
	name, text string
	most       int  // characters
	required   bool // may not be empty
}

func id(name, text string) field       { return field{name, text, mostID, true} }
func optional(name, text string) field { return field{name, text, mostID, false} }
func person(name, text string) field   { return field{name, text, mostName, true} }

// about says what a method does to which record, for its errors. An id that does
// not look like one may hold anything, a name included, and is left out.
func about(verb, id string) string {
	odd := func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:@", r)
	}
	if len(id) > 100 || strings.ContainsFunc(id, odd) {
		return fmt.Sprintf("%s with an odd id of %d bytes", verb, len(id))
	}
	return verb + " " + id
}

// checkText refuses what one of the databases could not keep, or what could not
// be shown: PostgreSQL has no NUL in a text, so SQLite shall not have it
// either.
func checkText(fields ...field) error {
	for _, f := range fields {
		var why string
		switch {
		case f.required && strings.TrimSpace(f.text) == "":
			why = "it is empty"
		case !utf8.ValidString(f.text):
			why = "it is not UTF-8"
		case strings.ContainsFunc(f.text, unicode.IsControl):
			why = "it holds a control character"
		case utf8.RuneCountInString(f.text) > f.most:
			why = fmt.Sprintf("it is longer than %d characters", f.most)
		default:
			continue
		}
		return fmt.Errorf("%s: %w: %s", f.name, ErrText, why)
	}
	return nil
}

// storable reports whether every database can take the texts among args. What
// it cannot take it cannot hold either: a question about it finds nothing.
func storable(args []any) bool {
	for _, arg := range args {
		if s, ok := arg.(string); ok && (!utf8.ValidString(s) || strings.ContainsRune(s, 0)) {
			return false
		}
	}
	return true
}

// checkAnswers refuses answers that are not small pieces of JSON under
// question ids, and returns them compacted.
func checkAnswers(answers map[string]json.RawMessage) (map[string]json.RawMessage, error) {
	if len(answers) > mostAsked {
		return nil, fmt.Errorf("answers: %w: there are more than %d", ErrText, mostAsked)
	}
	compact := make(map[string]json.RawMessage, len(answers))
	for question, picks := range answers {
		if err := checkText(id("question", question)); err != nil {
			return nil, err
		}
		if len(picks) > mostAnswer || !utf8.Valid(picks) {
			return nil, fmt.Errorf("answer to %s: %w: it is too long or not UTF-8", question, ErrText)
		}
		var small bytes.Buffer
		if err := json.Compact(&small, picks); err != nil {
			return nil, fmt.Errorf("answer to %s: %w: it is not JSON", question, ErrText)
		}
		compact[question] = small.Bytes()
	}
	return compact, nil
}
