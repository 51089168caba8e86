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
	at := takeHomeHeading.FindStringIndex(body)
	if at == nil {
		return nil, false
	}
	from, to := at[0], len(body)
	if next := nextHeading.FindStringIndex(body[at[1]:]); next != nil {
		to = at[1] + next[0]
	}
	doc := &curriculum.Document{
		ID: l.ID + "-" + takeHomeID, Path: takeHomeSource(l.Path), Summary: l.Summary, Draft: l.Draft, Edition: l.Edition,
		Body: curriculum.Prose(body[from:to]), SourceLine: l.SourceLine + strings.Count(body[:from], "\n"),
	}
	for _, k := range l.Links {
		if k.Start >= from && k.End <= to {
			k.Start, k.End = k.Start-from, k.End-from
			doc.Links = append(doc.Links, k)
		}
	}
	for _, m := range l.Marks {
		if m.Start >= from && m.End <= to {
			m.Start, m.End, m.Item = m.Start-from, m.End-from, m.Item-from
			doc.Marks = append(doc.Marks, m)
		}
	}
	return doc, true
}
