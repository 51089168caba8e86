package question

import (
	"html/template"
	"strconv"

	"homeroom/curriculum"
)

// A state says how an answer, or a part of it, turned out. The template shows
// it as a word and a mark; the color only repeats it.
type state string

const (
	right   state = "right"   // picked, and right
	wrong   state = "wrong"   // picked, and not right
	missing state = "missing" // right, and not picked; or nothing was picked
	neutral state = ""        // neither right nor picked
)

// review is what the template "review" draws, and the folded answer of a
// practice question, where there are no picks and nothing is said of them.
type review struct {
	ID      string
	Kind    curriculum.Kind
	Count   string
	Title   template.HTML
	Body    template.HTML
	Picture string
	State   state
	Verdict string // "Right", "Not right yet", "No answer"
	Answer  string // "Show the answer", the title of the folded part
	Lines   []line
	Slots   []slot
	Why     template.HTML
}

// A line is one choice of a question with choices.
type line struct {
	State   state
	Mark    string // "You picked this, and it is right."
	Text    template.HTML
	Picture string
	Why     template.HTML
}

// A slot is a step, an item or a blank, with what was put there.
type slot struct {
	State  state
	Mark   string
	Label  template.HTML
	Picked template.HTML // empty if nothing was
	Key    template.HTML // what is right
	Whys   []template.HTML

	KeyWord string // "Right answer:"
}

func newReview(v View, w Words) review {
	q := v.Question
	r := review{
		ID: "q-" + q.ID, Kind: q.Kind, Count: v.count(w), Title: v.inline(q.Title), Body: v.blocks(q.Body),
		Picture: v.media(q.Picture), Answer: w.T("question-answer"), Why: v.inline(q.Why),
	}
	switch {
	case len(v.Picks) == 0:
		r.State = missing
	case q.Right(v.Picks):
		r.State = right
	default:
		r.State = wrong
	}
	r.Verdict = w.T("question-verdict-" + string(r.State))
	switch q.Kind {
	case curriculum.Order:
		r.Slots = stepSlots(v, w)
	case curriculum.Sort:
		r.Slots = itemSlots(v, w)
	case curriculum.Fill:
		r.Body = v.blocks(curriculum.Prose(blank.ReplaceAllString(string(q.Body), "…")))
		r.Slots = blankSlots(v, w)
	default:
		r.Lines = lines(v, w)
	}
	return r
}

func lines(v View, w Words) []line {
	var out []line
	for _, c := range v.Question.Choices {
		l := line{Text: v.inline(c.Text), Picture: v.media(c.Picture), Why: v.inline(c.Why)}
		switch picked := v.picked("", c.ID); {
		case picked && c.Right:
			l.State = right
		case picked:
			l.State = wrong
		case c.Right:
			l.State = missing
		}
		if v.Mode == Practice && c.Right {
			l.State, l.Mark = right, w.T("question-mark-missing")
		} else if l.State != neutral {
			l.Mark = w.T("question-mark-" + string(l.State))
		}
		out = append(out, l)
	}
	return out
}

func stepSlots(v View, w Words) []slot {
	text := map[string]curriculum.Choice{}
	for _, c := range v.Question.Choices {
		text[c.ID] = c
	}
	var out []slot
	for i, want := range v.Question.Choices {
		number := strconv.Itoa(i + 1)
		s := newSlot(v, w, number, want.ID)
		s.Label = template.HTML(template.HTMLEscapeString(w.T("question-step", "number", number)))
		s.Picked, s.Key = v.inline(text[v.inSlot(number)].Text), v.inline(want.Text)
		s.Whys = whys(v, want)
		out = append(out, s)
	}
	return out
}

func itemSlots(v View, w Words) []slot {
	titles, belongs := map[string]template.HTML{}, map[string]string{}
	for _, box := range v.Question.Boxes {
		titles[box.ID] = v.inline(box.Title)
		for _, it := range box.Items {
			belongs[it.ID] = box.ID
		}
	}
	var out []slot
	for _, it := range items(v.Seed, v.Question) {
		s := newSlot(v, w, it.ID, belongs[it.ID])
		s.Label, s.Picked, s.Key = v.inline(it.Text), titles[v.inSlot(it.ID)], titles[belongs[it.ID]]
		s.Whys = whys(v, it)
		out = append(out, s)
	}
	return out
}

func blankSlots(v View, w Words) []slot {
	var out []slot
	for i, b := range v.Question.Blanks {
		var want, got curriculum.Choice
		for _, c := range b.Choices {
			if c.Right {
				want = c
			}
			if c.ID == v.inSlot(b.ID) {
				got = c
			}
		}
		s := newSlot(v, w, b.ID, want.ID)
		label := b.Title
		if label == "" {
			label = w.T("question-blank", "number", strconv.Itoa(i+1))
		}
		s.Label = template.HTML(template.HTMLEscapeString(label))
		s.Picked, s.Key = v.inline(got.Text), v.inline(want.Text)
		if s.State == wrong {
			s.Whys = whys(v, got)
		}
		s.Whys = append(s.Whys, whys(v, want)...)
		out = append(out, s)
	}
	return out
}

// newSlot compares what was put into the slot id with what belongs there.
func newSlot(v View, w Words, id, want string) slot {
	s := slot{State: wrong, KeyWord: w.T("question-key")}
	switch v.inSlot(id) {
	case "":
		s.State = missing
	case want:
		s.State = right
	}
	s.Mark = w.T("question-slot-" + string(s.State))
	return s
}

func whys(v View, c curriculum.Choice) []template.HTML {
	if c.Why == "" {
		return nil
	}
	return []template.HTML{v.inline(c.Why)}
}

// whysOf returns the reasons of the choices among picks, in the question's
// order.
func whysOf(q *curriculum.Question, picks []curriculum.Pick) []template.HTML {
	v := View{Question: q, Picks: picks}
	var out []template.HTML
	for _, c := range q.Choices {
		if q.Kind != curriculum.Order && v.picked("", c.ID) {
			out = append(out, whys(v, c)...)
		}
	}
	for _, b := range q.Blanks {
		for _, c := range b.Choices {
			if v.picked(b.ID, c.ID) {
				out = append(out, whys(v, c)...)
			}
		}
	}
	return out
}

// inline returns the HTML of a text of the question for the middle of a
// sentence, with its language if that is not the page's; empty for no text.
func (v View) inline(p curriculum.Prose) template.HTML {
	if p == "" || v.Question.Lang == "" {
		return p.Inline()
	}
	return `<span lang="` + template.HTML(template.HTMLEscapeString(v.Question.Lang)) + `" dir="auto">` + p.Inline() + `</span>`
}

// blocks is inline for paragraphs.
func (v View) blocks(p curriculum.Prose) template.HTML {
	if p == "" || v.Question.Lang == "" {
		return p.Blocks()
	}
	return `<div lang="` + template.HTML(template.HTMLEscapeString(v.Question.Lang)) + `" dir="auto">` + p.Blocks() + `</div>`
}
