package curriculum_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

func TestOriginsSayWhichLayerWon(t *testing.T) {
	files := layered{MapFS: fstest.MapFS{}, configs: []curriculum.Version{
		{Layer: "built-in", Data: []byte("district:\n  name: Ours\n  phone: \"12\"\nlanguages: [en, es]\nquiz:\n  pass: 80\nkiosk:\n  staff-over-http: false\nfacts:\n  it-help: the help desk\n")},
		{Layer: "district", Data: []byte("# ours\nlanguages: [en]\ndistrict:\n  name: Quiet Harbor\n  phone:\nquizz: 3\nfacts:\n  lost-and-found: the office\n")},
	}}
	got, problems, err := curriculum.Origins(files)
	if err != nil {
		t.Fatal(err)
	}
	want := []curriculum.Setting{
		{Key: "district.name", Value: "Quiet Harbor", Layer: "district", Line: 4, Column: 3},
		{Key: "district.phone", Value: "12", Layer: "built-in", Line: 3, Column: 3},
		{Key: "languages", Value: []any{"en"}, Layer: "district", Line: 2, Column: 1},
		{Key: "quiz.pass", Value: 80, Layer: "built-in", Line: 6, Column: 3},
		{Key: "kiosk.staff-over-http", Value: false, Layer: "built-in", Line: 8, Column: 3},
		{Key: "facts.it-help", Value: "the help desk", Layer: "built-in", Line: 10, Column: 3},
		{Key: "facts.lost-and-found", Value: "the office", Layer: "district", Line: 8, Column: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Origins (-want +got):\n%s", diff)
	}
	if len(problems) != 1 || problems[0].Rule != "unknown-key" || problems[0].Hint != "did you mean quiz" {
		t.Errorf("problems = %+v, want one unknown key", problems)
	}
}

func TestOriginsOfAStatesFacts(t *testing.T) {
	const pack = "name: Pine Ford\nchecked-on: 2026-10-01\nfacts:\n" +
		"  it-help: {text: the state's help desk, source: law, checked-on: 2026-10-01}\n" +
		"  report-form: {text: the state's form, source: law, checked-on: 2026-10-01}\n" +
		"  anew: {text: something new, source: law, checked-on: 2026-10-01}\n"
	files := layered{MapFS: fstest.MapFS{"content/states/pf.yaml": {Data: []byte(pack)}}, configs: []curriculum.Version{
		{Layer: "built-in", Data: []byte("languages: [en]\nfacts:\n  it-help: the help desk\n  report-form: the form\n")},
		{Layer: "district", Data: []byte("state: pf\nfacts:\n  report-form: our form\n")},
	}}
	got, problems, err := curriculum.Origins(files)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	want := []curriculum.Setting{
		{Key: "languages", Value: []any{"en"}, Layer: "built-in", Line: 1, Column: 1},
		{Key: "facts.it-help", Value: "the state's help desk", File: "content/states/pf.yaml", Line: 4, Column: 3},
		{Key: "facts.report-form", Value: "our form", Layer: "district", Line: 3, Column: 3},
		{Key: "state", Value: "pf", Layer: "district", Line: 1, Column: 1},
		{Key: "facts.anew", Value: "something new", File: "content/states/pf.yaml", Line: 6, Column: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Origins (-want +got):\n%s", diff)
	}
}

func TestOriginsOfNothing(t *testing.T) {
	got, problems, err := curriculum.Origins(fstest.MapFS{})
	if err != nil || len(got)+len(problems) > 0 {
		t.Errorf("Origins = %v, %v, %v; want nothing", got, problems, err)
	}
}
