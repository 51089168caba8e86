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

func TestOriginsOfNothing(t *testing.T) {
	got, problems, err := curriculum.Origins(fstest.MapFS{})
	if err != nil || len(got)+len(problems) > 0 {
		t.Errorf("Origins = %v, %v, %v; want nothing", got, problems, err)
	}
}
