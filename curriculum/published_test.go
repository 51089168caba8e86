package curriculum_test

import (
	"testing"

	"homeroom/curriculum"
)

func TestPublishedLeavesDraftsOut(t *testing.T) {
	lesson := func(id string, draft bool) *curriculum.Lesson {
		return &curriculum.Lesson{Document: curriculum.Document{ID: id, Draft: draft}}
	}
	all := &curriculum.Curriculum{
		Lessons: []*curriculum.Lesson{lesson("done", false), lesson("begun", true)},
		Quizzes: []*curriculum.Quiz{{ID: "done-quiz", Lesson: "done"}, {ID: "begun-quiz", Lesson: "begun"}},
		Pages:   []*curriculum.Page{{Document: curriculum.Document{ID: "page", Draft: true}}},
	}
	got := all.Published()
	for _, tt := range []struct {
		name  string
		found func() bool
		want  bool
	}{
		{"a finished lesson", func() bool { _, ok := got.Lesson("done"); return ok }, true},
		{"a draft lesson", func() bool { _, ok := got.Lesson("begun"); return ok }, false},
		{"a finished lesson's quiz", func() bool { _, ok := got.Quiz("done-quiz"); return ok }, true},
		{"a draft lesson's quiz", func() bool { _, ok := got.Quiz("begun-quiz"); return ok }, false},
		{"a draft page", func() bool { return len(got.Pages) > 0 }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.found() != tt.want {
				t.Errorf("published is %v, want %v", tt.found(), tt.want)
			}
		})
	}
	if len(all.Lessons) != 2 || len(all.Quizzes) != 2 {
		t.Error("Published changed the curriculum itself")
	}
}
