package curriculum

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// boxForm is the box before a choice.
var boxForm = regexp.MustCompile(`^\[([^\]\n]{0,3})\](?:[ \t]+|$)`)

// boxed reports whether the first item of a list begins with a box.
func (x *question) boxed(list ast.Node) bool {
	first, ok := x.items[list.FirstChild()]
	return ok && boxForm.MatchString(x.p.text[first.start:first.end])
}

// answers returns the list of answers among the blocks of a question, and the
// blocks before and after it. It is the only list whose items have boxes or,
// if no list has them, the last list.
func (x *question) answers(blocks []ast.Node, boxes bool) (before []ast.Node, list *ast.List, after []ast.Node) {
	at := -1
	for i, b := range blocks {
		if b.Kind() != ast.KindList {
			continue
		}
		if at < 0 || boxes && x.boxed(b) || !boxes {
			at = i
			if boxes && x.boxed(b) {
				break
			}
		}
	}
	if at < 0 {
		return blocks, nil, nil
	}
	return blocks[:at], blocks[at].(*ast.List), blocks[at+1:]
}

// readChoices reads single, several, true-false and spot questions.
func (x *question) readChoices() {
	before, list, after := x.answers(x.blocks, true)
	if list == nil {
		hint := "write each choice on a line: - [ ] Wrong {#wrong} or - [x] Right {#right}"
		if x.hasBoxHeadings() {
			hint = "write kind=sort in the braces of the question"
		}
		x.l.wrong(x.at, "no-choices", hint, "this question has no choices")
		x.scene(nil, x.stop)
		return
	}
	if !x.boxed(list) {
		hint := "write [x] before the right choice and [ ] before the others"
		if list.IsOrdered() {
			hint = "write kind=order in the braces of the question, or [x] before the right choice"
		}
		x.l.wrong(x.at, "no-right-choice", hint, "nothing says which answer is right")
		return
	}
	x.scene(before, lineStart(x.p.text, x.items[list.FirstChild()].start))
	loose := len(after) > 0 && after[0].Kind() == ast.KindBlockquote
	x.retry = x.retry || loose // the reasons are there, at the wrong place
	x.Choices = x.choices(list, true)
	x.after(after)
	if loose {
		return
	}
	if x.Kind == "" {
		x.Kind = Single
		if len(x.Choices) == 2 && x.ids["true"] && x.ids["false"] {
			x.Kind = TrueFalse
		}
	}
	x.checkRight(x.Choices, x.at)
	if x.Kind == TrueFalse && !(len(x.Choices) == 2 && x.ids["true"] && x.ids["false"]) {
		x.l.wrong(x.at, "true-false", "write the two choices with the ids {#true} and {#false}", "a true-false question has the choices true and false")
	}
}

// hasBoxHeadings reports whether there are headings of level 3.
func (x *question) hasBoxHeadings() bool {
	for _, b := range x.blocks {
		if b.Kind() == ast.KindHeading {
			return true
		}
	}
	return false
}

// checkRight reports choices of which too few or too many are right.
func (x *question) checkRight(choices []Choice, at span) {
	right := 0
	for _, c := range choices {
		if c.Right {
			right++
		}
	}
	switch {
	case len(choices) < 2:
		x.l.wrong(at, "one-choice", "write at least two choices", "there is nothing to choose from")
	case right == 0:
		x.l.wrong(at, "no-right-choice", "write [x] before the right choice", "no choice is right")
	case right > 1 && x.Kind == Single:
		x.l.wrong(at, "many-right-choices", "write kind=several in the braces of the question, or keep one [x]", "%d choices are right, and a student can pick one", right)
	case right > 1 && (x.Kind == TrueFalse || x.Kind == Fill):
		x.l.wrong(at, "many-right-choices", "keep one [x]", "%d choices are right, and a student can pick one", right)
	}
}

// telling matches ids that say whether a choice is right.
var telling = regexp.MustCompile(`(^|-)(right|wrong|correct|incorrect)(-|$)`)

// choices reads the items of a list as choices, with boxes or without.
func (x *question) choices(list ast.Node, boxes bool) (choices []Choice) {
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		choices = append(choices, x.choice(x.items[n], boxes))
	}
	return choices
}

