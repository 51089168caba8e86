package curriculum

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"
)

// A Text is one text of a file that is translated as a whole: a paragraph, a
// heading, a list, a rule, a choice, a text of the front matter.
type Text struct {
	// Context is the nearest id and the kind of the text, such as
	// "practice/paragraph"; of a text in a YAML file the way to it, such as
	// "objectives/evidence". It does not change when something is put before
	// the text, or taken away there.
	Context string

	// Text is what the author wrote, in Unicode's form NFC, without ids and
	// attributes, without the marks and blanks that say where it belongs, and
	// with each paragraph on one line.
	Text string

	// Group names texts that are shown in one language or not at all, such as
	// the question, the choices and the reasons of one question. "" is a
	// group of its own.
	Group string

	Line     int  // of its first character, from 1
	Markdown bool // whether it is Markdown, or else plain text

	kind       textKind
	node       *node  // in a YAML file
	start, end int    // in any other file: its bytes
	lead       string // what its further lines begin with
	tail       string // ids and attributes after its first line; for a heading, with the id that it must keep
	lang       string // the same with the language of the original
	after      bool   // lang is a line of its own
}

// A textKind is the last part of a context in Markdown.
type textKind string

// Texts returns the texts of a file that are translated, in the file's order.
// data is what it holds: Markdown under content, lessons or quizzes,
// lessons/plan.yaml, content/policies/legal.yaml, the pack of a state or
// config.yaml. Of any other file, and of one that cannot be read, it returns none.
func Texts(name string, data []byte) []Text {
	l := &loader{course: new(Curriculum), pages: map[string]*page{}}
	s := &source{path: name}
	if len(data) > mostData || !l.decode(s, string(data)) {
		return nil
	}
	if path.Ext(name) == ".yaml" {
		return dataTexts(name, l.yaml(s, 0, len(s.text)))
	}
	p := l.split(s)
	if at, _ := tangled(s.text[p.bodyAt:]); at > 0 {
		return nil
	}
	return pageTexts(p)
}

// pageTexts returns the texts of a page.
func pageTexts(p *page) []Text {
	t := &texter{src: p.src, at: p.bodyAt, body: p.src.text[p.bodyAt:], quiz: strings.HasPrefix(p.src.path, "quizzes/")}
	t.matter(p.src.path, p.matter)
	t.survey = look(t.body)
	t.headings()
	t.items()
	for n := t.root.FirstChild(); n != nil; n = n.NextSibling() {
		t.block(n)
	}
	return numbered(t.texts)
}

// numbered gives the second and each further text that is the same as an
// earlier one, in the same context, a number.
func numbered(texts []Text) []Text {
	type key struct{ context, text string }
	seen := map[key]int{}
	for i := range texts {
		k := key{texts[i].Context, texts[i].Text}
		if seen[k]++; seen[k] > 1 {
			texts[i].Context += " " + strconv.Itoa(seen[k])
		}
	}
	return texts
}

// A texter finds the texts of a page.
type texter struct {
	src   *source
	at    int // offset of body in the file
	body  string
	quiz  bool
	texts []Text
	*survey

	heads  map[ast.Node]*head
	listed map[ast.Node]*item
	place  string // nearest id
	group  string // in a quiz: the question
}

// add adds a text if there is anything in it to translate.
func (t *texter) add(x Text) {
	x.Text = norm.NFC.String(strings.TrimSpace(x.Text))
	if !worded(x.Text) {
		return
	}
	if x.node == nil {
		x.start, x.end = x.start+t.at, x.end+t.at
		x.Line, _ = t.src.place(x.start)
		x.Context = path.Join(t.place, x.Context)
		x.Group, x.kind = t.group, textKind(path.Base(x.Context))
	}
	t.texts = append(t.texts, x)
}

// worded reports whether there are letters in a text outside its shortcodes.
func worded(text string) bool {
	done := 0
	for _, s := range append(shortcodes(text), shortcode{start: len(text)}) {
		if strings.ContainsFunc(text[done:s.start], unicode.IsLetter) {
			return true
		}
		done = s.end
	}
	return false
}

