package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// likeUnit returns a hint for a unit that is not in the plan.
func (l *loader) likeUnit(id string) string {
	return didYouMean(id, slices.Collect(maps.Keys(l.planned.units)), "write the id of a unit of lessons/plan.yaml")
}

// checkPlan holds the plan against the lessons.
func (l *loader) checkPlan() {
	if l.planned == nil {
		if len(l.lessons) > 0 {
			l.wrong(whole(&source{path: "lessons/plan.yaml"}), "missing-plan", "write the units, their names and their order", "there is no plan")
		}
		return
	}
	l.checkAnnual()
	l.checkTopics()
}

// checkAnnual checks that each grade has its form, and each form its row.
func (l *loader) checkAnnual() {
	forms := map[string]*lesson{}
	for _, n := range l.lessons {
		if n.Grade != "" {
			forms[n.ID] = n
		}
	}
	plan := &l.course.Plan
	kept, has := plan.Annual[:0], map[string]bool{}
	for i, row := range plan.Annual {
		at := l.planned.rows[i].at
		has[row.Grade] = true
		form := forms[row.Lesson]
		if form == nil {
			l.doubtful(at, "missing-form", didYouMean(row.Lesson, slices.Collect(maps.Keys(forms)), "write lessons/annual/"+strings.ToLower(row.Grade)+".md"),
				"there is no annual form %s", quote(row.Lesson))
			continue
		}
		if form.Grade != row.Grade {
			l.wrong(at, "grade", "name the form of this grade", "%s is the form of grade %s", quote(row.Lesson), form.Grade)
			continue
		}
		if form.Lesson.Minutes != row.Minutes && form.Lesson.Minutes > 0 {
			l.doubtful(form.minutes, "minutes", "write the same minutes in lessons/plan.yaml", "the plan says %d minutes", row.Minutes)
		}
		delete(forms, row.Lesson)
		kept = append(kept, row)
	}
	plan.Annual = kept
	for _, n := range forms {
		if !has[n.Grade] {
			l.wrong(n.page.span(0, 0), "unplanned-form", "add a row under annual: in lessons/plan.yaml", "the plan has no row for this form")
		}
	}
	for i, b := range plan.Bands {
		var missing []string
		for _, grade := range b.Grades {
			if !has[grade] {
				missing = append(missing, grade)
			}
		}
		if len(missing) > 0 {
			l.doubtful(l.planned.bands[i], "missing-form", "add a row under annual:, and write lessons/annual/"+strings.ToLower(missing[0])+".md",
				"these grades have no annual form: %s", strings.Join(missing, ", "))
		}
	}
}

// checkTopics checks that each band teaches each required topic.
func (l *loader) checkTopics() {
	lessons, taught := map[Band]int{}, map[Band]map[string]bool{}
	for _, n := range l.lessons {
		if n.Draft {
			continue
		}
		lessons[n.Band]++
		if taught[n.Band] == nil {
			taught[n.Band] = map[string]bool{}
		}
		for _, t := range n.Topics {
			taught[n.Band][t] = true
		}
	}
	for i, b := range l.course.Plan.Bands {
		var missing []string
		for _, t := range l.course.Plan.Topics {
			if !taught[b.ID][t.ID] {
				missing = append(missing, t.ID)
			}
		}
		switch {
		case lessons[b.ID] == 0:
			l.doubtful(l.planned.bands[i], "empty-band", "write its lessons in lessons/"+string(b.ID), "this band has no lessons")
		case len(missing) > 0:
			l.doubtful(l.planned.bands[i], "untaught-topic", "name them under topics: in the lessons of the band that teach them", "no lesson of this band teaches %s", strings.Join(missing, ", "))
		}
	}
}
