package curriculum

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Quiz asks questions about one lesson.
type Quiz struct {
	ID        string     `json:"id"`
	Path      string     `json:"path"`
	Lesson    string     `json:"lesson"` // id of its lesson
	Title     string     `json:"title"`  // of its own, or its lesson's
	Pass      PassMark   `json:"pass"`
	Practice  bool       `json:"practice,omitempty"` // its author allows answers on the public site
	Retry     bool       `json:"retry,omitempty"`    // K-2: each question is asked until it is right; there is no score
	Intro     Prose      `json:"intro,omitempty"`    // before the first question
	Questions []Question `json:"questions"`
	TitleLang string     `json:"title-lang,omitempty"` // of Title, if it is not the curriculum's
	Rendition *Rendition `json:"rendition,omitempty"`  // see Document.Rendition
	Edition   string     `json:"edition"`              // digest of all that a student sees or is graded by; see Document.Edition
}

// A Kind is the way in which a question is answered.
type Kind string

// The kinds of questions. All are answered with radio buttons, check boxes or
// selects: none needs dragging, free text or scripts.
const (
	Single    Kind = "single"     // one right choice
	Several   Kind = "several"    // every right choice and no other
	TrueFalse Kind = "true-false" // two choices, one right
	Spot      Kind = "spot"       // find all the …; graded like Several
	Order     Kind = "order"      // steps in their order
	Sort      Kind = "sort"       // items into named boxes
	Fill      Kind = "fill"       // a choice for each blank
)

// A Question is one question of a quiz.
type Question struct {
	ID        string   `json:"id"` // unique in the quiz; kept when the wording changes
	Kind      Kind     `json:"kind"`
	Objective string   `json:"objective,omitempty"` // id of the lesson's objective that it checks
	Pair      string   `json:"pair,omitempty"`      // questions with the same pair are parallel: an attempt asks one of them
	Rules     []string `json:"rules,omitempty"`
	Lang      string   `json:"lang,omitempty"` // of all its texts, if it is not the curriculum's
	Title     Prose    `json:"title"`          // the question itself, inline
	Body      Prose    `json:"body,omitempty"` // the scene before the choices, blocks; for Fill, with "___" for each blank
	Picture   string   `json:"picture,omitempty"`
	Alt       string   `json:"alt,omitempty"` // what Picture shows, plain text
	Why       Prose    `json:"why,omitempty"` // for Order: why this order; else empty

	Choices []Choice `json:"choices,omitempty"` // Single, Several, TrueFalse, Spot; for Order the steps, in the right order
	Boxes   []Box    `json:"boxes,omitempty"`   // Sort
	Blanks  []Blank  `json:"blanks,omitempty"`  // Fill, in the order of the blanks
}

// A Choice is something that can be picked.
type Choice struct {
	ID      string `json:"id"` // unique in the question
	Text    Prose  `json:"text"`
	Right   bool   `json:"right,omitempty"`
	Why     Prose  `json:"why,omitempty"`
	Picture string `json:"picture,omitempty"` // source path of a picture, for K-2
}

// A Box is where items of a Sort question belong. All its items are right in
// it and wrong in any other box.
type Box struct {
	ID    string   `json:"id"`
	Title Prose    `json:"title"`
	Items []Choice `json:"items"`
}

// A Blank is one gap of a Fill question, with one right choice.
type Blank struct {
	ID      string   `json:"id"` // "1", "2" … in the order of the text
	Title   string   `json:"title"`
	Choices []Choice `json:"choices"`
}

// A Pick is one thing that a student picked: the choice put in a slot.
//
//	kind                            slot                    choice
//	single several true-false spot  ""                      choice id
//	order                           position, "1", "2" …    step id
//	sort                            item id                 box id
//	fill                            blank id                choice id
type Pick struct {
	Slot   string `json:"slot,omitempty"`
	Choice string `json:"choice"`
}

// Key returns the picks that make the answer right, sorted.
func (q *Question) Key() []Pick {
	var key []Pick
	switch q.Kind {
	case Order:
		for i, step := range q.Choices {
			key = append(key, Pick{strconv.Itoa(i + 1), step.ID})
		}
	case Sort:
		for _, box := range q.Boxes {
			for _, item := range box.Items {
				key = append(key, Pick{item.ID, box.ID})
			}
		}
	case Fill:
		for _, blank := range q.Blanks {
			for _, c := range blank.Choices {
				if c.Right {
					key = append(key, Pick{blank.ID, c.ID})
				}
			}
		}
	default:
		for _, c := range q.Choices {
			if c.Right {
				key = append(key, Pick{"", c.ID})
			}
		}
	}
	return sorted(key)
}

// Right reports whether picks answer the question: exactly the picks of its
// key, in any order, each any number of times. There is no partial credit.
func (q *Question) Right(picks []Pick) bool {
	return slices.Equal(sorted(picks), q.Key())
}

// Knows reports whether each of picks can be made in this question: the slot
// exists and the choice can be put in it. An honest form sends no other.
func (q *Question) Knows(picks []Pick) bool {
	can := q.possible()
	for _, p := range picks {
		if !can[p] {
			return false
		}
	}
	return true
}

func (q *Question) possible() map[Pick]bool {
	can := map[Pick]bool{}
	switch q.Kind {
	case Order:
		for i := range q.Choices {
			for _, step := range q.Choices {
				can[Pick{strconv.Itoa(i + 1), step.ID}] = true
			}
		}
	case Sort:
		for _, from := range q.Boxes {
			for _, item := range from.Items {
				for _, to := range q.Boxes {
					can[Pick{item.ID, to.ID}] = true
				}
			}
		}
	case Fill:
		for _, blank := range q.Blanks {
			for _, c := range blank.Choices {
				can[Pick{blank.ID, c.ID}] = true
			}
		}
	default:
		for _, c := range q.Choices {
			can[Pick{"", c.ID}] = true
		}
	}
	return can
}

// Question returns the question with an id.
func (q *Quiz) Question(id string) (*Question, bool) {
	for i := range q.Questions {
		if q.Questions[i].ID == id {
			return &q.Questions[i], true
		}
	}
	return nil, false
}

// Ask returns the ids of the questions of a student's nth try, from 0, in the
// quiz's order. Of parallel questions it takes one, and another on the next
// try.
func (q *Quiz) Ask(try int) []string {
	pairs := map[string][]string{}
	for _, question := range q.Questions {
		if question.Pair != "" {
			pairs[question.Pair] = append(pairs[question.Pair], question.ID)
		}
	}
	var ask []string
	for _, question := range q.Questions {
		if p := pairs[question.Pair]; question.Pair == "" || p[try%len(p)] == question.ID {
			ask = append(ask, question.ID)
		}
	}
	return ask
}

// Answers are what a student picked, by question id.
type Answers map[string][]Pick

// Grade counts how many of the asked questions answers gets right. Answers to
// questions that were not asked are ignored.
func (q *Quiz) Grade(asked []string, answers Answers) (right int) {
	for _, id := range asked {
		if question, ok := q.Question(id); ok && question.Right(answers[id]) {
			right++
		}
	}
	return right
}

// sorted returns picks in order of slot and choice, without repetitions.
func sorted(picks []Pick) []Pick {
	out := slices.Clone(picks)
	slices.SortFunc(out, func(a, b Pick) int {
		return cmp.Or(strings.Compare(a.Slot, b.Slot), strings.Compare(a.Choice, b.Choice))
	})
	return slices.Compact(out)
}
