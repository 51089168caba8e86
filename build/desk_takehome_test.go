package build

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
)

func TestTakeHomeIsTheLessonsLastPart(t *testing.T) {
	body := "Begin.\n\n## Practice {#practice minutes=5}\n\nSee [a](x.md).\n\n## Take home {#take-home}\n\nAsk [b](y.md).\n\n### Two questions {#two}\n\n- One {#one}\n"
	start := func(text string) int {
		for i := range body {
			if len(body)-i >= len(text) && body[i:i+len(text)] == text {
				return i
			}
		}
		t.Fatalf("%q is not there", text)
		return 0
	}
	l := &curriculum.Lesson{Document: curriculum.Document{
		ID: "l", Path: "lessons/3-5/l.md", Body: curriculum.Prose(body), SourceLine: 10,
		Links: []curriculum.Link{
			{Start: start("x.md"), End: start("x.md") + 4, Page: "x.md"}, {Start: start("y.md"), End: start("y.md") + 4, Page: "y.md"},
		},
		Marks: []curriculum.Mark{{Start: start(" {#one}"), End: start(" {#one}") + 7, Item: start("One"), ID: "one"}},
	}}
	doc, ok := takeHomeDocument(l)
	if !ok {
		t.Fatal("the lesson has no take-home page")
	}
	link, mark := doc.Links[0], doc.Marks[0]
	got := []string{doc.Path, string(doc.Body[:27]), string(doc.Body[link.Start:link.End]), string(doc.Body[mark.Start:mark.End])}
	want := []string{"lessons/3-5/l.take-home.md", "## Take home {#take-home}\n\n", "y.md", " {#one}"}
	if diff := cmp.Diff(want, got); diff != "" || len(doc.Links) != 1 || doc.SourceLine != 16 {
		t.Errorf("take-home page, line %d with %d links (-want +got):\n%s", doc.SourceLine, len(doc.Links), diff)
	}
	l.Body = "No such part."
	if _, ok := takeHomeDocument(l); ok {
		t.Error("a lesson without the part has a take-home page")
	}
}
