package curriculum_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

// layered is the base with several layers' config.yaml, and with layers for
// files.
type layered struct {
	fstest.MapFS
	configs []curriculum.Version
	layers  map[string]string // by the beginning of the path
}

func (l layered) Versions(name string) []curriculum.Version {
	if name != "config.yaml" {
		return nil
	}
	return l.configs
}

func (l layered) Layer(name string) string {
	for prefix, layer := range l.layers {
		if strings.HasPrefix(name, prefix) {
			return layer
		}
	}
	return ""
}

func TestSettingsAreMergedKeyByKey(t *testing.T) {
	course, problems, err := curriculum.Load(layered{MapFS: fstest.MapFS{}, configs: []curriculum.Version{
		{Layer: "built-in", Data: []byte("district: {name: A, phone: \"1\"}\nlanguages: [en, es]\nfacts:\n  one: 1\n  two: 2\nkiosk:\n  idle-minutes: 7\n")},
		{Layer: "Pine Ford", Data: []byte("district:\n  name: B\n  email:\nlanguages: [en]\nfacts:\n  two: 22\n  three: 3\n")},
		{Layer: "East", Data: []byte("school:\n  name: East\nkiosk:\n  quiz-minutes: 12\nfacts:\n")},
	}})
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, written(t, problems))
	}
	s := course.Settings
	if s.District.Name != "B" || s.District.Phone != "1" || s.School.Name != "East" {
		t.Errorf("names are %+v, %+v", s.District, s.School)
	}
	if diff := cmp.Diff([]string{"en"}, s.Languages); diff != "" {
		t.Errorf("a list is taken whole (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"one": "1", "two": "22", "three": "3"}, s.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if s.Kiosk.IdleMinutes != 7 || s.Kiosk.QuizMinutes != 12 || s.Kiosk.StaffMinutes != 5 {
		t.Errorf("minutes are %+v", s.Kiosk)
	}
}

func TestSettingsNameTheLayerOfAMistake(t *testing.T) {
	_, problems, err := curriculum.Load(layered{MapFS: fstest.MapFS{}, configs: []curriculum.Version{
		{Layer: "built-in", Data: []byte("quiz:\n  pass: 80\n")},
		{Layer: "Pine Ford", Data: []byte("\nquiz:\n  pass: 120%\n")},
		{Layer: "East", Data: []byte("look\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Layer+" "+p.Rule+" "+p.At())
	}
	want := []string{"East value-kind config.yaml:1:1", "Pine Ford pass-mark config.yaml:3:9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestRulesOfOtherLayers: homeroom's own lessons may name standard rules that
// a district does not have; the district's own may not.
func TestRulesOfOtherLayers(t *testing.T) {
	for _, tt := range []struct{ name, layer, rule, want string }{
		{"a standard rule in a lesson of homeroom's", "built-in", "monitoring", ""},
		{"a rule that nobody has in a lesson of homeroom's", "built-in", "no-dancing", "unknown-rule lessons/6-8/save.md:9:9"},
		{"a standard rule in a lesson of the district", "Pine Ford", "monitoring", "unknown-rule lessons/6-8/save.md:9:9"},
		{"a rule of the district", "Pine Ford", "kind-conduct", ""},
		{"a rule that is the same as a standard one", "Pine Ford", "etiquette", ""},
		{"a standard rule in files without layers", "", "monitoring", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := layered{MapFS: folder(t, "testdata/base"), layers: map[string]string{"lessons/": tt.layer, "content/": "Pine Ford"}}
			files.configs = []curriculum.Version{{Layer: "Pine Ford", Data: files.MapFS["config.yaml"].Data}}
			replace(t, files.MapFS, "lessons/6-8/save.md", "[kind-conduct]", "["+tt.rule+"]")
			replace(t, files.MapFS, "content/policies/use.md", "{#learning}", `{#learning same-as="etiquette"}`)
			_, problems, err := curriculum.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			if got := only(problems); got != tt.want {
				t.Errorf("Load reports\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// replace puts another text into a file.
func replace(t *testing.T, files fstest.MapFS, name, from, to string) {
	t.Helper()
	old := string(files[name].Data)
	if !strings.Contains(old, from) {
		t.Fatalf("%s does not have %q", name, from)
	}
	files[name] = text(strings.Replace(old, from, to, 1))
}
