package build

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"homeroom/curriculum"
)

// A lessonPage is what the templates of a lesson and of an annual form are
// told.
type lessonPage struct {
	common
	Band       string     `json:"band"`
	BandName   string     `json:"bandName,omitempty"`
	Grade      string     `json:"grade,omitempty"` // in words, such as "Grade 6"
	Unit       *link      `json:"unit,omitempty"`
	Number     int        `json:"number,omitempty"` // of the unit
	Minutes    string     `json:"minutes,omitempty"`
	Objectives []said     `json:"objectives,omitempty"`
	Words      []word     `json:"words,omitempty"`
	Materials  []said     `json:"materials,omitempty"`
	Standards  []string   `json:"standards,omitempty"`
	Topics     []said     `json:"topics,omitempty"`
	Rules      []ruleLink `json:"rules,omitempty"`
	Steps      []step     `json:"steps,omitempty"`
	Quiz       *link      `json:"quiz,omitempty"`
	TakeHome   *link      `json:"takeHome,omitempty"`
	Previous   *link      `json:"previous,omitempty"`
	Next       *link      `json:"next,omitempty"`
}

// A step is a part of a lesson.
type step struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	In      *inLang `json:"in,omitempty"`
	Minutes string  `json:"minutes,omitempty"`
}

// A ruleLink is a rule that a lesson teaches.
type ruleLink struct {
	link
	Number int    `json:"number"`
	Policy string `json:"policy"`
}

// lesson returns the page of the ith lesson.
func (d *desk) lesson(i int) sheet {
	l := d.course.Lessons[i]
	kind, above := "lesson", []string{homeSource, lessonsSource}
	if l.Annual() {
		kind = "annual"
	} else if d.has(unitSource(l.Unit)) {
		above = append(above, unitSource(l.Unit))
	}
	s, c := d.sheet(kind, "lessons", &l.Document, above...)
	s.Band, s.Unit = string(l.Band), l.Unit
	c.Contents = nil
	page := lessonPage{
		common: c, Band: string(l.Band), BandName: d.bandName(l.Band), Minutes: d.minutes(l.Minutes),
		Objectives: d.objectives(l), Words: d.wordsOf(l), Materials: d.materials(l), Standards: l.Standards,
		Topics: d.topics(l.Topics), Rules: d.rules(l.Rules, d.grades(l)), Steps: d.steps(l), Quiz: d.quizLink(l), TakeHome: d.linkIf(takeHomeSource(l.Path)),
		Previous: d.neighbour(i, -1), Next: d.neighbour(i, +1),
	}
	if l.Annual() {
		page.Grade = d.grade(l.Grade)
	}
	for _, u := range d.course.Plan.Units {
		if u.ID == l.Unit {
			page.Unit, page.Number = d.linkIf(unitSource(u.ID)), u.Number
		}
	}
	s.params = page
	return s
}

// steps returns the parts of a lesson that have a heading of level 2.
func (d *desk) steps(l *curriculum.Lesson) (steps []step) {
	for _, s := range l.Sections {
		if s.Level == 2 && s.ID != "" {
			steps = append(steps, step{s.ID, s.Title, d.said(s.Lang), d.minutes(s.Minutes)})
		}
	}
	return steps
}

// neighbour returns the lesson before or after the ith one in its band, or
// among the annual forms.
func (d *desk) neighbour(i, way int) *link {
	all := d.course.Lessons
	for j := i + way; j >= 0 && j < len(all); j += way {
		if all[j].Annual() == all[i].Annual() && (all[i].Annual() || all[j].Band == all[i].Band) {
			return d.linkIf(all[j].Path)
		}
	}
	return nil
}

// quizLink returns the link to a lesson's quiz, with its number of questions.
func (d *desk) quizLink(l *curriculum.Lesson) *link {
	q := d.quizzes[l.Quiz]
	if q == nil {
		return nil
	}
	to := d.link(q.Path)
	to.Note = d.words.N("question-count", len(q.Ask(0)))
	return &to
}

// rules returns the rules of the district's policies with these ids, of
// policies for any of the grades; no grades means all. Ids that the district
// has no rule for are left out.
func (d *desk) rules(ids []string, grades []string) (list []ruleLink) {
	seen := map[*curriculum.Rule]bool{}
	for _, id := range ids {
		for _, placed := range d.course.Rules(id) {
			p, r := placed.Policy, placed.Rule
			if seen[r] || !d.concerns(p, grades) {
				continue
			}
			seen[r] = true
			to := d.link(p.Path)
			to.Title, to.URL = r.Text.Plain(), to.URL+"#"+r.ID
			list = append(list, ruleLink{to, r.Number, p.Title})
		}
	}
	return list
}

