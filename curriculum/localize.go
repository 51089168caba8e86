package curriculum

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"homeroom/internal/diag"
)

// A Translator knows translations into one language.
type Translator interface {
	// Catalogued reports whether there may be any for the texts of a file.
	Catalogued(file string) bool

	// Translate returns the translation of a text of a file, if there is one
	// that is not out of date.
	Translate(file string, t Text) (Translation, bool)
}

// A Translation is a text in another language.
type Translation struct {
	Text  string
	State State

	// Where it is written, for messages.
	File, Layer string
	Line        int
	Excerpt     string // that line
}

// A State says who stands behind a translation.
type State string

// The states of a translation, the least first.
const (
	MachineDraft State = "machine-draft" // no person has reviewed it
	Reviewed     State = "reviewed"      // somebody has read it beside the original
	Certified    State = "certified"     // the district stands behind it
)

var states = []State{MachineDraft, Reviewed, Certified}

// Below reports whether fewer stand behind s than behind other.
func (s State) Below(other State) bool {
	return slices.Index(states, s) < slices.Index(states, other)
}

// A Rendition says how far a page is translated into the language of a
// curriculum.
type Rendition struct {
	Texts      int   `json:"texts"`           // to be translated
	Translated int   `json:"translated"`      // shown in the language; the others are shown in that of the originals
	State      State `json:"state,omitempty"` // the least state of those that are translated
	Whole      bool  `json:"whole,omitempty"` // somebody wrote the page in this language; there are no single texts
}

// Complete reports whether nothing is left in the language of the originals.
func (r *Rendition) Complete() bool { return r == nil || r.Whole || r.Translated == r.Texts }

// None reports whether all is left in the language of the originals.
func (r *Rendition) None() bool { return r != nil && !r.Whole && r.Translated == 0 && r.Texts > 0 }

// LoadIn reads the curriculum as [Load] does, in one of its languages: with
// the texts that t translates, and the pages that are written in that language
// as a whole. What is not translated stays, and says which language it is in.
//
// The files must load without errors. What LoadIn then reports is wrong in
// translations, and names their files and lines.
func LoadIn(files fs.FS, lang string, t Translator) (*Curriculum, []diag.Problem, error) {
	return (&Curriculum{}).In(files, lang, t)
}

// In is [LoadIn] for files of which c was loaded. It takes over what no
// translation touches.
func (c *Curriculum) In(files fs.FS, lang string, t Translator) (*Curriculum, []diag.Problem, error) {
	l := newLoader(files)
	l.lang, l.tr, l.base = lang, t, c.loaded
	if err := l.load(); err != nil {
		return nil, nil, fmt.Errorf("load curriculum in %s: %w", lang, err)
	}
	diag.Sort(l.problems)
	return l.course, slices.Compact(l.problems), nil
}

// original returns the language of the originals.
func (l *loader) original() string {
	if languages := l.course.Settings.Languages; len(languages) > 0 {
		return languages[0]
	}
	return "en"
}

// A rendering is a text with what will stand in its place.
type rendering struct {
	Text
	with Translation
	ok   bool
}

// rendered looks up the translations of the texts of a file. Those of a group
// are all translated, or none is.
func (l *loader) rendered(name string, texts []Text) (list []rendering, r Rendition) {
	lacking := map[string]bool{}
	for _, t := range texts {
		x := rendering{Text: t}
		x.with, x.ok = l.tr.Translate(name, t)
		if x.ok {
			if err := t.Fits(x.with.Text); err != nil {
				x.ok = false
				at := span{&source{path: x.with.File, layer: x.with.Layer, fixed: &x.with}, 0, 0}
				l.wrong(at, "translation", "keep what stands between braces and parentheses as it is, and the form of the text", "%s", err)
			}
		}
		if !x.ok && t.Group != "" {
			lacking[t.Group] = true
		}
		list = append(list, x)
	}
	r.Texts = len(texts)
	for i := range list {
		if x := &list[i]; lacking[x.Group] {
			x.ok = false
		}
		if x := list[i]; x.ok {
			if r.Translated++; r.State == "" || x.with.State.Below(r.State) {
				r.State = x.with.State
			}
		}
	}
	return list, r
}

// localize puts the translated texts of a page in place of the original ones.
func (l *loader) localize(p *page) {
	if l.tr == nil || p.rendition != nil || p.matter == nil {
		return
	}
	if !l.tr.Catalogued(p.src.path) {
		p.rendition = none()
		return
	}
	list, r := l.rendered(p.src.path, pageTexts(p))
	p.rendition = &r
	if r.None() {
		return
	}
	p.untranslated = map[string]bool{}
	var edits []swap
	for _, x := range list {
		switch {
		case x.node != nil:
			l.renderNode(x)
		case x.ok:
			edits = append(edits, swap{x.start, x.end, x.written(), &x.with})
		case x.Group != "":
			p.untranslated[x.Group] = true
		case x.lang != "":
			edits = append(edits, swap{x.start, x.end, x.marked(p.src.text[x.start:x.end], l.original()), nil})
		}
	}
	p.src = p.src.swapped(edits)
}

