package curriculum_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
)

// exampleForm is a fenced example with the name of its file.
var exampleForm = regexp.MustCompile("(?ms)^```(?:markdown|yaml) ([a-z0-9._/-]+)\n(.*?)^```$")

// TestAuthoringExamples loads the examples of docs/authoring as one
// curriculum. Examples with the same file name are parts of one file.
func TestAuthoringExamples(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{"lesson.md", "quiz.md", "policy.md"} {
		doc, err := os.ReadFile(filepath.Join("..", "docs", "authoring", name))
		if err != nil {
			t.Fatal(err)
		}
		examples := exampleForm.FindAllStringSubmatch(string(doc), -1)
		if len(examples) == 0 {
			t.Errorf("docs/authoring/%s has no examples", name)
		}
		for _, m := range examples {
			file := files[m[1]]
			if file == nil {
				file = new(fstest.MapFile)
				files[m[1]] = file
			}
			file.Data = append(file.Data, m[2]...)
			if picture, ok := strings.CutSuffix(m[1], ".credit.yaml"); ok {
				files[picture] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}
			}
		}
	}
	course, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Errorf("the examples have problems:\n%s", written(t, problems))
	}
	kinds := map[curriculum.Kind]bool{}
	for _, q := range course.Quizzes {
		for _, x := range q.Questions {
			kinds[x.Kind] = true
		}
	}
	for _, kind := range []curriculum.Kind{
		curriculum.Single, curriculum.Several, curriculum.TrueFalse, curriculum.Spot,
		curriculum.Order, curriculum.Sort, curriculum.Fill,
	} {
		if !kinds[kind] {
			t.Errorf("no example shows the kind %s", kind)
		}
	}
}
