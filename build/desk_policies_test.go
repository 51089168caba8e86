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
