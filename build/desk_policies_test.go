package build

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

func TestPoliciesStandByNumberThenTheYoungestFirst(t *testing.T) {
	d := &desk{course: &curriculum.Curriculum{
		Settings: curriculum.Settings{PolicyBands: []curriculum.PolicyBand{{ID: "k-2"}, {ID: "3-5"}, {ID: "6-12"}}},
		Policies: []*curriculum.Policy{
			{Document: curriculum.Document{ID: "agree-3-5"}, Bands: []string{"3-5"}},
			{Document: curriculum.Document{ID: "agree-6-12"}, Bands: []string{"6-12"}},
			{Document: curriculum.Document{ID: "agree-k-2"}, Bands: []string{"k-2"}},
			{Document: curriculum.Document{ID: "second"}, Number: "61.2"},
			{Document: curriculum.Document{ID: "first"}, Number: "61.1"},
			{Document: curriculum.Document{ID: "for-all"}},
		},
	}}
	var got []string
	for _, p := range d.inOrder() {
		got = append(got, p.ID)
	}
	want := []string{"first", "second", "for-all", "agree-k-2", "agree-3-5", "agree-6-12"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("policies in order (-want +got):\n%s", diff)
	}
}

func TestShortNameOfARule(t *testing.T) {
	for text, want := range map[curriculum.Prose]string{
		"**Learn with it.** Use school technology for learning.": "Learn with it",
		"Messages are not private. Never send:\n- a password.":   "Messages are not private",
		"Be kind": "Be kind",
		"Send no [chain letters](x.md); not one.":      "Send no chain letters",
		"Use version 2.0 only. It is safer.":           "Use version 2.0 only",
		"Ask before you record!":                       "Ask before you record!",
		"对人友善。在网上也一样。":                                 "对人友善",
		"See [a page](https://x.example/a) first. Go.": "See a page first",
	} {
		if got := short(text); got != want {
			t.Errorf("short(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestALessonLeadsToTheRulesOfItsGrades(t *testing.T) {
	rule := func(id string, sameAs ...string) []curriculum.Rule {
		return []curriculum.Rule{{ID: id, Number: 1, Text: curriculum.Prose(id), SameAs: sameAs}}
	}
	course := &curriculum.Curriculum{
		Settings: curriculum.Settings{PolicyBands: []curriculum.PolicyBand{
			{ID: "k-5", Grades: []string{"K", "1", "2", "3", "4", "5"}}, {ID: "6-12", Grades: []string{"6", "7", "8"}},
		}},
		Policies: []*curriculum.Policy{
			{Document: curriculum.Document{Path: "content/policies/all.md"}, Rules: rule("kind-conduct")},
			{Document: curriculum.Document{Path: "content/policies/old.md"}, Bands: []string{"6-12"}, Rules: rule("kind-old", "kind-conduct")},
			{Document: curriculum.Document{Path: "content/policies/young.md"}, Bands: []string{"k-5"}, Rules: rule("kind-young", "kind-conduct")},
		},
	}
	d := &desk{lang: "en", course: course, titles: map[string]string{}}
	for _, tt := range []struct {
		name   string
		grades []string
		want   []string
	}{
		{"a young grade", []string{"4"}, []string{"kind-conduct", "kind-young"}},
		{"an old grade", []string{"6", "7"}, []string{"kind-conduct", "kind-old"}},
		{"all grades", nil, []string{"kind-conduct", "kind-old", "kind-young"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range d.rules([]string{"kind-conduct"}, tt.grades) {
				got = append(got, r.Title)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
		})
	}
}