// renderNode puts a translation in place of a text in a YAML file, or notes
// that there is none.
func (l *loader) renderNode(x rendering) {
	if !x.ok {
		x.node.lang = l.original()
		return
	}
	x.node.text = x.with.Text
	x.node.at = span{&source{path: x.with.File, layer: x.with.Layer, fixed: &x.with, text: x.with.Text}, 0, len(x.with.Text)}
}

// localizeData does the same in a file of data. It returns the languages of
// texts that are not translated, by their contexts.
func (l *loader) localizeData(name string, n *node) (langs map[string]string) {
	if l.tr == nil || n == nil {
		return nil
	}
	list, _ := l.rendered(name, dataTexts(name, n))
	for _, x := range list {
		l.renderNode(x)
		if !x.ok {
			if langs == nil {
				langs = map[string]string{}
			}
			langs[x.Context] = l.original()
		}
	}
	return langs
}

// written returns a translation as it stands in the file.
func (x rendering) written() string {
	text := strings.TrimSpace(x.with.Text)
	if x.tail != "" {
		first, rest, more := strings.Cut(text, "\n")
		text = first + " " + x.tail
		if more {
			text += "\n" + rest
		}
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		if i > 0 || strings.HasSuffix(x.lead, "> ") {
			lines[i] = strings.TrimRight(x.lead+lines[i], " ")
		}
	}
	return strings.Join(lines, "\n")
}

// marked returns an original text with a mark that says its language.
func (x rendering) marked(raw, lang string) string {
	mark := strings.Replace(x.lang, "%", lang, 1)
	switch {
	case x.after:
		return raw + "\n" + mark
	case strings.Contains(raw, x.tail) && x.tail != "":
		return strings.Replace(raw, x.tail, mark, 1)
	}
	return raw + " " + mark
}

// A swap puts a text in place of a part of a file.
type swap struct {
	start, end int
	text       string
	from       *Translation // nil if it is the original with a mark
}

// swapped returns a source with texts in place of parts of it.
func (s *source) swapped(edits []swap) *source {
	slices.SortStableFunc(edits, func(a, b swap) int { return a.start - b.start })
	out := &source{path: s.path, layer: s.layer, original: s}
	var b strings.Builder
	done := 0
	for _, e := range edits {
		if e.start < done {
			continue
		}
		b.WriteString(s.text[done:e.start])
		at := b.Len()
		b.WriteString(e.text)
		out.swaps = append(out.swaps, swap{at, b.Len(), "", e.from})
		out.origins = append(out.origins, e.end)
		done = e.end
	}
	b.WriteString(s.text[done:])
	out.text = b.String()
	return out
}

// placed fills in where a problem is, if a part of the file was swapped.
func (s *source) placed(at span, p *diag.Problem) bool {
	from := s.fixed
	if s.original != nil && at.start >= 0 {
		shift := 0
		for i, e := range s.swaps {
			if e.end <= at.start {
				shift = s.origins[i] - e.end
				continue
			}
			if e.start <= at.start && e.from != nil {
				from = e.from
			}
			break
		}
		if from == nil {
			p.Line, p.Column = s.original.place(at.start + shift)
			p.Text = s.original.line(p.Line)
			return true
		}
	}
	if from == nil {
		return false
	}
	p.File, p.Layer, p.Line, p.Text = from.File, from.Layer, from.Line, from.Excerpt
	return true
}

// translated reports whether a place of a file was written for the language
// that is loaded. What is wrong elsewhere was reported with the originals.
func (s *source) translated(at span) bool {
	return s.file != "" || s.placed(at, new(diag.Problem)) && (s.fixed != nil || s.swap(at.start) != nil)
}

// untranslated reports whether what stands at a place is in the language of
// the originals, while another one is loaded.
func (l *loader) untranslated(at span) bool {
	return l.tr != nil && at.src.fixed == nil && at.src.file == "" && at.src.swap(at.start) == nil
}

// swap returns the translation that stands at an offset, nil if none does.
func (s *source) swap(at int) *Translation {
	for _, e := range s.swaps {
		if e.start <= at && at < e.end {
			return e.from
		}
	}
	return nil
}

// langsOf notes which texts of the front matter are not translated.
func (f *fields) langsOf(keys ...string) (langs map[string]string) {
	for _, p := range f.pairs {
		if !slices.Contains(keys, p.key.text) {
			continue
		}
		lang := p.value.lang
		for _, item := range p.value.items {
			lang = cmp.Or(lang, item.lang)
		}
		if lang == "" {
			continue
		}
		if langs == nil {
			langs = map[string]string{}
		}
		langs[p.key.text] = lang
	}
	return langs
}

// ownLanguage splits the name of a file such as "content/help.es.md" in the
// name of its page and the language that it is written in. The language is ""
// for any other name.
func ownLanguage(name string) (page, lang string) {
	stem, ok := strings.CutSuffix(name, ".md")
	suffix := path.Ext(stem)
	if !ok || suffix == "" || suffix == ".guide" {
		return name, ""
	}
	tag, err := language.Parse(suffix[1:])
	if err != nil || len(suffix) > 20 {
		return name, ""
	}
	return strings.TrimSuffix(stem, suffix) + ".md", tag.String()
}