// concerns reports whether a policy is for any of the grades.
func (d *desk) concerns(p *curriculum.Policy, grades []string) bool {
	if len(p.Bands) == 0 || len(grades) == 0 {
		return true
	}
	for _, band := range d.course.Settings.PolicyBands {
		if slices.Contains(p.Bands, band.ID) &&
			slices.ContainsFunc(band.Grades, func(g string) bool { return slices.Contains(grades, g) }) {
			return true
		}
	}
	return false
}

// grades returns the grades that a lesson is for.
func (d *desk) grades(l *curriculum.Lesson) []string {
	if l.Annual() {
		return []string{l.Grade}
	}
	for _, b := range d.course.Plan.Bands {
		if b.ID == l.Band {
			return b.Grades
		}
	}
	return nil
}

// bandName returns the name of a band, such as "Grades 3–5".
func (d *desk) bandName(id curriculum.Band) string {
	for _, b := range d.course.Plan.Bands {
		if b.ID == id {
			return b.Name
		}
	}
	return string(id)
}

// minutes returns a time in words, "" for none.
func (d *desk) minutes(n int) string {
	if n <= 0 {
		return ""
	}
	return d.words.N("minute-count", n)
}

// grade returns a grade in words: "Kindergarten", "Grade 6".
func (d *desk) grade(g string) string {
	if g == "K" {
		return d.words.T("grade-k")
	}
	return d.words.T("grade-name", "grade", g)
}

// A guidePage is what the template of a guide is told.
type guidePage struct {
	common
	BandName    string   `json:"bandName"`
	Minutes     string   `json:"minutes,omitempty"`
	Lesson      link     `json:"lesson"`
	LessonIn    *inLang  `json:"lessonIn,omitempty"` // of the lesson, if nothing of it is translated
	Sensitive   string   `json:"sensitive,omitempty"`
	SensitiveIn *inLang  `json:"sensitiveIn,omitempty"`
	Objectives  []said   `json:"objectives,omitempty"`
	Materials   []said   `json:"materials,omitempty"`
	Topics      []said   `json:"topics,omitempty"`
	Standards   []string `json:"standards,omitempty"`

	StateWords []stateWords `json:"stateWords,omitempty"`
}

// guide returns the page of a lesson's guide, for staff.
func (d *desk) guide(l *curriculum.Lesson) sheet {
	doc := *l.Guide
	doc.Title = cmp.Or(doc.Title, l.Title)
	s, c := d.sheet("guide", "staff", &doc, homeSource, staffSource)
	s.Band, s.Unit = string(l.Band), l.Unit
	s.params = guidePage{
		common: c, BandName: d.bandName(l.Band), Minutes: d.minutes(l.Minutes),
		Lesson: d.link(l.Path), LessonIn: d.said(d.written(l.Path)),
		Sensitive: l.Sensitive, SensitiveIn: d.said(d.langOf(&l.Document, "sensitive")),
		Objectives: d.objectives(l), Materials: d.materials(l), Topics: d.topics(l.Topics), Standards: l.Standards,
		StateWords: d.stateWords(l),
	}
	return s
}

// stateWords are words of a lesson that say what a law of the state says.
type stateWords struct {
	said
	Title    string `json:"title"` // of the law
	Citation string `json:"citation"`
	Checked  string `json:"checked"` // the day on which somebody held the words against the law
}

// stateWords returns the facts of the state's pack that a lesson or its guide
// shows, so that a teacher can say where they are from.
func (d *desk) stateWords(l *curriculum.Lesson) (list []stateWords) {
	state := d.course.State()
	if state == nil {
		return nil
	}
	for _, f := range state.Facts {
		words := said{Text: f.Text}
		if !l.Says(f.Text) && !l.Guide.Says(f.Text) {
			words = said{f.Original, d.said(d.original())}
		}
		if f.Replaced || !l.Says(words.Text) && !l.Guide.Says(words.Text) {
			continue
		}
		for _, law := range d.legal([]string{f.Source}) {
			list = append(list, stateWords{words, law.Title, law.Citation, f.Checked.String()})
		}
	}
	return list
}

