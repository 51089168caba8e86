package curriculum_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// pineFord is the pack of an invented state.
const pineFord = `name: Pine Ford
checked-on: 2026-10-01
facts:
  report-person:
    text: any adult of the state
    source: pf-telling
    checked-on: 2026-09-30
  bullying-definition:
    text: being cruel
    source: cipa
    checked-on: 2026-10-01
topics:
  - id: response
    law: pf-telling
  - id: sleep
    name: Sleep and screens
    law: pf-telling
legal:
  - id: pf-telling
    citation: Pine Ford Code 7
    title: Telling
    status: current
    checked-on: 2026-10-01
  - id: cipa
    citation: of the state
    title: Of the state
    status: current
    checked-on: 2026-10-01
`

// inState loads the base with the pack of Pine Ford, and with settings of two
// layers.
func inState(t *testing.T, builtIn, district string) *curriculum.Curriculum {
	t.Helper()
	files := layered{MapFS: folder(t, "testdata/base"), configs: []curriculum.Version{
		{Layer: "built-in", Data: []byte("policy-bands: [{id: 6-12, name: Older, grades: [6]}]\n" + builtIn)},
		{Layer: "Pine Ford", Data: []byte(district)},
	}}
	files.MapFS["content/states/pf.yaml"] = &fstest.MapFile{Data: []byte(pineFord)}
	files.MapFS["content/states/other.yaml"] = &fstest.MapFile{Data: []byte("name: Other\nchecked-on: 2026-01-01\n")}
	if strings.Contains(district, "state: pf") {
		replace(t, files.MapFS, "lessons/6-8/save.md", "topics: [response]", "topics: [response, sleep]")
	}
	course, problems, err := curriculum.Load(files)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, written(t, problems))
	}
	return course
}

func TestFactsOfTheState(t *testing.T) {
	const builtIn = "facts:\n  report-person: a teacher\n  it-help: the help desk\n"
	for _, tt := range []struct {
		name, district string
		want           map[string]string
		replaced       []bool // the pack's facts, in its order
	}{
		{"no state", "", map[string]string{"report-person": "a teacher", "it-help": "the help desk"}, nil},
		{"a state wins over what is built in", "state: pf\n",
			map[string]string{"report-person": "any adult of the state", "it-help": "the help desk", "bullying-definition": "being cruel"}, []bool{false, false}},
		{"a district wins over its state", "state: pf\nfacts:\n  report-person: the nurse\n",
			map[string]string{"report-person": "the nurse", "it-help": "the help desk", "bullying-definition": "being cruel"}, []bool{true, false}},
		{"a key without a value changes nothing", "state: pf\nfacts:\n  report-person:\n",
			map[string]string{"report-person": "any adult of the state", "it-help": "the help desk", "bullying-definition": "being cruel"}, []bool{false, false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			course := inState(t, builtIn, tt.district)
			if diff := cmp.Diff(tt.want, course.Settings.Facts); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			var replaced []bool
			if s := course.State(); s != nil {
				for _, f := range s.Facts {
					replaced = append(replaced, f.Replaced)
				}
			}
			if diff := cmp.Diff(tt.replaced, replaced); diff != "" {
				t.Errorf("replaced facts of the state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSchoolLeavesTheState(t *testing.T) {
	files := layered{MapFS: folder(t, "testdata/base"), configs: []curriculum.Version{
		{Layer: "Pine Ford", Data: append([]byte("state: pf\n"), folder(t, "testdata/base")["config.yaml"].Data...)},
		{Layer: "East", Data: []byte("state: \"\"\n")},
	}}
	files.MapFS["content/states/pf.yaml"] = &fstest.MapFile{Data: []byte(pineFord)}
	course, problems, err := curriculum.Load(files)
	if err != nil || len(problems) > 0 || course.State() != nil || course.Settings.State != "" {
		t.Errorf("%v, %v, the state is %+v", err, problems, course.State())
	}
	if len(course.States) != 1 {
		t.Errorf("there are %d packs, want 1: each is read, whichever is chosen", len(course.States))
	}
}

func TestTopicsAndLawsOfTheState(t *testing.T) {
	course := inState(t, "facts: {report-person: a teacher}\n", "state: pf\n")
	topics := []curriculum.Topic{
		{ID: "response", Name: "Responding to cyberbullying", Law: "pf-telling"},
		{ID: "sleep", Name: "Sleep and screens", Law: "pf-telling"},
	}
	if diff := cmp.Diff(topics, course.Plan.Topics); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
	var laws []string
	for _, l := range course.Legal {
		laws = append(laws, l.ID+" "+l.Citation)
	}
	if diff := cmp.Diff([]string{"cipa 47 U.S.C. 254(h)", "pf-telling Pine Ford Code 7"}, laws); diff != "" {
		t.Errorf("laws (-want +got):\n%s", diff)
	}
	none := inState(t, "facts: {report-person: a teacher}\n", "")
	if len(none.Legal) != 1 || len(none.Plan.Topics) != 1 || none.Plan.Topics[0].Law != "" {
		t.Errorf("without a state there are %+v, %+v", none.Legal, none.Plan.Topics)
	}
}

// TestStateInAnotherLanguage wants the words of a pack to be translated as
// those of settings are, and to keep their place between them.
func TestStateInAnotherLanguage(t *testing.T) {
	spanish := map[string]string{
		"being cruel": "ser cruel", "a teacher": "una maestra", "the nurse": "la enfermera", "Telling": "Contar", "Sleep and screens": "Dormir",
	}
	pack := strings.Replace(pineFord, "- id: response\n", "- id: response\n    name: Responding\n", 1)
	files := bilingual(map[string]string{
		"content/states/pf.yaml": pack,
		"content/untold.md":      "---\nid: untold\ntitle: Untold\n---\n\nIt is {{< bullying-definition >}}, {{< report-person >}}.\n",
		"config.yaml":            "languages: [en, es]\nstate: pf\nfacts:\n  report-person: the nurse\n",
	})
	d := &dictionary{translate: func(_ string, x curriculum.Text) (string, bool) { s, ok := spanish[x.Text]; return s, ok }}
	c, problems, err := curriculum.LoadIn(files, "es", d)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, written(t, problems))
	}
	want := map[string]string{"report-person": "la enfermera", "bullying-definition": "ser cruel"}
	if diff := cmp.Diff(want, c.Settings.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if s := c.State(); s.Legal[0].Title != "Contar" || s.Topics[1].Name != "Dormir" || s.Facts[1].Text != "ser cruel" || s.Facts[1].Original != "being cruel" {
		t.Errorf("the pack is %+v", s)
	}
	for _, p := range c.Pages {
		if want := "It is being cruel, the nurse."; p.ID == "untold" && p.Body.Plain() != want {
			t.Errorf("a page that is not translated says %q, want %q", p.Body.Plain(), want)
		}
	}
	var contexts []string
	for _, x := range curriculum.Texts("content/states/pf.yaml", []byte(pack)) {
		contexts = append(contexts, x.Context)
	}
	wantContexts := []string{"name", "facts/report-person/text", "facts/bullying-definition/text", "topics/response/name", "topics/sleep/name", "legal/pf-telling/title", "legal/cipa/title"}
	if diff := cmp.Diff(wantContexts, contexts); diff != "" {
		t.Errorf("texts to translate (-want +got):\n%s", diff)
	}
}
