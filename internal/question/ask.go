package question

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"homeroom/curriculum"
)

// ask is what the template "ask" draws. It is made without a look at the key.
type ask struct {
	ID       string
	Kind     curriculum.Kind
	Count    string // "Question 3 of 10"
	Title    template.HTML
	Body     template.HTML
	Picture  string
	Hint     string // "Pick one."
	Error    string
	Choices  []control // single, several, true-false, spot
	Items    []item    // sort
	Selects  []dropdown
	Paper    []dropdown // those whose choices are listed on paper, where nothing can be opened
	Answer   *review    // Practice only
	Practice *practice  // Practice only
}

// A control is a radio button or a check box with its label.
type control struct {
	ID, Type, Name, Value string
	Checked, Invalid      bool
	Text                  template.HTML
	Picture               string
}

// An item is one thing to sort, with a radio button for each box.
type item struct {
	Text    template.HTML
	Picture string
	Boxes   []control
}

// A dropdown is a select: a step of Order, or a blank of Fill.
type dropdown struct {
	ID, Name, Label, Choose string
	Options                 []option
	Invalid                 bool
}

type option struct {
	Value, Text string
	Lang        string // of Text, if it is not the page's
	Selected    bool
}

// Described returns the ids of what describes the whole question.
func (a ask) Described() string {
	if a.Error == "" {
		return a.ID + "-hint"
	}
	return a.ID + "-error " + a.ID + "-hint"
}

// Radio reports whether the whole question is one set of radio buttons.
func (a ask) Radio() bool { return len(a.Choices) > 0 && a.Choices[0].Type == "radio" }

// A numbering gives each control of a question its id.
type numbering struct {
	prefix string
	n      int
}

func (n *numbering) next() string {
	n.n++
	return n.prefix + "-" + strconv.Itoa(n.n)
}

func newAsk(v View, w Words) ask {
	q := v.Question
	a := ask{
		ID: "q-" + q.ID, Kind: q.Kind, Count: v.count(w), Title: v.inline(q.Title), Body: v.blocks(q.Body),
		Picture: v.media(q.Picture), Error: v.Error, Hint: w.T("question-hint-" + string(q.Kind)),
	}
	ids := &numbering{prefix: a.ID}
	switch q.Kind {
	case curriculum.Order:
		a.Selects = stepSelects(v, w, ids)
		if len(a.Selects) > 0 { // every step has the same choices
			choices := slices.SortedFunc(slices.Values(a.Selects[0].Options), func(a, b option) int { return strings.Compare(a.Text, b.Text) })
			a.Paper = []dropdown{{Options: choices}}
		}
	case curriculum.Sort:
		a.Items = sortItems(v, ids)
	case curriculum.Fill:
		a.Body, a.Selects, a.Paper = fillBlanks(v, w, ids)
	case curriculum.Several, curriculum.Spot:
		a.Choices = controls(v, "checkbox", ids)
	default:
		a.Choices = controls(v, "radio", ids)
	}
	return a
}

func controls(v View, kind string, ids *numbering) []control {
	var out []control
	for _, c := range v.Question.Choices {
		out = append(out, control{
			ID: ids.next(), Type: kind, Name: v.Question.ID, Value: c.ID, Checked: v.picked("", c.ID),
			Invalid: v.Error != "" && kind == "checkbox", Text: v.inline(c.Text), Picture: v.media(c.Picture),
		})
	}
	return out
}

func sortItems(v View, ids *numbering) []item {
	var out []item
	for _, it := range items(v.Seed, v.Question) {
		in := item{Text: v.inline(it.Text), Picture: v.media(it.Picture)}
		for _, box := range v.Question.Boxes {
			in.Boxes = append(in.Boxes, control{
				ID: ids.next(), Type: "radio", Name: v.Question.ID + "." + it.ID, Value: box.ID,
				Checked: v.inSlot(it.ID) == box.ID, Text: v.inline(box.Title),
			})
		}
		out = append(out, in)
	}
	return out
}

func stepSelects(v View, w Words, ids *numbering) []dropdown {
	shown := steps(v.Seed, v.Question)
	var out []dropdown
	for i := range shown {
		slot := strconv.Itoa(i + 1)
		out = append(out, newDropdown(v, w, ids, slot, w.T("question-step", "number", slot), shown))
	}
	return out
}

func newDropdown(v View, w Words, ids *numbering, slot, label string, choices []curriculum.Choice) dropdown {
	d := dropdown{
		ID: ids.next(), Name: v.Question.ID + "." + slot, Label: label, Choose: w.T("question-choose"),
		Invalid: v.Error != "" && v.inSlot(slot) == "",
	}
	for _, c := range choices {
		d.Options = append(d.Options, option{c.ID, c.Text.Plain(), v.Question.Lang, v.inSlot(slot) == c.ID})
	}
	return d
}

// blank is a gap in the text of a Fill question.
var blank = regexp.MustCompile(`_{3,}`)

// Marks that stand for the blanks while Markdown is made into HTML, because
// underscores mean something there. They are from Unicode's private use area.
const (
	blankOpen  = "\uE000"
	blankClose = "\uE001"
)

var blankMark = regexp.MustCompile(`<[^>]*>|` + blankOpen + `\d+` + blankClose)

// fillBlanks puts a select for each blank into the question's text. A blank
// that is not in the text is returned, to be shown below it; so are all.
func fillBlanks(v View, w Words, ids *numbering) (body template.HTML, below, all []dropdown) {
	q := v.Question
	n := 0
	text := strings.NewReplacer(blankOpen, "", blankClose, "").Replace(string(q.Body))
	text = blank.ReplaceAllStringFunc(text, func(gap string) string {
		if n++; n > len(q.Blanks) {
			return gap
		}
		return blankOpen + strconv.Itoa(n) + blankClose
	})
	selects := map[string]dropdown{}
	for i, b := range q.Blanks {
		number := strconv.Itoa(i + 1)
		label := w.T("question-blank", "number", number)
		if b.Title != "" {
			label = w.T("question-blank-titled", "number", number, "title", b.Title)
		}
		d := newDropdown(v, w, ids, b.ID, label, b.Choices)
		selects[blankOpen+number+blankClose] = d
		all = append(all, d)
	}
	html := blankMark.ReplaceAllStringFunc(string(v.blocks(curriculum.Prose(text))), func(found string) string {
		if strings.HasPrefix(found, "<") { // a tag: a blank in it is no place for a select
			return strings.NewReplacer(blankOpen, "", blankClose, "").Replace(found)
		}
		d := selects[found]
		delete(selects, found)
		return string(draw("blank", d))
	})
	for i := range q.Blanks {
		if d, left := selects[fmt.Sprint(blankOpen, i+1, blankClose)]; left {
			below = append(below, d)
		}
	}
	return template.HTML(html), below, all
}