// quiz returns the page on which a quiz can be tried. The answers are in it
// only if its author allows that.
func (d *desk) quiz(q *curriculum.Quiz) sheet {
	doc := &curriculum.Document{ID: q.ID, Path: q.Path, Title: q.Title, Edition: q.Edition, Rendition: q.Rendition}
	above := []string{homeSource, lessonsSource}
	lesson := d.lessons[q.Lesson]
	if lesson != nil {
		above = append(above, lesson.Path)
		if q.Title == lesson.Title {
			doc.Title = d.words.T("quiz-of", "title", q.Title)
		}
	}
	s, c := d.sheet("quiz", "lessons", doc, above...)
	c.Pictures, c.Sources = d.shown(quizPictures(q)), d.sources(asked(q))
	var questions []template.HTML
	if d.question != nil {
		for _, drawn := range d.question(d.lang, q) {
			questions = append(questions, d.outward(drawn))
		}
	}
	page := struct {
		common
		Practice  bool            `json:"practice"`
		Intro     template.HTML   `json:"intro,omitempty"`
		Count     string          `json:"count"`
		Pass      string          `json:"pass,omitempty"`
		Lesson    *link           `json:"lesson,omitempty"`
		Questions []template.HTML `json:"questions"`
	}{common: c, Practice: q.Practice, Intro: d.outward(q.Intro.Blocks()), Questions: questions}
	page.Count = d.words.N("question-count", len(q.Ask(0)))
	if !q.Retry {
		page.Pass = strconv.Itoa(q.Pass.Percent())
	}
	if lesson != nil {
		s.Band, s.Unit = string(lesson.Band), lesson.Unit
		page.Lesson = d.linkIf(lesson.Path)
	}
	s.params = page
	return s
}

// A lessonCell is one lesson in a list of lessons.
type lessonCell struct {
	link
	Band     string `json:"band"`
	BandName string `json:"bandName"`
	Minutes  string `json:"minutes,omitempty"`
	Lead     string `json:"lead,omitempty"`
}

// cell returns the cell for a lesson that is found at source.
func (d *desk) cell(l *curriculum.Lesson, source string) lessonCell {
	return lessonCell{link: d.link(source), Band: string(l.Band), BandName: d.bandName(l.Band), Minutes: d.minutes(l.Minutes)}
}

// A unitRow is a unit and its lessons, one for each band.
type unitRow struct {
	link
	Number    int          `json:"number"`
	Summary   string       `json:"summary,omitempty"`
	SummaryIn *inLang      `json:"summaryIn,omitempty"`
	Lessons   []lessonCell `json:"lessons"`
}

// unitRow returns the ith unit with its lessons.
func (d *desk) unitRow(i int) unitRow {
	u := d.course.Plan.Units[i]
	row := unitRow{link: d.link(unitSource(u.ID)), Number: u.Number, Summary: u.Summary,
		SummaryIn: d.said(d.course.Plan.Langs["units/"+u.ID+"/summary"])}
	for _, l := range d.course.Lessons {
		if l.Unit == u.ID && !l.Annual() {
			c := d.cell(l, l.Path)
			c.Lead = d.summed(&l.Document).Note
			row.Lessons = append(row.Lessons, c)
		}
	}
	return row
}

// unit returns the page of the ith unit.
func (d *desk) unit(i int) sheet {
	u := d.course.Plan.Units[i]
	doc := &curriculum.Document{ID: u.ID, Path: unitSource(u.ID), Title: u.Name, Summary: u.Summary}
	s, c := d.sheet("unit", "lessons", doc, homeSource, lessonsSource)
	s.Unit = u.ID
	page := struct {
		common
		unitRow
		Topics   []said `json:"topics,omitempty"`
		Previous *link  `json:"previous,omitempty"`
		Next     *link  `json:"next,omitempty"`
	}{common: c, unitRow: d.unitRow(i), Topics: d.topics(u.Topics)}
	if i > 0 {
		page.Previous = d.linkIf(unitSource(d.course.Plan.Units[i-1].ID))
	}
	if i+1 < len(d.course.Plan.Units) {
		page.Next = d.linkIf(unitSource(d.course.Plan.Units[i+1].ID))
	}
	s.params = page
	return s
}

// lessonList returns the page of all lessons: units by bands, and the annual
// forms.
func (d *desk) lessonList() sheet {
	s, c := d.sheet("lessons", "lessons", d.own(lessonsSource), homeSource)
	page := struct {
		common
		Lead   template.HTML `json:"lead,omitempty"`
		Units  []unitRow     `json:"units"`
		Annual []lessonCell  `json:"annual,omitempty"`
		Bands  []link        `json:"bands"`
	}{Lead: d.around(&s, &c)}
	page.common = c
	for i := range d.course.Plan.Units {
		page.Units = append(page.Units, d.unitRow(i))
	}
	for _, b := range d.course.Plan.Bands {
		page.Bands = append(page.Bands, link{Title: b.Name, Note: string(b.ID)})
	}
	page.Annual = d.annualForms()
	s.params = page
	return s
}

// annualForms returns the annual forms in the order of grades.
func (d *desk) annualForms() (list []lessonCell) {
	for _, row := range d.course.Plan.Annual {
		l := d.lessons[row.Lesson]
		if l == nil {
			continue
		}
		c := d.cell(l, l.Path)
		c.Note, c.BandName = d.grade(row.Grade), cmp.Or(row.Module, c.BandName)
		c.Minutes = d.minutes(cmp.Or(row.Minutes, l.Minutes))
		list = append(list, c)
	}
	return list
}
