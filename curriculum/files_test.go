package curriculum_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// problemsWith loads the base with other files laid on it.
func problemsWith(t *testing.T, other fstest.MapFS) []diag.Problem {
	t.Helper()
	files := folder(t, "testdata/base")
	for name, file := range other {
		files[name] = file
	}
	_, problems, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// only returns the rules of problems and where they are, one on a line.
func only(problems []diag.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Rule+" "+p.At())
	}
	return strings.Join(lines, "\n")
}

// text returns a file.
func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

const page = "---\nid: x\ntitle: X\n---\n\nText.\n"

func TestLoadNames(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"a space", "content/my page.md", "file-name"},
		{"capital letters", "content/About.md", "file-name"},
		{"a quotation mark", `content/a"b.md`, "file-name"},
		{"a control character", "content/a\x07b.md", "file-name"},
		{"a line end", "content/a\nb.md", "file-name"},
		{"a backslash", `content/a\b.md`, "file-name"},
		{"two dots", "content/a..b.md", "file-name"},
		{"a dot at the end", "content/a.md.", "file-name"},
		{"a colon", "content/a:b.md", "file-name"},
		{"a letter with an accent", "content/niño.md", "file-name"},
		{"a device of Windows", "content/con.md", "file-name"},
		{"a device of Windows with an ending", "content/lpt1.help.md", "file-name"},
		{"a folder of Windows' devices", "content/aux/a.md", "file-name"},
		{"a folder with capital letters", "content/Parents/a.md", "file-name"},
		{"a very long name", "content/" + strings.Repeat("a", 200) + ".md", "file-name"},
		{"a page of another program", "content/a.docx", "unknown-file"},
		{"YAML that nobody reads", "content/a.yaml", "unknown-file"},
		{"a lesson outside the bands", "lessons/a.md", "folder"},
		{"a lesson in a folder of a band", "lessons/6-8/more/a.md", "folder"},
		{"a quiz outside the bands", "quizzes/a.md", "folder"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			problems := problemsWith(t, fstest.MapFS{tt.file: text(page)})
			if len(problems) != 1 || problems[0].Rule != tt.want {
				t.Errorf("Load reports\n%s\nwant only %s", only(problems), tt.want)
			}
		})
	}
}

func TestLoadPassesOver(t *testing.T) {
	problems := problemsWith(t, fstest.MapFS{
		"README.md":               text("# A district\n"),
		"roster.yaml":             text("students: []\n"),
		".gitignore":              text("dist\n"),
		"content/.DS_Store":       text("\x00"),
		"content/.git/HEAD":       text("x"),
		"lessons/6-8/.draft.md":   text("x"),
		"themes/x/a b.html":       text("x"),
		"i18n/en.yaml":            text("a: b\n"),
		"notes/My Lesson Plan.md": text("x"),
	})
	if len(problems) > 0 {
		t.Errorf("Load reports what is not its business:\n%s", only(problems))
	}
}

func TestLoadNearlyOurNames(t *testing.T) {
	problems := problemsWith(t, fstest.MapFS{"lesson/6-8/a.md": text(page), "config.yml": text("")})
	if got, want := only(problems), "unknown-file config.yml\nunknown-file lesson"; got != want {
		t.Errorf("Load reports\n%s\nwant\n%s", got, want)
	}
}

func TestLoadSameNames(t *testing.T) {
	problems := problemsWith(t, fstest.MapFS{
		"content/hElp.md":       text(page),
		"content/nin\u0303o.md": text(page), "content/ni\u00f1o.md": text(page),
	})
	same := 0
	for _, p := range problems {
		if p.Rule == "same-name" {
			same++
		}
	}
	if same != 2 {
		t.Errorf("Load reports\n%s\nwant two files that are the same elsewhere", only(problems))
	}
}

func TestLoadIrregularFiles(t *testing.T) {
	problems := problemsWith(t, fstest.MapFS{
		"content/link.md": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink},
		"content/pipe.md": {Mode: fs.ModeNamedPipe},
	})
	if got, want := only(problems), "irregular-file content/link.md\nirregular-file content/pipe.md"; got != want {
		t.Errorf("Load reports\n%s\nwant\n%s", got, want)
	}
}

// utf16LE returns text as Windows' editors write it.
func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestLoadEncodings(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a byte order mark", "\ufeff" + page, ""},
		{"line ends of Windows", strings.ReplaceAll(page, "\n", "\r\n"), ""},
		{"line ends of old Macs", strings.ReplaceAll(page, "\n", "\r"), ""},
		{"UTF-16", utf16LE(page), "encoding content/x.md"},
		{"Windows-1252", "---\nid: x\ntitle: Mu\xf1oz\n---\n", "encoding content/x.md:3:10"},
		{"a replacement character that was always there", page + "\ufffd\n", ""},
		{"a NUL", page + "\x00", "encoding content/x.md:7:1"},
		{"ten megabytes", strings.Repeat(page, 10<<20/len(page)+1), "file-size content/x.md"},
		{"nothing at all", "", "front-matter content/x.md:1:1"},
		{"a mistake after letters of several bytes", "---\nid: x\ntitle: X\n---\n\n¡ñandú! [x](y.md)\n", "missing-page content/x.md:6:13"},
		{"a mistake after CRLF", "---\r\nid: x\r\ntitle: X\r\n---\r\n\r\n[x](y.md)\r\n", "missing-page content/x.md:6:5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := only(problemsWith(t, fstest.MapFS{"content/x.md": text(tt.text)})); got != tt.want {
				t.Errorf("Load reports\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestLoadManyProblems wants the end of a long list of mistakes to be said.
func TestLoadManyProblems(t *testing.T) {
	problems := problemsWith(t, fstest.MapFS{"content/x.md": text(page + strings.Repeat("<b>x</b>\n\n", 1000))})
	if len(problems) != 201 || problems[0].Rule != "many-problems" {
		t.Errorf("Load reports %d problems, the first %+v", len(problems), problems[0])
	}
}

func TestLoadEmpty(t *testing.T) {
	course, problems, err := curriculum.Load(fstest.MapFS{})
	if err != nil || len(problems) > 0 {
		t.Fatalf("Load of nothing: %v, %v", problems, err)
	}
	s := course.Settings
	if s.Quiz.Pass.Percent() != 80 || s.Kiosk.IdleMinutes != 6 || s.Kiosk.QuizMinutes != 10 || s.Kiosk.StaffMinutes != 5 || len(s.Languages) != 1 {
		t.Errorf("settings that nobody made are %+v", s)
	}
}
