package question

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"homeroom/curriculum"
)

// practice is what a script needs to check an answer in the browser: the key,
// and what may be said of each pick. It is drawn only for quizzes whose author
// allows answers in public, hidden until a script shows it.
type practice struct {
	// Key is the right answer as an honest form would send it, such as
	// "steps.1=save&steps.2=block".
	Key string

	Check, Again string
	Verdicts     []verdict
	Marks        []verdict // for slots: "Right:", "You chose:" …
	Lines        []pickLine
	Slots        []pickSlot
	Why          template.HTML // for the whole question, once it is right
}

// A verdict is how an answer, or one slot of it, turned out, in words.
type verdict struct {
	Name  string // right, wrong, missing; more: so far right
	State state
	Text  string
}

// A pickLine is what is said of one choice that was picked.
type pickLine struct {
	line
	Pick string // as a form sends it, such as "first=reply"
}

// A pickSlot is what is said of a step, an item or a blank.
type pickSlot struct {
	Name  string // of its field, such as "steps.1"
	Label template.HTML
	Whys  []pickWhy
}

// A pickWhy is why a choice is right or wrong in its slot.
type pickWhy struct {
	Choice string
	Text   template.HTML
}

func newPractice(v View, w Words) *practice {
	q := v.Question
	key := url.Values{}
	for _, p := range q.Key() {
		key.Add(field(q, p.Slot), p.Choice)
	}
	out := &practice{
		Key: key.Encode(), Check: w.T("question-check"), Again: w.T("question-again"), Why: v.inline(q.Why),
		Verdicts: []verdict{
			{"right", right, w.T("question-verdict-right")}, {"wrong", wrong, w.T("question-verdict-wrong")},
			{"more", missing, w.T("question-verdict-more")}, {"missing", missing, w.T("question-verdict-none")},
		},
	}
	switch q.Kind {
	case curriculum.Order, curriculum.Sort, curriculum.Fill:
		out.Slots = pickSlots(v, w)
		for _, s := range []state{right, wrong, missing} {
			out.Marks = append(out.Marks, verdict{string(s), s, w.T("question-slot-" + string(s))})
		}
	default:
		out.Lines = pickLines(v, w)
	}
	return out
}

func pickLines(v View, w Words) (list []pickLine) {
	for i, l := range lines(v, w) {
		c := v.Question.Choices[i]
		l.State = wrong
		if c.Right {
			l.State = right
		}
		l.Mark = w.T("question-mark-" + string(l.State))
		list = append(list, pickLine{l, url.Values{v.Question.ID: {c.ID}}.Encode()})
	}
	return list
}

// pickSlots returns the slots in the order in which they are shown. Why an
// item belongs where it belongs is said only once it is there.
func pickSlots(v View, w Words) (list []pickSlot) {
	q := v.Question
	add := func(slot string, label template.HTML, whys ...pickWhy) {
		whys = slices.DeleteFunc(whys, func(y pickWhy) bool { return y.Text == "" })
		list = append(list, pickSlot{field(q, slot), label, whys})
	}
	text := func(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }
	switch q.Kind {
	case curriculum.Order:
		for i, step := range q.Choices {
			number := strconv.Itoa(i + 1)
			add(number, text(w.T("question-step", "number", number)), pickWhy{step.ID, v.inline(step.Why)})
		}
	case curriculum.Sort:
		key := map[string]string{}
		for _, p := range q.Key() {
			key[p.Slot] = p.Choice
		}
		for _, it := range items(v.Seed, q) {
			add(it.ID, v.inline(it.Text), pickWhy{key[it.ID], v.inline(it.Why)})
		}
	case curriculum.Fill:
		for i, b := range q.Blanks {
			var whys []pickWhy
			for _, c := range b.Choices {
				whys = append(whys, pickWhy{c.ID, v.inline(c.Why)})
			}
			add(b.ID, text(cmp.Or(b.Title, w.T("question-blank", "number", strconv.Itoa(i+1)))), whys...)
		}
	}
	return list
}

// field returns the name of the field in which a slot is answered.
func field(q *curriculum.Question, slot string) string {
	if slot == "" {
		return q.ID
	}
	return q.ID + "." + slot
}
