package curriculum

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A lesson is a Lesson while it is being loaded.
type lesson struct {
	*Lesson
	page    *page
	minutes span
	unit    span
	fine    bool // its front matter could be read
}

// loadLesson reads the front matter of a lesson or an annual form.
func (l *loader) loadLesson(p *page) {
	f, fine := l.matter(p, "a lesson")
	l.document(p, f)
	folder, name := path.Base(p.src.dir()), strings.TrimSuffix(path.Base(p.src.path), ".md")
	n := &lesson{page: p, fine: fine, Lesson: &Lesson{
		Minutes:    f.whole("minutes", 1, 600),
		Objectives: l.objectives(f),
		Words:      l.words(f),
		Materials:  ids(f.list("materials")),
		Sensitive:  f.text("sensitive"),
		Standards:  l.standards(f),
		Topics:     l.topics(f, "topics"),
		Rules:      l.ruleRefs(f.slugs("rules"), p.src),
	}}
	n.minutes = f.place("minutes")
	if folder == "annual" {
		n.Grade = strings.ToUpper(name)
		n.Band = bandOf(n.Grade)
		if n.Band == BandNone {
			l.wrong(whole(p.src), "grade", "name it k.md, 1.md and so on to 12.md", "%s is not a grade", quote(name))
			n.Grade = ""
		}
	} else {
		n.Band = Band(folder)
		n.Unit, n.unit = f.slug("unit"), f.place("unit")
	}
	l.checkUnit(n)
	if fine {
		f.needs("id", "title", "minutes", "objectives")
		if folder != "annual" {
			f.needs("unit")
		}
	}
	f.done()
	l.lessons = append(l.lessons, n)
}

// checkUnit checks that a lesson's unit is in the plan, once that is known.
func (l *loader) checkUnit(n *lesson) {
	l.check(func() {
		if n.Unit == "" || l.planned == nil {
			return
		}
		var known []string
		for _, u := range l.course.Plan.Units {
			if u.ID == n.Unit {
				return
			}
			known = append(known, u.ID)
		}
		l.wrong(n.unit, "unknown-unit", didYouMean(n.Unit, known, "add the unit to lessons/plan.yaml"), "there is no unit %s", quote(n.Unit))
	})
}

// objectives reads "objectives:", a table of ids and sentences.
func (l *loader) objectives(f *fields) (objectives []Objective) {
	f.table("objectives", func(key ref, value *node) {
		text := f.plain(value, "the objective "+key.id)
		switch {
		case !isSlug(key.id):
			l.badID(key.at, key.id)
		case text == "" && value.items == nil && value.pairs == nil:
			l.wrong(key.at, "empty-text", "write a sentence such as I can save evidence", "the objective %s has no text", quote(key.id))
		default:
			objectives = append(objectives, Objective{key.id, text, value.lang})
		}
	})
	return objectives
}

// words reads "words:", a table of terms and what they mean.
func (l *loader) words(f *fields) (words []Word) {
	f.table("words", func(key ref, value *node) {
		meaning := f.plain(value, "the word "+key.id)
		if meaning == "" && value.items == nil && value.pairs == nil {
			l.wrong(key.at, "empty-text", "write what it means, in a few easy words", "the word %s has no meaning", quote(key.id))
			return
		}
		words = append(words, Word{key.id, meaning, value.lang})
	})
	return words
}

// standardForm is how a code of a standard is written.
var standardForm = regexp.MustCompile(`^[A-Z][A-Za-z]+( [A-Za-z0-9][A-Za-z0-9.:-]*)+$`)

// standards reads codes such as ISTE 1.2.b.
func (l *loader) standards(f *fields) (codes []string) {
	for _, r := range f.list("standards") {
		if !standardForm.MatchString(r.id) {
			l.wrong(r.at, "standard-form", "write who made the standard and its code, such as ISTE 1.2.b", "%s is no code of a standard", quote(r.id))
			continue
		}
		codes = append(codes, r.id)
	}
	return codes
}

// loadGuide reads the front matter of a lesson's guide, which may have none.
func (l *loader) loadGuide(p *page) {
	p.staff = true
	f, _ := l.matter(p, "a guide")
	l.document(p, f)
	f.done()
}