// headings gives the headings of levels 2 and 3 the ids that the page of the
// original has.
func (t *texter) headings() {
	t.heads = map[ast.Node]*head{}
	taken, last := map[string]bool{}, map[string]int{}
	for i := range t.survey.heads {
		taken[t.survey.heads[i].id] = true
	}
	for i := range t.survey.items {
		taken[t.survey.items[i].attr.id.value] = true
	}
	for i := range t.survey.heads {
		h := &t.survey.heads[i]
		t.heads[h.node] = h
		if h.id == "" && (h.level == 2 || h.level == 3) {
			h.id = freeID(slug(h.title), taken, last)
			taken[h.id] = true
		}
	}
}

func (t *texter) items() {
	t.listed = map[ast.Node]*item{}
	for i := range t.survey.items {
		t.listed[t.survey.items[i].node] = &t.survey.items[i]
	}
}

// block adds the texts of a block at the top level.
func (t *texter) block(n ast.Node) {
	if h := t.heads[n]; h != nil {
		t.heading(h)
		return
	}
	e := extent(n)
	start, end := lineStart(t.body, e[0]), min(lineEnd(t.body, max(e[1]-1, e[0])), len(t.body))
	raw := t.body[start:end]
	lang := "{lang=%}"
	switch n.Kind() {
	case ast.KindParagraph:
		t.add(Text{Context: "paragraph", Text: unwrapped(raw), Markdown: true, start: start, end: trimmed(t.body, start, end), lang: lang, after: true})
	case ast.KindBlockquote:
		kind := "quote"
		if t.quiz {
			kind = "why"
		}
		t.add(Text{Context: kind, Text: unwrapped(unquoted(raw)), Markdown: true, start: start, end: trimmed(t.body, start, end), lead: "> ", lang: lang, after: true})
	case ast.KindList:
		if t.identified(n) {
			t.list(n)
			return
		}
		t.add(Text{Context: "list", Text: unwrapped(raw), Markdown: true, start: start, end: trimmed(t.body, start, end), lang: lang, after: true})
	case ast.KindFencedCodeBlock:
		if info := n.(*ast.FencedCodeBlock).Language([]byte(t.body)); len(info) == 0 || string(info) == "text" {
			t.add(Text{Context: "code", Text: strings.TrimRight(raw, "\n"), start: start, end: trimmed(t.body, start, end)})
		}
	default:
		if n.Kind().String() == "Table" {
			t.add(Text{Context: "table", Text: strings.TrimRight(raw, " \n"), Markdown: true, start: start, end: trimmed(t.body, start, end), lang: lang, after: true})
		}
	}
}

// heading adds the text of a heading, and makes its id the nearest.
func (t *texter) heading(h *head) {
	kind := "heading"
	if h.id != "" {
		t.place = h.id
	}
	if t.quiz && h.level == 2 {
		kind, t.group = "question", h.id
	}
	if t.quiz && h.level == 3 {
		kind, t.place = "box", path.Join(t.group, h.id)
	}
	braces := strings.TrimSpace(t.body[h.attr.start:h.attr.end])
	if !h.attr.found() {
		braces = "{#" + h.id + "}"
		if h.id == "" {
			braces = ""
		}
	}
	x := Text{Context: kind, Text: unwrapped(t.body[h.from:h.to]), Markdown: true, start: h.from, end: max(h.to, h.attr.end), tail: braces, lang: "{lang=%}"}
	if braces != "" {
		x.lang = strings.TrimSuffix(braces, "}") + " lang=%}"
	}
	t.add(x)
	for _, a := range h.attr.rest {
		if a.name == "alt" && t.quiz {
			at := strings.LastIndex(t.body[:a.end], a.value)
			t.add(Text{Context: "picture", Text: a.value, start: at, end: at + len(a.value)})
		}
	}
}

// identified reports whether an item of a list has an id.
func (t *texter) identified(list ast.Node) bool {
	found := false
	_ = ast.Walk(list, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if it := t.listed[n]; it != nil && entering && it.attr.id.value != "" {
			found = true
		}
		return ast.WalkContinue, nil
	})
	return found
}

