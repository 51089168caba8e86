package curriculum

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ErrForeign is returned when a form has what no honest form of its quiz has:
// a question that was not asked, or an answer that cannot be given to it.
var ErrForeign = errors.New("answer does not belong to the quiz")

// ReadAnswers returns the answers in a posted form. asked are the ids of the
// questions that the form asked. A field is named for its question, and for
// the slot after a full stop if there are slots (see [Pick]); its value is the
// id of a choice. An empty value is no answer.
//
// Questions without an answer are absent from the result. A field of another
// question, a choice that the question does not have, two answers where one
// can be given, or any other field is an error that is [ErrForeign]: take away
// your own fields, such as the number of the attempt, before you call it.
func ReadAnswers(q *Quiz, asked []string, form url.Values) (Answers, error) {
	answers := Answers{}
	for field, values := range form {
		id, slot, _ := strings.Cut(field, ".")
		question, ok := q.Question(id)
		if !ok || !slices.Contains(asked, id) {
			return nil, fmt.Errorf("read field %.60q: %w", field, ErrForeign)
		}
		picks, err := question.picks(slot, values)
		if err != nil {
			return nil, fmt.Errorf("read field %.60q: %w", field, err)
		}
		if len(picks) > 0 {
			answers[id] = append(answers[id], picks...)
		}
	}
	for id, picks := range answers {
		answers[id] = sorted(picks)
	}
	return answers, nil
}

// picks returns the picks that the values of one field make.
func (q *Question) picks(slot string, values []string) (picks []Pick, err error) {
	for _, v := range values {
		if v != "" {
			picks = append(picks, Pick{slot, v})
		}
	}
	most := 1
	if q.Kind == Several || q.Kind == Spot {
		most = len(q.Choices)
	}
	if len(picks) > most || !q.Knows(picks) || len(picks) == 0 && !q.hasSlot(slot) {
		return nil, ErrForeign
	}
	return picks, nil
}

// hasSlot reports whether something can be picked for a slot.
func (q *Question) hasSlot(slot string) bool {
	for p := range q.possible() {
		if p.Slot == slot {
			return true
		}
	}
	return false
}
