package curriculum

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A digest gathers the canonical text of a page or quiz. An edition is the
// first 128 bits of the SHA-256 of
//
//	homeroom edition 1 KIND\n
//
// and, for each field, in the order in which the functions below write them,
//
//	NAME LENGTH\n TEXT\n
//
// where TEXT is in Unicode's form NFC, its lines end with \n and have no
// blanks at their ends, there are no empty lines before the first and after
// the last, and LENGTH is its number of bytes. Local facts and included
// sections are part of the text; paths, comments and the order of keys in the
// front matter are not. This form never changes: editions are kept with
// signatures for years. A new form would get a new number.
type digest struct{ hash.Hash }

func newDigest(kind string) digest {
	d := digest{sha256.New()}
	fmt.Fprintf(d, "homeroom edition 1 %s\n", kind)
	return d
}

// field adds one text. An empty text adds nothing, so that a field can be
// added to the form later.
func (d digest) field(name, text string) {
	if text = canonical(text); text != "" {
		fmt.Fprintf(d, "%s %d\n%s\n", name, len(text), text)
	}
}

// sum returns the edition.
func (d digest) sum() string { return hex.EncodeToString(d.Sum(nil)[:16]) }

// canonical returns a text in the form in which it is digested.
func canonical(text string) string {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.Contains(text, " \n") || strings.Contains(text, "\t\n") {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(line, " \t")
		}
		text = strings.Join(lines, "\n")
	}
	return strings.TrimRight(strings.Trim(text, "\n"), " \t\n")
}

// editions gives each page and quiz its edition.
func (l *loader) editions() {
	c := l.course
	for _, n := range c.Lessons {
		if n.Edition == "" {
			n.Edition = n.edition()
		}
		if n.Guide != nil && n.Guide.Edition == "" {
			n.Guide.Edition = n.Guide.edition("guide")
		}
	}
	for _, p := range c.Policies {
		if p.Edition == "" {
			p.Edition = p.edition("policy")
		}
	}
	for _, f := range c.FAQs {
		if f.Edition == "" {
			f.Edition = f.edition("faq")
		}
	}
	for _, p := range c.Pages {
		if p.Edition == "" {
			p.Edition = p.edition("page")
		}
	}
	for _, q := range c.Quizzes {
		if q.Edition != "" {
			continue
		}
		q.Edition = q.edition()
	}
}

// edition returns the edition of a page that has nothing beside title and
// text.
func (d *Document) edition(kind string) string {
	h := newDigest(kind)
	h.field("title", d.Title)
	h.field("body", string(d.Body))
	return h.sum()
}

// edition returns the edition of a lesson: its title, objectives, words,
// materials and text.
func (n *Lesson) edition() string {
	h := newDigest("lesson")
	h.field("title", n.Title)
	for _, o := range n.Objectives {
		h.field("objective", o.ID)
		h.field("text", o.Text)
	}
	for _, w := range n.Words {
		h.field("word", w.Term)
		h.field("meaning", w.Meaning)
	}
	for _, m := range n.Materials {
		h.field("material", m)
	}
	h.field("body", string(n.Body))
	return h.sum()
}

// edition returns the edition of a quiz: what a student sees and is graded by.
func (q *Quiz) edition() string {
	h := newDigest("quiz")
	h.field("title", q.Title)
	h.field("pass", strconv.Itoa(q.Pass.Percent()))
	if q.Retry {
		h.field("retry", "true")
	}
	h.field("intro", string(q.Intro))
	for i := range q.Questions {
		h.question(&q.Questions[i])
	}
	return h.sum()
}

// question adds a question with all its choices.
func (d digest) question(q *Question) {
	d.field("question", q.ID)
	d.field("kind", string(q.Kind))
	d.field("pair", q.Pair)
	d.field("title", string(q.Title))
	d.field("body", string(q.Body))
	d.field("picture", q.Alt)
	d.field("why", string(q.Why))
	d.choices(q.Choices)
	for _, b := range q.Boxes {
		d.field("box", b.ID)
		d.field("title", string(b.Title))
		d.choices(b.Items)
	}
	for _, b := range q.Blanks {
		d.field("blank", b.ID)
		d.field("title", b.Title)
		d.choices(b.Choices)
	}
}

func (d digest) choices(choices []Choice) {
	for _, c := range choices {
		d.field("choice", c.ID)
		if c.Right {
			d.field("right", "true")
		}
		d.field("text", string(c.Text))
		d.field("why", string(c.Why))
	}
}