// list adds each item of a list as a text.
func (t *texter) list(list ast.Node) {
	place := t.place
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		it := t.listed[n]
		if it == nil {
			continue
		}
		if id := it.attr.id.value; id != "" && t.quiz {
			t.place = path.Join(t.group, id)
		} else if id != "" {
			t.place = id
		}
		if t.quiz {
			t.answer(n, it)
		} else {
			t.add(t.item(it, it.end))
		}
		t.place = place
	}
}

// item returns the text of a list item up to the offset end, without its id.
func (t *texter) item(it *item, end int) Text {
	end = trimmed(t.body, it.start, end)
	x := Text{Context: "item", Markdown: true, start: it.start, end: end, lead: strings.Repeat(" ", it.start-lineStart(t.body, it.start))}
	text := t.body[it.start:end]
	if it.attr.found() && it.attr.start >= it.start && it.attr.end <= end {
		x.tail = strings.TrimSpace(t.body[it.attr.start:it.attr.end])
		x.lang = strings.TrimSuffix(x.tail, "}") + " lang=%}"
		text = t.body[it.start:it.attr.start] + t.body[it.attr.end:end]
	}
	x.Text = unwrapped(dedented(text, len(x.lead)))
	if x.tail == "" && !strings.Contains(x.Text, "\n") {
		x.lang = "{lang=%}" // at the end of its one paragraph
	}
	return x
}

// answer adds the texts of a choice, a step or an item of a quiz.
func (t *texter) answer(n ast.Node, it *item) {
	for b := n.FirstChild(); b != nil; b = b.NextSibling() {
		e := extent(b)
		switch b.Kind() {
		case ast.KindTextBlock, ast.KindParagraph:
			x := t.item(it, e[1])
			if box := boxForm.FindString(t.body[x.start:x.end]); box != "" {
				x.start += len(box)
				x.Text = unwrapped(strings.TrimSuffix(strings.TrimSpace(t.body[x.start:x.end]), x.tail))
			}
			x.Context, x.lang = "choice", ""
			t.add(x)
		case ast.KindBlockquote:
			start := lineStart(t.body, e[0])
			end := trimmed(t.body, start, lineEnd(t.body, max(e[1]-1, e[0])))
			blank := len(t.body[start:end]) - len(strings.TrimLeft(t.body[start:end], " "))
			t.add(Text{Context: "why", Text: unwrapped(unquoted(t.body[start:end])), Markdown: true, start: start, end: end, lead: strings.Repeat(" ", blank) + "> "})
		case ast.KindList:
			t.list(b)
		}
	}
}

// trimmed returns the end of text[start:end] without blanks and line ends.
func trimmed(text string, start, end int) int {
	return start + len(strings.TrimRight(text[start:end], " \t\n"))
}

// dedented returns a text whose lines after the first have up to n blanks
// less before them.
func dedented(text string, n int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines[1:] {
		blank := len(line) - len(strings.TrimLeft(line, " "))
		lines[i+1] = line[min(blank, n):]
	}
	return strings.Join(lines, "\n")
}

