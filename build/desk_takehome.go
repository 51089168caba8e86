package build

import (
	"regexp"
	"strings"

	"homeroom/curriculum"
)

// takeHomeID is the id of the part of a lesson that goes home with a student.
const takeHomeID = "take-home"

var (
	takeHomeHeading = regexp.MustCompile(`(?m)^## .*\{#` + takeHomeID + `[ }].*$`)
	nextHeading     = regexp.MustCompile(`(?m)^## `)
)

// takeHomeSource returns what stands for the source of a lesson's take-home
// page, which is a part of the lesson's own file.
func takeHomeSource(lesson string) string {
	return strings.TrimSuffix(lesson, ".md") + ".take-home.md"
}

// takeHome returns the page that a student takes home from a lesson: its last
// part alone, to share with a family and to print on one sheet.
func (d *desk) takeHome(l *curriculum.Lesson) (sheet, bool) {
	doc, ok := takeHomeDocument(l)
	if !ok {
		return sheet{}, false
	}
	doc.Title = d.titles[doc.Path]
	s, c := d.sheet("page", "lessons", doc, homeSource, lessonsSource, l.Path)
	c.Contents = nil
	s.Listed = false // the same words stand in the lesson
	s.params = c
	return s, true
}

// takeHomeDocument returns the take-home part of a lesson as a document, or
// false if the lesson has none.
func takeHomeDocument(l *curriculum.Lesson) (*curriculum.Document, bool) {
	body := string(l.Body)
	if !strings.Contains(body, "{#"+takeHomeID) {
		return nil, false
	}
	at := takeHomeHeading.FindStringIndex(body)
	if at == nil {
		return nil, false
	}
	from, to := at[0], len(body)
	if next := nextHeading.FindStringIndex(body[at[1]:]); next != nil {
		to = at[1] + next[0]
	}
	doc := excerpt(&l.Document, from, to)
	doc.ID, doc.Path, doc.Summary, doc.Draft, doc.Edition = l.ID+"-"+takeHomeID, takeHomeSource(l.Path), l.Summary, l.Draft, l.Edition
	doc.SourceLine, doc.Rendition = l.SourceLine+strings.Count(body[:from], "\n"), l.Rendition
	return doc, true
}