// choice reads one item of a list as a choice.
func (x *question) choice(it item, boxes bool) (c Choice) {
	text, at := x.itemLine(it)
	what := "choice"
	if !boxes {
		what = "item"
	}
	from := it.start
	if m := boxForm.FindStringSubmatch(text); m != nil {
		from += len(m[0])
		text = text[len(m[0]):]
		c.Right = strings.EqualFold(strings.TrimSpace(m[1]), "x")
		if !boxes {
			x.l.wrong(x.p.span(it.start, it.start+3), "box", "take the box away", "there is no right or wrong item here")
		} else if m[1] != " " && m[1] != "x" && m[1] != "X" {
			x.l.wrong(x.p.span(it.start, it.start+len(m[1])+2), "box", "write [x] for a right choice and [ ] for a wrong one", "this box cannot be read")
		}
	} else if boxes {
		x.l.wrong(at, "box", "write [x] before a right choice and [ ] before a wrong one", "nothing says whether this choice is right")
	}
	c.ID = x.own(it.attr, at, what)
	if telling.MatchString(c.ID) {
		x.l.doubtful(at, "telling-id", "name the id after what the choice says", "the id %q gives the answer away: it can be read in the page", c.ID)
	}
	x.choiceAttributes(it, &c)
	text = x.choicePicture(&c, from, text)
	c.Text = Prose(text)
	if text == "" {
		x.l.wrong(at, "empty-text", "write the "+what+" before its id", "this %s has no text", what)
	}
	c.Why = x.why(it)
	if boxes && c.Why == "" && !x.retry && c.ID != "" {
		x.l.wrong(at, "missing-why", "write why on the next line, after two blanks and >", "this choice does not say why it is right or wrong")
	}
	return c
}

// itemLine returns the first paragraph of a list item without its id, and its
// place.
func (x *question) itemLine(it item) (string, span) {
	first := it.node.FirstChild()
	if first == nil || first.Kind() != ast.KindTextBlock && first.Kind() != ast.KindParagraph {
		return "", x.p.span(it.start, lineEnd(x.p.text, it.start))
	}
	lines := first.Lines()
	end := lines.At(lines.Len() - 1).Stop
	if it.attr.found() {
		end = it.attr.start
	}
	return x.joined(first, end), x.p.span(it.start, max(it.start, end))
}

