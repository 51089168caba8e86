package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"

	"github.com/spf13/afero"

	"homeroom/curriculum"
	"homeroom/internal/layer"
)

// thousand returns the sample site in English with 1,000 lessons.
func thousand(tb testing.TB) siteInput {
	in := sampleSite(tb)
	in.Texts = in.Texts[:1]
	course := in.Texts[0].Course
	first := *course.Lessons[1]
	first.Quiz, first.Guide = "", nil
	course.Lessons = nil
	for i := range 1000 {
		l := first
		l.ID, l.Path = fmt.Sprintf("lesson-%d", i), fmt.Sprintf("lessons/6-8/lesson-%d.md", i)
		l.Title = fmt.Sprintf("%s, part %d", first.Title, i)
		l.Body = curriculum.Prose(lessonText + lessonFiller)
		l.Rules = []string{"kind-conduct"}
		course.Lessons = append(course.Lessons, &l)
	}
	course.Quizzes, course.Plan.Annual = nil, nil
	data, err := json.Marshal(course)
	if err != nil {
		tb.Fatal(err)
	}
	in.Texts[0].Course = new(curriculum.Curriculum) // with its indexes, as one that was loaded
	if err := json.Unmarshal(data, in.Texts[0].Course); err != nil {
		tb.Fatal(err)
	}
	return in
}

// BenchmarkSite makes a site of 1,000 lessons, and BenchmarkHugo renders the
// sources of the same site with Hugo and nothing else. The first may take 1.3
// times as long as the second.
func BenchmarkSite(b *testing.B) {
	in := thousand(b)
	for b.Loop() {
		if _, err := renderSite(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHugo(b *testing.B) {
	in := thousand(b)
	theme, err := fs.Sub(in.Layers, "themes/homeroom")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		p := &press{files: layer.Under(siteRoot+"/theme", afero.NewMemMapFs(), theme)}
		hugo := hugoInput{Files: p.files, CacheDir: in.CacheDir}
		p.language(newDesks(in)[0], &hugo)
		p.put("assets/css/district.css", []byte("@layer district {}\n"))
		b.StartTimer()
		if _, _, err := runHugo(b.Context(), hugo); err != nil {
			b.Fatal(err)
		}
	}
}

// lessonFiller brings a lesson to the length of a real one.
var lessonFiller = func() (text string) {
	for i := range 12 {
		text += fmt.Sprintf("\n## Part %d {#part-%d minutes=3}\n\nSomebody made every picture you see, and somebody wrote every word. "+
			"Say who, say where you found it, and say what you changed. Then a reader can follow your path.\n\n- Ask *first*.\n- Say thanks.\n", i, i)
	}
	return text
}()

// BenchmarkGate looks through the rendered pages of the same site. It may take
// 3 % of the time of BenchmarkSite.
func BenchmarkGate(b *testing.B) {
	in := thousand(b)
	site, err := renderSite(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	p := &press{}
	for b.Loop() {
		if err := p.gate(site.Files); err != nil {
			b.Fatal(err)
		}
	}
}
