package curriculum

import (
	"slices"
	"strings"
)

// grades are all grades, youngest first.
var grades = []string{"K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}

// bandOf returns the band of a grade, or BandNone if it is none.
func bandOf(grade string) Band {
	switch i := slices.Index(grades, grade); {
	case i < 0:
		return BandNone
	case i <= 2:
		return BandK2
	case i <= 5:
		return Band35
	case i <= 8:
		return Band68
	}
	return Band912
}

// planned are the places in lessons/plan.yaml that later checks speak of.
type planned struct {
	src    *source
	units  map[string]span // by id
	topics map[string]span
	rows   []ref  // ids of annual forms; as long as Plan.Annual
	bands  []span // of their ids; as long as Plan.Bands
}

// loadPlan reads lessons/plan.yaml.
func (l *loader) loadPlan() error {
	s, err := l.read("lessons/plan.yaml")
	if err != nil || s == nil {
		return err
	}
	n := l.yaml(s, 0, len(s.text))
	if n == nil {
		return nil
	}
	l.course.Plan.Langs = l.localizeData(s.path, n)
	l.planned = &planned{src: s, units: map[string]span{}, topics: map[string]span{}}
	f := l.fields(n, "the plan")
	l.each(f, "topics", l.planTopic)
	l.each(f, "units", l.planUnit)
	l.each(f, "bands", l.planBand)
	l.each(f, "annual", l.planAnnual)
	f.needs("units", "bands")
	f.done()
	return nil
}

// each calls read with the fields of each entry of a list.
func (l *loader) each(f *fields, key string, read func(f *fields)) {
	n := f.node(key)
	if n == nil {
		return
	}
	if n.items == nil {
		l.wrong(n.at, "value-kind", "begin each entry with a hyphen on a line of its own", "%s must be a list, and this is %s", key, n.kind())
		return
	}
	for _, item := range n.items {
		if item.pairs == nil {
			l.wrong(item.at, "value-kind", "write a key, a colon and a value on each line", "an entry of %s needs keys, and this is %s", key, item.kind())
			continue
		}
		read(l.fields(item, "an entry of "+key))
	}
}

func (l *loader) planTopic(f *fields) {
	t := Topic{ID: f.slug("id"), Name: f.must("name"), Law: f.slug("law")}
	f.needs("id")
	law := f.place("law")
	if t.Law != "" {
		l.check(func() { l.law(ref{t.Law, law}) })
	}
	f.done()
	if l.fresh(l.planned.topics, t.ID, f.place("id"), "topic") {
		l.course.Plan.Topics = append(l.course.Plan.Topics, t)
	}
}

func (l *loader) planUnit(f *fields) {
	u := Unit{
		ID:      f.slug("id"),
		Number:  len(l.course.Plan.Units) + 1,
		Name:    f.must("name"),
		Summary: f.text("summary"),
		Topics:  l.topics(f, "topics"),
	}
	f.needs("id")
	f.done()
	if l.fresh(l.planned.units, u.ID, f.place("id"), "unit") {
		l.course.Plan.Units = append(l.course.Plan.Units, u)
	}
}

// fresh notes an id of the plan, and reports one that is there twice.
func (l *loader) fresh(seen map[string]span, id string, at span, what string) bool {
	if id == "" {
		return false
	}
	if _, ok := seen[id]; ok {
		l.wrong(at, "duplicate-id", "give one of them another id", "there is a %s %s already", what, quote(id))
		return false
	}
	seen[id] = at
	return true
}

func (l *loader) planBand(f *fields) {
	b := BandPlan{ID: Band(f.oneOf("id", "k-2", "3-5", "6-8", "9-12")), Name: f.must("name")}
	at := f.place("id")
	for _, r := range f.list("grades") {
		if l.known(r, "grades", grades) && l.freeGrade(r) {
			b.Grades = append(b.Grades, r.id)
			if bandOf(r.id) != b.ID && b.ID != "" {
				l.wrong(r.at, "grade", "put it in the band "+string(bandOf(r.id)), "grade %s is not in the band %s", r.id, b.ID)
			}
		}
	}
	f.table("suggest", func(key ref, value *node) { l.suggest(&b, key, value) })
	f.needs("id", "grades")
	f.done()
	if b.ID == "" {
		return
	}
	if slices.ContainsFunc(l.course.Plan.Bands, func(other BandPlan) bool { return other.ID == b.ID }) {
		l.wrong(at, "duplicate-id", "keep one of them", "there is a band %s already", quote(string(b.ID)))
		return
	}
	l.course.Plan.Bands = append(l.course.Plan.Bands, b)
	l.planned.bands = append(l.planned.bands, at)
}

// suggest reads the units that are suggested in one grade of a band.
func (l *loader) suggest(b *BandPlan, grade ref, value *node) {
	if !slices.Contains(b.Grades, grade.id) {
		l.wrong(grade.at, "grade", "write one of the band's grades", "%s is not a grade of this band", quote(grade.id))
		return
	}
	f := &fields{l: l, at: value.at, what: "suggest", pairs: []pair{{&node{text: "units"}, value}}}
	for _, r := range f.list("units") {
		if _, ok := l.planned.units[r.id]; !ok {
			l.wrong(r.at, "unknown-unit", l.likeUnit(r.id), "there is no unit %s", quote(r.id))
			continue
		}
		if b.Suggest == nil {
			b.Suggest = map[string][]string{}
		}
		b.Suggest[grade.id] = append(b.Suggest[grade.id], r.id)
	}
}

// freeGrade reports a grade that another band has.
func (l *loader) freeGrade(r ref) bool {
	for _, b := range l.course.Plan.Bands {
		if slices.Contains(b.Grades, r.id) {
			l.wrong(r.at, "grade-twice", "keep it in one band", "grade %s is in the band %s already", r.id, b.ID)
			return false
		}
	}
	return true
}

func (l *loader) planAnnual(f *fields) {
	row := AnnualRow{
		Grade:   f.oneOf("grade", grades...),
		Lesson:  f.slug("lesson"),
		Module:  f.must("module"),
		Minutes: f.whole("minutes", 1, 600),
	}
	f.needs("grade", "lesson", "minutes")
	f.done()
	if row.Grade == "" || row.Lesson == "" {
		return
	}
	for _, other := range l.course.Plan.Annual {
		if other.Grade == row.Grade {
			l.wrong(f.place("grade"), "grade-twice", "keep one form for each grade", "grade %s has the form %s already", row.Grade, quote(other.Lesson))
			return
		}
	}
	l.course.Plan.Annual = append(l.course.Plan.Annual, row)
	l.planned.rows = append(l.planned.rows, ref{row.Lesson, f.place("lesson")})
}

// topics reads a list of required topics, and checks them once the plan is
// known.
func (l *loader) topics(f *fields, key string) []string {
	refs := f.slugs(key)
	l.check(func() {
		if l.planned == nil {
			return
		}
		var known []string
		for _, t := range l.course.Plan.Topics {
			known = append(known, t.ID)
		}
		for _, r := range refs {
			if _, ok := l.planned.topics[r.id]; !ok {
				l.wrong(r.at, "unknown-topic", didYouMean(r.id, known, "write one of "+strings.Join(known, ", ")), "the plan has no topic %s", quote(r.id))
			}
		}
	})
	return ids(refs)
}