// unquoted returns the text of a quote without the marks before its lines.
func unquoted(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), ">"); ok {
			lines[i] = strings.TrimPrefix(rest, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// unwrapped returns Markdown with each paragraph on one line. A line that
// begins a list item, a quote or a heading, or follows a hard break, stays.
func unwrapped(text string) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		bare := strings.TrimSpace(line)
		if len(out) > 0 && bare != "" && out[len(out)-1] != "" && !begins(bare) &&
			!strings.HasSuffix(out[len(out)-1], `\`) && !strings.HasSuffix(out[len(out)-1], "  ") {
			out[len(out)-1] = strings.TrimRight(out[len(out)-1], " ") + " " + strings.TrimLeft(line, " ")
			continue
		}
		out = append(out, line)
	}
	for i := range out {
		if bare := strings.TrimRight(out[i], " \t"); !strings.HasSuffix(out[i], "  ") || i == len(out)-1 || bare == "" {
			out[i] = bare
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// begins reports whether a line begins a block of its own, wherever it stands.
func begins(line string) bool {
	switch line[0] {
	case '>', '#', '|', '`', '~', '{':
		return true
	case '-', '*', '+':
		return len(line) == 1 || line[1] == ' '
	}
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	return digits > 0 && digits < 10 && len(line) > digits+1 && (line[digits] == '.' || line[digits] == ')') && line[digits+1] == ' '
}

// The texts of the front matter, by the kind of page. A name with /* is a
// table whose values are texts; words is a table whose keys are texts too; a
// list is shown in one language.
var matterTexts = map[string][]string{
	"lesson": {"title", "summary", "objectives/*", "words", "materials", "sensitive"},
	"quiz":   {"title"},
	"policy": {"title", "summary", "owner", "approved-by"},
	"other":  {"title", "summary"},
}

// matter adds the texts of the front matter.
func (t *texter) matter(name string, n *node) {
	kind := "other"
	switch folders := strings.Split(name, "/"); {
	case folders[0] == "quizzes":
		kind = "quiz"
	case folders[0] == "lessons" && !strings.HasSuffix(name, ".guide.md"):
		kind = "lesson"
	case strings.HasPrefix(name, "content/policies/") && path.Base(name) != "_index.md":
		kind = "policy"
	}
	if n == nil {
		return
	}
	for _, p := range n.pairs {
		key := p.key.text
		switch {
		case slices.Contains(matterTexts[kind], key+"/*"):
			for _, entry := range p.value.pairs {
				t.scalar(entry.value, path.Join(key, entry.key.text), "")
			}
		case !slices.Contains(matterTexts[kind], key):
		case key == "words":
			for _, entry := range p.value.pairs {
				group := path.Join(key, entry.key.text)
				t.scalar(entry.key, group+"/word", group)
				t.scalar(entry.value, group+"/meaning", group)
			}
		case p.value.items != nil:
			for _, entry := range p.value.items {
				t.scalar(entry, key, key)
			}
		default:
			t.scalar(p.value, key, "")
		}
	}
}

// scalar adds a text of a YAML file.
func (t *texter) scalar(n *node, context, group string) {
	if n.pairs != nil || n.items != nil || n.empty {
		return
	}
	line := 0
	if n.at.start >= 0 {
		line, _ = n.at.src.place(n.at.start)
	}
	t.add(Text{Context: context, Group: group, Text: strings.Join(strings.Fields(n.text), " "), Line: line, node: n})
}

// The texts of the files of data: a way of keys, in which * stands for each
// entry of a list, named by its id, its grade or its number, or for each key.
var dataFiles = map[string][]string{
	"lessons/plan.yaml":           {"topics/*/name", "units/*/name", "units/*/summary", "bands/*/name", "annual/*/module"},
	"content/policies/legal.yaml": {"*/title"},
	configName:                    {"facts/*", "district/mission", "policy-bands/*/name", "quick-links/*/title"},
}

// stateTexts are the same of the pack of a state.
var stateTexts = []string{"name", "facts/*/text", "topics/*/name", "legal/*/title"}

// dataTexts returns the texts of a file of data.
func dataTexts(name string, n *node) []Text {
	if n == nil {
		return nil
	}
	t := new(texter)
	ways := dataFiles[name]
	if statePath(name) {
		ways = stateTexts
	}
	for _, way := range ways {
		t.data(n, strings.Split(way, "/"), "")
	}
	slices.SortStableFunc(t.texts, func(a, b Text) int { return a.Line - b.Line })
	return numbered(t.texts)
}

// data adds the texts at the end of a way from a node.
func (t *texter) data(n *node, way []string, context string) {
	if len(way) == 0 {
		t.scalar(n, context, "")
		return
	}
	for _, p := range n.pairs {
		if way[0] == "*" || way[0] == p.key.text {
			t.data(p.value, way[1:], path.Join(context, p.key.text))
		}
	}
	if way[0] != "*" {
		return
	}
	for i, entry := range n.items {
		name := strconv.Itoa(i + 1)
		for _, p := range entry.pairs {
			if p.key.text == "id" || p.key.text == "grade" {
				name = p.value.text
			}
		}
		t.data(entry, way[1:], path.Join(context, name))
	}
}
