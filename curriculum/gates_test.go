package curriculum_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"homeroom/curriculum"
	"homeroom/internal/layer"
)

// stacked lays the files of Pine Ford on the base as its built-in layer.
func stacked(below, above fstest.MapFS) fs.FS {
	builtIn := fstest.MapFS{}
	for _, files := range []fstest.MapFS{base(), below} {
		for name, file := range files {
			builtIn[name] = file
		}
	}
	return versioned{layer.New(layer.Layer{Name: layer.BuiltIn, Files: builtIn}, layer.Layer{Name: "Pine Ford", Files: above})}
}

// rules returns the rules and places of the problems of files.
func rules(t *testing.T, files fs.FS) string {
	t.Helper()
	_, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return only(problems)
}

// pageWith returns a page with an id, lines of front matter and a text.
func pageWith(id, matter, body string) *fstest.MapFile {
	return text("---\nid: " + id + "\ntitle: A page\n" + matter + "---\n\n" + body + "\n")
}

func TestCitationsOfAllLayers(t *testing.T) {
	entry := func(url, title string) string {
		return "- url: " + url + "\n  title: " + title + "\n  publisher: P\n  checked-on: 2026-05-12\n"
	}
	files := stacked(fstest.MapFS{
		"content/a.md":           pageWith("a", "", "[One](https://one.example/) and [two](https://two.example/)."),
		"content/b.md":           pageWith("b", "", "[Three](https://three.example/)."),
		"content/citations.yaml": text(entry("https://one.example", "B built-in") + entry("https://two.example/", "C") + entry("https://three.example/", "D")),
	}, fstest.MapFS{
		"content/b.md":           pageWith("b", "", "[Four](https://four.example/x?y=1#z)."),
		"content/citations.yaml": text(entry("https://one.example/#top", "A") + entry("https://four.example/x?y=1", "E")),
	})
	course, problems, err := curriculum.Load(files)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, written(t, problems))
	}
	var titles []string
	for _, c := range course.Citations {
		titles = append(titles, c.Title)
	}
	if diff := cmp.Diff([]string{"A", "C", "D", "E"}, titles); diff != "" {
		t.Errorf("citations (-want +got):\n%s", diff)
	}
	if c, ok := course.Citation("https://ONE.example/#middle"); !ok || c.Title != "A" || c.Checked.String() != "2026-05-12" {
		t.Errorf("Citation is %v, %v", c, ok)
	}
	if c, ok := course.Citation("https://five.example/"); ok {
		t.Errorf("Citation is %v, want none", c)
	}
}

func TestQuickLinksNeedNoCitation(t *testing.T) {
	links := text("quick-links: [{title: One, url: https://one.example}, {title: Two, url: https://two.example}]\nfacts: {report-person: a teacher}\n")
	problems := problemsWith(t, fstest.MapFS{
		"config.yaml":            links,
		"content/citations.yaml": text("- {url: https://one.example, title: One, publisher: P, checked-on: 2026-05-12}\n"),
	})
	if len(problems) > 0 {
		t.Errorf("Load reports\n%s", only(problems))
	}
}

