package curriculum

import (
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A question is a Question while it is being loaded.
type question struct {
	*Question
	l       *loader
	p       *page
	retry   bool // of a K-2 quiz that is asked until it is right
	head    head
	at      span       // its heading
	blocks  []ast.Node // between its heading and the next
	stop    int        // offset after the last of them
	ids     map[string]bool
	attrs   map[string]attribute
	items   map[ast.Node]item
	shown   map[int]bool // places of the pictures that are taken care of
	broken  bool         // so wrong that the rest of its checks would only confuse
	trailer ast.Node
}

// questions reads the questions of a quiz from its text.
func (l *loader) questions(q *quiz, n *lesson) {
	p := q.page
	q.Retry = n != nil && n.Band == BandK2
	if q.retry != nil {
		q.Retry = *q.retry
	}
	p.ids = map[string]bool{}
	l.checkQuizText(p)
	items := map[ast.Node]item{}
	for _, it := range p.items {
		items[it.node] = it
	}
	heads := map[ast.Node]head{}
	for _, h := range p.heads {
		heads[h.node] = h
	}
	var open *question
	shown := map[int]bool{}
	for b := p.root.FirstChild(); b != nil; b = b.NextSibling() {
		h, ok := heads[b]
		switch {
		case ok && h.level == 2:
			l.close(q, n, open, h.start)
			open = &question{Question: new(Question), l: l, p: p, retry: q.Retry, head: h,
				at: p.span(h.from, h.to), ids: map[string]bool{}, items: items, shown: shown}
		case open != nil:
			open.blocks = append(open.blocks, b)
		}
	}
	l.close(q, n, open, len(p.text))
	start := len(p.text)
	for _, h := range p.heads {
		if h.level == 2 {
			start = h.start
			break
		}
	}
	q.Intro = Prose(strings.TrimSpace(p.text[:start]))
	if len(q.Questions) == 0 && q.fine && open == nil {
		l.wrong(span{p.src, p.bodyAt, p.bodyAt}, "no-question", "write each question as a heading of level 2: ## What should Maya do first? {#first}", "this quiz asks nothing")
	}
	l.checkPairs(q)
	l.checkPictures(p, shown)
}

// close reads a question whose blocks are all there, and adds it to its quiz.
func (l *loader) close(q *quiz, n *lesson, x *question, stop int) {
	if x == nil {
		return
	}
	x.stop = stop
	x.attributes(n)
	x.read()
	if x.ID == "" {
		return
	}
	if q.page.ids[x.ID] {
		l.wrong(x.p.span(x.head.attr.id.at, x.head.attr.id.end), "duplicate-id", "give one of them another id", "the quiz has a question %s already", quote(x.ID))
		return
	}
	q.page.ids[x.ID] = true
	for id := range x.ids {
		q.page.ids[x.ID+"/"+id] = true
	}
	if n != nil && n.Band == BandK2 && len(x.Choices) > 3 && x.Kind != Order {
		l.doubtful(x.at, "many-choices", "keep two or three", "children in K-2 cannot choose among %d", len(x.Choices))
	}
	if q.page.untranslated[x.ID] || q.page.rendition.None() {
		x.Lang = l.original()
	}
	q.Questions = append(q.Questions, *x.Question)
}

// questionAttributes may stand on the heading of a question.
var questionAttributes = []string{"kind", "objective", "pair", "rules", "picture", "alt"}

// attributes reads what stands in the braces of a question's heading.
func (x *question) attributes(n *lesson) {
	l, p := x.l, x.p
	x.Title = Prose(strings.TrimSpace(p.text[x.head.from:x.head.to]))
	if x.Title == "" {
		l.wrong(p.span(x.head.start, x.head.end), "empty-text", "write the question after ##", "this question asks nothing")
	}
	x.ID = x.id(x.head.attr, x.at, "question")
	x.attrs = map[string]attribute{}
	for _, a := range x.head.attr.rest {
		at := p.span(a.at, a.end)
		switch {
		case !slices.Contains(questionAttributes, a.name):
			l.unknownAttribute(at, a, questionAttributes...)
		case x.attrs[a.name].name != "":
			l.wrong(at, "duplicate-key", "keep one of them", "%s is here twice", quote(a.name+"="))
		default:
			x.attrs[a.name] = a
		}
	}
	x.kind()
	x.refers(n)
	if a := x.attrs["picture"]; a.name != "" {
		x.Picture, x.Alt = x.pictureFile(a), x.attrs["alt"].value
		if x.Alt == "" {
			l.wrong(p.span(a.at, a.end), "picture-text", `write what it shows, as in alt="A phone with a message"`, "the picture has no description")
		}
	}
}

// kind reads kind=.
func (x *question) kind() {
	a := x.attrs["kind"]
	x.Kind = Kind(a.value)
	kinds := []string{string(Single), string(Several), string(TrueFalse), string(Spot), string(Order), string(Sort), string(Fill)}
	if a.name != "" && !x.l.known(ref{a.value, x.p.span(a.at, a.end)}, "kind", kinds) {
		x.broken = true
	}
}

// refers reads objective=, pair= and rules=.
func (x *question) refers(n *lesson) {
	l, p := x.l, x.p
	if a := x.attrs["objective"]; a.name != "" && n != nil && l.objective(n, ref{a.value, p.span(a.at, a.end)}) {
		x.Objective = a.value
	}
	if a := x.attrs["pair"]; isSlug(a.value) {
		x.Pair = a.value
	} else if a.name != "" {
		l.badID(p.span(a.at, a.end), a.value)
	}
	var refs []ref
	a := x.attrs["rules"]
	for _, id := range strings.Fields(a.value) {
		refs = append(refs, ref{id, p.span(a.at, a.end)})
	}
	x.Rules = l.ruleRefs(refs, p.src)
}

// id returns the id in the braces of a heading or a list item, and reports
// one that is missing or in a wrong form.
func (x *question) id(a attributes, at span, what string) string {
	switch {
	case a.id.value == "" && a.broken:
	case a.id.value == "":
		x.l.wrong(at, "missing-id", "write an id after it, such as {#"+exampleID(at.text())+"}", "this %s has no id", what)
	case !isSlug(a.id.value):
		x.l.badID(x.p.span(a.id.at, a.id.end), a.id.value)
	default:
		return a.id.value
	}
	return ""
}

// exampleID makes an id of the first words of a text.
func exampleID(text string) string {
	words := strings.SplitN(slug(text), "-", 4)
	s := strings.Join(words[:min(3, len(words))], "-")
	if s == "" {
		return "an-id"
	}
	return s
}

// own returns the id of a choice, a step or a box, which must be alone in its
// question.
func (x *question) own(a attributes, at span, what string) string {
	id := x.id(a, at, what)
	if id != "" && x.ids[id] {
		x.l.wrong(x.p.span(a.id.at, a.id.end), "duplicate-id", "give one of them another id", "this question has the id %s twice", quote(id))
		return ""
	}
	if id != "" {
		x.ids[id] = true
	}
	return id
}

// read reads the blocks of a question in the way of its kind.
func (x *question) read() {
	if x.broken {
		return
	}
	switch x.Kind {
	case Sort:
		x.readSort()
	case Fill:
		x.readFill()
	case Order:
		x.readOrder()
	default:
		x.readChoices()
	}
}

// scene takes the blocks before the answers as the question's body, without
// the picture that may stand there.
func (x *question) scene(blocks []ast.Node, end int) {
	from := x.head.end
	body := strings.Trim(x.p.text[min(from, end):end], "\n")
	for _, b := range blocks {
		pictures := x.picturesIn(b)
		if len(pictures) == 0 {
			continue
		}
		k := pictures[0]
		for _, k := range pictures {
			x.shown[k.start] = true
		}
		if len(pictures) > 1 || x.Picture != "" || b.Kind() != ast.KindParagraph || strings.TrimSpace(x.p.text[extent(b)[0]:extent(b)[1]]) != x.p.text[k.start:k.end] {
			x.l.wrong(k.at, "picture-place", "put one picture in a paragraph of its own", "a question shows one picture, above its answers")
			continue
		}
		x.Picture, x.Alt = x.picture(k), k.label
		body = strings.Replace(body, x.p.text[k.start:k.end], "", 1)
	}
	x.Body = Prose(strings.Trim(strings.ReplaceAll(body, "\n\n\n\n", "\n\n"), "\n"))
}

// picturesIn returns the pictures in a block.
func (x *question) picturesIn(b ast.Node) (found []link) {
	e := extent(b)
	return x.picturesBetween(e[0], e[1])
}

// picturesBetween returns the pictures in a part of the text.
func (x *question) picturesBetween(from, to int) (found []link) {
	links := x.p.links // sorted by their start
	for i := sort.Search(len(links), func(i int) bool { return links[i].start >= from }); i < len(links) && links[i].end <= to; i++ {
		if links[i].image {
			found = append(found, links[i])
		}
	}
	return found
}

// picture returns the source path of a picture, or "" if it is not there,
// which is reported with the other links of the page.
func (x *question) picture(k link) string {
	d := destination(x.p.src.path, k.dest)
	if !d.local() || !x.l.assets[d.path] {
		return ""
	}
	return d.path
}

// pictureFile returns the source path that an attribute picture= names.
func (x *question) pictureFile(a attribute) string {
	d := destination(x.p.src.path, a.value)
	if !d.local() || !x.l.assets[d.path] {
		x.l.wrong(x.p.span(a.at, a.end), "missing-file", x.l.likeAsset(d.path), "there is no picture %s", quote(a.value))
		return ""
	}
	return d.path
}
