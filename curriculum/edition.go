package curriculum

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"path"
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
// sections are part of the text; a link counts by the id of its page; paths,
// comments and the order of keys in the front matter are not part of it. This form never changes: editions are kept with
// signatures for years. A new form would get a new number.
type digest struct {
	hash.Hash
	links *strings.Replacer // for texts whose links are not replaced yet; may be nil
}

func newDigest(kind string) digest {
	d := digest{Hash: sha256.New()}
	fmt.Fprintf(d, "homeroom edition 1 %s\n", kind)
	return d
}

// field adds one text. An empty text adds nothing, so that a field can be
// added to the form later.
func (d digest) field(name, text string) {
	if d.links != nil {
		text = d.links.Replace(text)
	}
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
			n.Edition = n.edition(l.linked(&n.Document))
		}
		if n.Guide != nil && n.Guide.Edition == "" {
			n.Guide.Edition = n.Guide.edition("guide", l.linked(n.Guide))
		}
	}
	for _, p := range c.Policies {
		if p.Edition == "" {
			p.Edition = p.Document.edition("policy", l.linked(&p.Document))
		}
	}
	for _, f := range c.FAQs {
		if f.Edition == "" {
			f.Edition = f.Document.edition("faq", l.linked(&f.Document))
		}
	}
	for _, p := range c.Pages {
		if p.Edition == "" {
			p.Edition = p.Document.edition("page", l.linked(&p.Document))
		}
	}
	for _, q := range l.quizzes {
		if q.Edition == "" {
			q.Edition = q.edition(l.quizLinks(q.page))
		}
	}
}

// edition returns the edition of a page that has nothing beside title and
// text.
func (d *Document) edition(kind, body string) string {
	h := newDigest(kind)
	h.field("title", d.Title)
	h.field("body", body)
	return h.sum()
}

// edition returns the edition of a lesson: its title, objectives, words,
// materials and text.
func (n *Lesson) edition(body string) string {
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
	h.field("body", body)
	return h.sum()
}

// linked returns the text of a page as it is digested: a link to a page of the
// site has that page's id for its address, and a picture the name of its file,
// so that neither moves when a file does.
func (l *loader) linked(d *Document) string {
	if len(d.Links) == 0 {
		return string(d.Body)
	}
	var edits []edit
	for _, k := range d.Links {
		edits = append(edits, edit{k.Start, k.End, l.lasting(k)})
	}
	return edited(string(d.Body), 0, len(d.Body), edits)
}

// lasting returns what stands for a link in a text that is digested.
func (l *loader) lasting(k Link) string {
	to := "file:" + path.Base(k.Asset)
	if target := l.pages[k.Page]; k.Page != "" {
		to = "page:" + k.Page
		switch {
		case target != nil && target.doc != nil && target.doc.ID != "":
			to = "page:" + target.doc.ID
		case target != nil && target.quiz != nil:
			to = "page:" + target.quiz.ID
		}
	}
	if k.Fragment != "" {
		to += "#" + k.Fragment
	}
	return to
}

// quizLinks does for the texts of a quiz what linked does for a page.
func (l *loader) quizLinks(p *page) *strings.Replacer {
	var pairs []string
	for _, k := range p.links {
		if to, ok := l.resolve(p, link{dest: k.dest, image: k.image, label: k.label}); ok && (to.Page != "" || to.Asset != "") {
			pairs = append(pairs, "]("+k.dest+")", "]("+l.lasting(to)+")")
		}
	}
	return strings.NewReplacer(pairs...)
}

// edition returns the edition of a quiz: what a student sees and is graded by.
func (q *Quiz) edition(links *strings.Replacer) string {
	h := newDigest("quiz")
	h.links = links
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