func TestLicences(t *testing.T) {
	for _, tt := range []struct{ licence, name, url string }{
		{"CC BY 4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"},
		{"CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"},
		{"CC BY-NC-ND 2.5", "CC BY-NC-ND 2.5", "https://creativecommons.org/licenses/by-nc-nd/2.5/"},
		{"CC-BY-3.0-US", "CC BY 3.0 US", "https://creativecommons.org/licenses/by/3.0/us/"},
		{"CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
		{"public domain", "public domain", "https://creativecommons.org/publicdomain/mark/1.0/"},
		{"MIT", "MIT", "https://opensource.org/license/mit"},
		{"all rights reserved, used with permission\npermission: a letter of 3 May 2026, in the office", "all rights reserved, used with permission", ""},
		{"CC BY 5.0", "", ""},
		{"CC BY 4.0 US", "", ""},
		{"BY 4.0", "", ""},
	} {
		t.Run(tt.licence, func(t *testing.T) {
			files := folder(t, "testdata/base")
			files["content/kite.svg"] = text("<svg/>")
			files["content/kite.svg.credit.yaml"] = text("title: Kite\nauthor: Ana Ruiz\nsource: drawn\nlicence: " + tt.licence + "\n")
			course, problems, err := curriculum.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			if tt.name == "" {
				if only(problems) != "unknown-licence content/kite.svg.credit.yaml:4:10" {
					t.Errorf("Load reports\n%s", only(problems))
				}
				return
			}
			if a := course.Assets[0]; len(problems) > 0 || a.Licence != tt.name || a.LicenceURL != tt.url {
				t.Errorf("the licence is %q, %q\n%s", a.Licence, a.LicenceURL, only(problems))
			}
		})
	}
}

// numbered returns n different words.
func numbered(n int) string {
	var words []string
	for i := range n {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	return strings.Join(words, " ")
}

func TestRepeatedParagraphs(t *testing.T) {
	long, longer := numbered(30), numbered(70)
	lesson := func(body string) *fstest.MapFile {
		return text(strings.Replace(string(base()["lessons/6-8/save.md"].Data), "Do it.", body, 1))
	}
	quiz := func(scene string) *fstest.MapFile {
		return text(strings.Replace(string(base()["quizzes/6-8/save.md"].Data), "\n- [ ] A reply", "\n"+scene+"\n\n- [ ] A reply", 1))
	}
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		want  string
	}{
		{"a short one", fstest.MapFS{"content/a.md": pageWith("a", "", numbered(20)), "content/b.md": pageWith("b", "", numbered(20))}, ""},
		{"a long one", fstest.MapFS{"content/a.md": pageWith("a", "", long), "content/b.md": pageWith("b", "", long)}, "repeated-paragraph content/b.md:6:1"},
		{"in another dress", fstest.MapFS{"content/a.md": pageWith("a", "", long), "content/b.md": pageWith("b", "", "> 1. **"+strings.ToUpper(long)+"**! {#x}")}, "repeated-paragraph content/b.md:6:6"},
		{"with another word", fstest.MapFS{"content/a.md": pageWith("a", "", long), "content/b.md": pageWith("b", "", long+" more")}, ""},
		{"on a draft", fstest.MapFS{"content/a.md": pageWith("a", "", long), "content/b.md": pageWith("b", "draft: true\n", long)}, ""},
		{"in code", fstest.MapFS{"content/a.md": pageWith("a", "", "```\n"+long+"\n```"), "content/b.md": pageWith("b", "", "```\n"+long+"\n```")}, ""},
		{"included", fstest.MapFS{"content/a.md": pageWith("a", "", "## A {#a}\n\n"+long), "content/b.md": pageWith("b", "", `{{< include "/content/a.md#a" >}}`)}, ""},
		{"in a lesson and its guide", fstest.MapFS{"lessons/6-8/save.md": lesson(long), "lessons/6-8/save.guide.md": text(long)}, ""},
		{"in a lesson and its guide, truly long", fstest.MapFS{"lessons/6-8/save.md": lesson(longer), "lessons/6-8/save.guide.md": text(longer)}, "repeated-paragraph lessons/6-8/save.md:20:1"},
		{"in a lesson and its quiz", fstest.MapFS{"lessons/6-8/save.md": lesson(long), "quizzes/6-8/save.md": quiz(long)}, ""},
		{"in a lesson and its quiz, truly long", fstest.MapFS{"lessons/6-8/save.md": lesson(longer), "quizzes/6-8/save.md": quiz(longer)}, "repeated-paragraph quizzes/6-8/save.md:8:1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := only(problemsWith(t, tt.files)); got != tt.want {
				t.Errorf("Load reports\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	t.Run("in another layer", func(t *testing.T) {
		got := rules(t, stacked(fstest.MapFS{"content/a.md": pageWith("a", "", long)}, fstest.MapFS{"content/b.md": pageWith("b", "", long)}))
		if got != "" {
			t.Errorf("Load reports\n%s", got)
		}
	})
}

func TestIDsOfReplacedFiles(t *testing.T) {
	was := pageWith("a", "", "## One {#one}\n\n- Two {#two}\n\n## Three")
	for _, tt := range []struct {
		name         string
		below, above fstest.MapFS
		want         string
	}{
		{"all there", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": pageWith("a", "", "- One {#one}\n- Two {#two}")}, ""},
		{"as an id that homeroom made", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": pageWith("a", "", "## One\n\n### Two")}, ""},
		{"one gone", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": pageWith("a", "", "## One {#one}")}, "vanished-id content/a.md:1:1"},
		{"one retired", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": pageWith("a", "retired: [two]\n", "## One {#one}")}, ""},
		{"another page", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": pageWith("b", "retired: [a]\n", "- One {#one}\n- Two {#two}")}, ""},
		{"a draft below", fstest.MapFS{"content/a.md": pageWith("a", "draft: true\n", "## One {#one}")}, fstest.MapFS{"content/a.md": pageWith("a", "", "Hello.")}, ""},
		{"a broken file below", fstest.MapFS{"content/a.md": text("## One {#one}\n\xff")}, fstest.MapFS{"content/a.md": pageWith("a", "", "Hello.")}, ""},
		{"a broken file above", fstest.MapFS{"content/a.md": was}, fstest.MapFS{"content/a.md": text("Hello.\n")}, "front-matter content/a.md:1:1"},
		{"a ledger below is not the district's", fstest.MapFS{
			"content/a.md":     was,
			"content/c.md":     pageWith("c", "", "## Four {#four}"),
			"lessons/ids.yaml": text("ids:\n  a:\n    - one\n    - two\n    - older\n  c:\n    - four\n"),
		}, fstest.MapFS{
			"content/a.md": pageWith("a", "retired: [two]\n", "## One {#one}"),
			"content/c.md": pageWith("d", "retired: [c, four]\n", "Hello."),
		}, ""},
		{"a page that is gone below", fstest.MapFS{"lessons/ids.yaml": text("ids:\n  a:\n")}, fstest.MapFS{}, "vanished-id lessons/ids.yaml:2:3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := rules(t, stacked(tt.below, tt.above)); got != tt.want {
				t.Errorf("Load reports\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestLedger(t *testing.T) {
	files := stacked(fstest.MapFS{}, fstest.MapFS{
		"content/a.md":     pageWith("a", "", "## One {#one}\n\n- Two {#two}\n\n## Three"),
		"content/b.md":     pageWith("b", "draft: true\n", "## Draft {#draft}"),
		"content/c.md":     pageWith("c", "retired: [gone]\n", "Hello."),
		"lessons/ids.yaml": text("ids:\n  c: [gone]\n  z: [last]\nretired: [z]\n"),
	})
	got, problems, err := curriculum.Ledger(files, "Pine Ford")
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, written(t, problems))
	}
	_, ids, _ := strings.Cut(string(got), "older-page]\n")
	want := "ids:\n  a:\n    - one\n    - two\n  c:\n    - gone\n  z:\n    - last\nretired:\n  - z\n"
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("Ledger (-want +got):\n%s", diff)
	}
	if text, problems, err := curriculum.Ledger(fstest.MapFS{"content/a.md": text("Hello.\n")}, ""); err != nil || text != nil || len(problems) == 0 {
		t.Errorf("Ledger of a folder with a mistake is %q, %v, %v", text, problems, err)
	}
}

func TestHeavyPicturesOfAQuiz(t *testing.T) {
	files := fstest.MapFS{"quizzes/6-8/save.md": text("---\nid: respond-6-8-quiz\nlesson: respond-6-8\n---\n\n" +
		"## What comes first? {#first objective=evidence picture=a.png alt=\"A screen\"}\n\n" +
		"- [x] ![A key](b.png) Save it {#save}\n  > Yes.\n- [ ] Reply {#reply picture=c.png}\n  > No.\n")}
	for _, name := range []string{"a", "b", "c"} {
		files["quizzes/6-8/"+name+".png"] = &fstest.MapFile{Data: make([]byte, 200_000)}
		files["quizzes/6-8/"+name+".png.credit.yaml"] = text("{title: T, author: A, source: S, licence: MIT}\n")
	}
	if got := only(problemsWith(t, files)); got != "heavy-page quizzes/6-8/save.md" {
		t.Errorf("Load reports\n%s", got)
	}
}