// joined returns the lines of a paragraph, without what stands before them
// because of lists and quotes, up to the offset end.
func (x *question) joined(paragraph ast.Node, end int) string {
	var lines []string
	for i := range paragraph.Lines().Len() {
		at := paragraph.Lines().At(i)
		if at.Start < end {
			lines = append(lines, strings.TrimRight(x.p.text[at.Start:min(at.Stop, end)], " \t\n"))
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// choiceAttributes reads what stands beside the id of a choice.
func (x *question) choiceAttributes(it item, c *Choice) {
	for _, a := range it.attr.rest {
		if a.name != "picture" {
			x.l.unknownAttribute(x.p.span(a.at, a.end), a, "picture")
			continue
		}
		c.Picture = x.pictureFile(a)
	}
}

// choicePicture takes the picture out of a choice's text, which begins at the
// offset from. A choice that is only a picture has its description as text.
func (x *question) choicePicture(c *Choice, from int, text string) string {
	for _, k := range x.picturesBetween(from, from+len(text)) {
		x.shown[k.start] = true
		if c.Picture != "" {
			x.l.wrong(k.at, "picture-place", "keep one picture", "a choice shows one picture")
			continue
		}
		c.Picture = x.picture(k)
		text = strings.TrimSpace(strings.Replace(text, x.p.text[k.start:k.end], "", 1))
		if text == "" {
			text = escape(k.label)
		}
	}
	return text
}

// why returns the quote under an item, and reports anything else there.
func (x *question) why(it item) Prose {
	var whys []string
	first := it.node.FirstChild()
	if first == nil {
		return ""
	}
	for b := first.NextSibling(); b != nil; b = b.NextSibling() {
		if b.Kind() == ast.KindBlockquote {
			whys = append(whys, string(x.quoted(b)))
			continue
		}
		if x.Kind == Fill && b.Kind() == ast.KindList {
			continue
		}
		e := extent(b)
		x.l.wrong(x.p.span(e[0], e[1]), "choice-content", "write it in the same line, or after > as the reason", "a choice has a text and a reason, and nothing else")
	}
	return Prose(strings.Join(whys, "\n\n"))
}

// quoted returns the paragraphs of a quote.
func (x *question) quoted(quote ast.Node) Prose {
	var paragraphs []string
	for b := quote.FirstChild(); b != nil; b = b.NextSibling() {
		if b.Kind() != ast.KindParagraph {
			e := extent(b)
			x.l.wrong(x.p.span(e[0], e[1]), "choice-content", "write sentences after >", "a reason has sentences only")
			continue
		}
		paragraphs = append(paragraphs, x.joined(b, len(x.p.text)))
	}
	return Prose(strings.Join(paragraphs, "\n\n"))
}

// after reports what stands after the answers of a question.
func (x *question) after(blocks []ast.Node) {
	loose := false
	for _, b := range blocks {
		e := extent(b)
		at := x.p.span(e[0], lineEnd(x.p.text, e[0]))
		switch b.Kind() {
		case ast.KindBlockquote:
			loose = true
			x.l.wrong(at, "why-place", "put two blanks before > so that it belongs to the choice above", "this reason belongs to no choice")
		case ast.KindList:
			if loose {
				continue // the quote before it ended the list
			}
			x.l.wrong(at, "second-list", "put all choices in one list, without other lines between them", "the choices end above; this is another list")
		case ast.KindHeading:
			x.l.wrong(at, "heading-level", "begin a new question with ##, or write kind=sort", "a heading cannot stand after the choices")
		default:
			x.l.wrong(at, "after-answers", "put it above the choices", "nothing can stand after the choices")
		}
	}
}

// readOrder reads the steps of an order question, and the quote after them.
func (x *question) readOrder() {
	before, list, after := x.answers(x.blocks, false)
	if list == nil {
		x.l.wrong(x.at, "no-choices", "write the steps in their right order: 1. First {#first}", "this question has no steps")
		x.scene(nil, x.stop)
		return
	}
	if !list.IsOrdered() {
		x.l.wrong(x.p.span(x.items[list.FirstChild()].start, x.items[list.FirstChild()].end), "order-list", "begin the steps with 1. 2. 3.", "the steps are not numbered")
	}
	x.scene(before, lineStart(x.p.text, x.items[list.FirstChild()].start))
	x.Choices = x.choices(list, false)
	if len(x.Choices) < 2 {
		x.l.wrong(x.at, "one-choice", "write at least two steps", "there is nothing to put in order")
	}
	if len(after) > 0 && after[0].Kind() == ast.KindBlockquote {
		x.Why = x.quoted(after[0])
		after = after[1:]
	}
	x.after(after)
}

// readSort reads the boxes of a sort question and their items.
func (x *question) readSort() {
	heads := map[ast.Node]head{}
	for _, h := range x.p.heads {
		heads[h.node] = h
	}
	end, first := x.stop, len(x.blocks)
	for i, b := range x.blocks {
		h, ok := heads[b]
		switch {
		case !ok && len(x.Boxes) == 0:
		case ok && h.level == 3:
			first, end = min(first, i), min(end, h.start)
			at := x.p.span(h.from, h.to)
			x.l.noAttributes(x.p, h.attr)
			box := Box{ID: x.own(h.attr, at, "box"), Title: Prose(strings.TrimSpace(x.p.text[h.from:h.to]))}
			if box.Title == "" {
				x.l.wrong(x.p.span(h.start, h.end), "empty-text", "write the name of the box after ###", "this box has no name")
			}
			x.Boxes = append(x.Boxes, box)
		case b.Kind() == ast.KindList:
			box := &x.Boxes[len(x.Boxes)-1]
			box.Items = append(box.Items, x.choices(b, false)...)
		default:
			e := extent(b)
			x.l.wrong(x.p.span(e[0], e[1]), "after-answers", "put it above the first box", "only a list can stand under the name of a box")
		}
	}
	x.scene(x.blocks[:first], end)
	x.checkBoxes()
}

// checkBoxes reports a sort question with too few boxes, or an empty one.
func (x *question) checkBoxes() {
	if len(x.Boxes) < 2 {
		x.l.wrong(x.at, "one-choice", "write at least two boxes, each with a heading: ### Evidence {#evidence}", "there is nothing to sort into")
	}
	for _, b := range x.Boxes {
		if len(b.Items) == 0 && b.Title != "" {
			x.l.wrong(x.at, "empty-box", "write its items in a list under its heading", "nothing belongs into %s", quote(string(b.Title)))
		}
	}
}

// blankForm is a gap in the text of a fill question.
var blankForm = regexp.MustCompile(`_{3,}`)

// readFill reads the gaps of a fill question and the choices for each.
func (x *question) readFill() {
	before, list, after := x.answers(x.blocks, false)
	if list == nil {
		x.l.wrong(x.at, "no-choices", "write a numbered list, with the choices for each gap under its number", "this question has no choices")
		x.scene(nil, x.stop)
		return
	}
	x.scene(before, lineStart(x.p.text, x.items[list.FirstChild()].start))
	x.after(after)
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		it := x.items[n]
		title, at := x.itemLine(it)
		blank := Blank{ID: strconv.Itoa(len(x.Blanks) + 1), Title: plainOf(title)}
		if title == "" {
			x.l.wrong(at, "empty-text", "write what belongs into the gap, such as Title", "this gap has no name")
		}
		if it.attr.found() {
			x.l.wrong(x.p.span(it.attr.start, it.attr.end), "stray-id", "take it away; gaps are numbered", "a gap has no id")
		}
		for b := it.node.FirstChild(); b != nil; b = b.NextSibling() {
			if b.Kind() == ast.KindList {
				blank.Choices = append(blank.Choices, x.choices(b, true)...)
			}
		}
		x.why(it)
		x.checkRight(blank.Choices, at)
		x.Blanks = append(x.Blanks, blank)
	}
	if gaps := len(blankForm.FindAllString(string(x.Body), -1)); gaps != len(x.Blanks) {
		x.l.wrong(x.at, "gaps", "write ___ in the text above the list for each number of the list", "the text has %d gaps and the list has %d", gaps, len(x.Blanks))
	}
}