// finishLessons makes the lessons from their texts, and gives each its guide.
func (l *loader) finishLessons() {
	guides := map[string]*page{}
	for _, name := range l.found.guides {
		if p := l.pages[name]; !p.lost {
			guides[strings.TrimSuffix(name, ".guide.md")] = p
		}
	}
	for _, n := range l.lessons {
		if !l.reused[n.page] {
			n.Document = *n.page.doc
			l.sections(n)
		}
		stem := strings.TrimSuffix(n.Path, ".md")
		if g := guides[stem]; g != nil {
			l.guide(n, g)
			delete(guides, stem)
		}
		l.course.Lessons = append(l.course.Lessons, n.Lesson)
	}
	for stem, g := range guides {
		l.wrong(whole(g.src), "guide", "name it after a lesson of its folder, or write the lesson", "there is no lesson %s.md for this guide", stem)
	}
}

// guide gives a lesson its guide, with the lesson's id and title where it has
// none of its own.
func (l *loader) guide(n *lesson, p *page) {
	g := p.doc
	if l.reused[p] {
		again := *g
		again.Rendition = none()
		n.Guide = &again
		if p.untitled {
			again.Title = n.Title
		}
		return
	}
	if g.ID == "" && n.ID != "" {
		g.ID = n.ID + "-guide"
		l.id(g.ID, whole(p.src))
	}
	if g.Title == "" {
		p.untitled = true
		g.Title = n.Title
	}
	n.Guide = g
}

// mostForQuiz is how many minutes of a lesson its sections may leave for the
// quiz.
const mostForQuiz = 10

// sections gives the sections of a lesson their minutes and objectives.
func (l *loader) sections(n *lesson) {
	total, i, clear := 0, 0, true
	for _, h := range n.page.heads {
		if h.level != 2 && h.level != 3 {
			l.noAttributes(n.page, h.attr)
			continue
		}
		s := &n.Sections[i]
		i++
		for _, a := range h.attr.rest {
			clear = l.sectionAttribute(n, s, a) && clear
		}
		clear = clear && !h.attr.broken
		total += s.Minutes
	}
	if n.Minutes == 0 || total == 0 || !clear {
		return
	}
	const hint = "change the minutes of the lesson or of its sections"
	switch rest := n.Minutes - total; {
	case rest < 0:
		l.doubtful(n.minutes, "minutes", hint, "the sections take %d minutes, and the lesson has %d", total, n.Minutes)
	case rest > mostForQuiz:
		l.doubtful(n.minutes, "minutes", hint, "the sections take %d of %d minutes and leave %d for the quiz", total, n.Minutes, rest)
	}
}

// sectionAttribute reads minutes= or objectives= on a heading of a lesson. It
// reports whether it could.
func (l *loader) sectionAttribute(n *lesson, s *Section, a attribute) bool {
	at := n.page.span(a.at, a.end)
	switch a.name {
	case "minutes":
		v, err := strconv.Atoi(a.value)
		switch {
		case err != nil || v < 1 || v > 600:
			l.wrong(at, "number", "write a whole number of minutes, such as minutes=5", "minutes cannot be %s", quote(a.value))
		case s.Level != 2:
			l.wrong(at, "section-minutes", "give the minutes to the heading of level 2 above", "only headings of level 2 have minutes")
		default:
			s.Minutes = v
			return true
		}
	case "objectives":
		for _, id := range strings.Fields(a.value) {
			if l.objective(n, ref{id, at}) {
				s.Objectives = append(s.Objectives, id)
			}
		}
		return true
	default:
		l.unknownAttribute(at, a, "minutes", "objectives")
	}
	return false
}

// objective reports an id that is no objective of a lesson.
func (l *loader) objective(n *lesson, r ref) bool {
	if !n.fine || len(n.Objectives) == 0 { // that is reported already
		return true
	}
	var known []string
	for _, o := range n.Objectives {
		known = append(known, o.ID)
	}
	if slices.Contains(known, r.id) {
		return true
	}
	l.wrong(r.at, "unknown-objective", didYouMean(r.id, known, "write one of "+strings.Join(known, ", ")), "the lesson has no objective %s", quote(r.id))
	return false
}

// unknownAttribute reports an attribute that means nothing where it stands.
func (l *loader) unknownAttribute(at span, a attribute, known ...string) {
	hint := "take it away"
	if len(known) > 0 {
		hint = didYouMean(a.name, known, "take it away; "+strings.Join(known, ", ")+" may stand here")
	}
	l.wrong(at, "unknown-attribute", hint, "%s means nothing here", quote(a.name+"="))
}

// noAttributes reports whatever stands in braces beside an id.
func (l *loader) noAttributes(p *page, a attributes) {
	for _, other := range a.rest {
		l.unknownAttribute(p.span(other.at, other.end), other)
	}
}
