package kiosk_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"homeroom/curriculum"
	"homeroom/internal/search"
	"homeroom/internal/translate"
	"homeroom/kiosk"
	"homeroom/records"
)

// A school is a kiosk with real records and a small bundle, on a real
// connection, with a clock that stands still until it is moved.
type school struct {
	t      testing.TB
	kiosk  *kiosk.Kiosk
	store  *records.Store
	server *httptest.Server
	bundle *handmade
	log    *safeBuffer

	mu  sync.Mutex
	now time.Time
}

// A safeBuffer may be written by many goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func (s *school) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// pass moves the clock.
func (s *school) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

const (
	classCode = "OTTER6"
	password  = "seven quiet herons"
)

// open returns a school with two classes, of which the sixth grade's and the
// first grade's are open. Options may be changed before the kiosk starts.
func open(t testing.TB, change ...func(*kiosk.Options)) *school {
	t.Helper()
	s := &school{t: t, now: time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC), bundle: newBundle(t), log: new(safeBuffer)}
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	store, err := records.Open(t.Context(), filepath.Join(t.TempDir(), "records.db"), records.Options{
		Log: slog.New(slog.DiscardHandler), Now: s.clock, Pepper: bytes.Repeat([]byte{7}, 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	s.store = store
	s.enrol()
	o := kiosk.Options{Bundle: s.bundle, Store: store, Log: log, Now: s.clock, Addr: "127.0.0.1:8080", Version: "test", Key: bytes.Repeat([]byte{9}, 32)}
	for _, c := range change {
		c(&o)
	}
	if s.kiosk, err = kiosk.New(o); err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(s.kiosk.Handler())
	t.Cleanup(s.server.Close)
	return s
}

// enrol makes the classes and gives everybody a secret.
func (s *school) enrol() {
	ctx := context.Background()
	roster := records.Roster{
		Schools: []records.School{{ID: "brook", Name: "Alder Brook"}},
		Classes: []records.Class{
			{ID: "six", School: "brook", Name: "Ms. Wells, Grade 6", Grade: "6", Code: classCode, Teacher: "Ms. Wells", Year: "2026-27"},
			{ID: "one", School: "brook", Name: "Mrs. Pell, Grade 1", Grade: "1", Code: "WREN1", Teacher: "Mrs. Pell", Year: "2026-27"},
			{ID: "shut", School: "brook", Name: "Mr. Amari, Grade 4", Grade: "4", Code: "HERON4", Teacher: "Mr. Amari", Year: "2026-27"},
		},
		Students: []records.Student{
			{ID: "maria", Given: "Maria", Family: "Barros", Grade: "6", School: "brook", Animal: "fox", Language: "es"},
			{ID: "malik", Given: "Malik", Family: "Johnson", Grade: "6", School: "brook", Animal: "otter"},
			{ID: "noor", Given: "Noor", Family: "Haddad", Grade: "6", School: "brook"},
			{ID: "ada", Given: "Ada", Family: "Okonkwo", Grade: "1", School: "brook", Animal: "bear"},
			{ID: "zoe", Given: "Zoë", Family: "Lindqvist", Grade: "4", School: "brook"},
		},
		Enrolments: []records.Enrolment{{Student: "maria", Class: "six"}, {Student: "malik", Class: "six"}, {Student: "noor", Class: "six"}, {Student: "ada", Class: "one"}, {Student: "zoe", Class: "shut"}},
	}
	s.must(s.store.SaveRoster(ctx, roster))
	s.must(s.store.SetSecret(ctx, "maria", records.Pictures, "star boat leaf"))
	s.must(s.store.SetSecret(ctx, "malik", records.PIN, "271828"))
	s.must(s.store.SetSecret(ctx, "noor", records.Passphrase, "three small owls"))
	s.must(s.store.SetSecret(ctx, "ada", records.Pictures, "sun cat"))
	for _, class := range []string{"six", "one"} {
		s.must(s.store.OpenClass(ctx, class, "office", s.clock().Add(8*time.Hour)))
	}
}

func (s *school) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// A handmade is a bundle: a small one, made by hand.
type handmade struct {
	courses map[string]*curriculum.Curriculum
	words   map[string]*translate.Words
	indexes map[string]*search.Index
	frame   string
	site    fstest.MapFS
	staff   fstest.MapFS
}

func (b *handmade) Digest() string                            { return "0123456789abcdef" }
func (b *handmade) Languages() []string                       { return []string{"en", "es"} }
func (b *handmade) Site() fs.FS                               { return b.site }
func (b *handmade) Staff() fs.FS                              { return b.staff }
func (b *handmade) Course(lang string) *curriculum.Curriculum { return b.courses[lang] }
func (b *handmade) Words(lang string) *translate.Words        { return b.words[lang] }
func (b *handmade) Search(lang string) *search.Index          { return b.indexes[lang] }
func (b *handmade) Frame(lang string) []byte {
	return []byte(strings.ReplaceAll(b.frame, "LANG", lang))
}

func (b *handmade) Address(lang, source string) (string, bool) {
	return "/" + lang + "/" + strings.TrimSuffix(source, ".md") + ".html", true
}

func (b *handmade) Fragment(lang, source string) ([]byte, bool) {
	lesson, ok := b.courses[lang].LessonAt(source)
	if !ok {
		return nil, false
	}
	return fmt.Appendf(nil, `<article class="lesson"><h1>%s</h1><p>{{.T "x"}} <a href="../help.html#who">Help</a> <a href="https://example.org/x">Elsewhere</a> <img src="../../../media/a.png" alt=""></p></article>`, lesson.Title), true
}

const frame = `<!doctype html>
<html lang="LANG" dir="ltr"><head><meta charset="utf-8"><title>HOMEROOM-TITLE</title>
<link rel="stylesheet" href="../css/main.0123456789abcdef.css"></head>
<body><a class="skip" href="#main">Skip</a>
<nav><a href="../en/frame.html">English</a> <a href="../es/frame.html">Español</a> <a href="lessons/index.html">Lessons</a>
<a href="https://outside.example/">Outside</a> {{.Evil}} {{template "x"}}</nav>
<form role="search" action="search.html"><input name="q"></form>
<div class="session">HOMEROOM-SESSION</div>
<main id="main" tabindex="-1">
HOMEROOM-MAIN
</main></body></html>`

func newBundle(t testing.TB) *handmade {
	t.Helper()
	b := &handmade{
		courses: map[string]*curriculum.Curriculum{"en": course(""), "es": course("ES ")},
		words:   readWords(t), indexes: map[string]*search.Index{}, frame: frame,
		site: fstest.MapFS{
			"en/index.html":                     {Data: []byte("<!doctype html><title>Home</title><main>Hello</main>")},
			"en/lessons/6-8/save.html":          {Data: []byte("<!doctype html><title>Lesson</title>")},
			"en/lessons/6-8/save.fragment.html": {Data: []byte("PRIVATE")},
			"en/frame.html":                     {Data: []byte("PRIVATE")},
			"en/staff/secret.html":              {Data: []byte("PRIVATE")},
			"css/main.0123456789abcdef.css":     {Data: []byte("p{}")},
			"pictures/sun.svg":                  {Data: []byte("<svg/>")},
			"data.bin":                          {Data: []byte{0, 1}},
		},
		staff: fstest.MapFS{
			"en/staff/index.html":           {Data: []byte("GUIDES")},
			"en/staff/guides/6-8/save.html": {Data: []byte("GUIDE")},
		},
	}
	for lang, pages := range map[string][]search.Page{
		"en": {
			{ID: "respond-6-8", URL: "/en/lessons/6-8/save.html", Title: "Save It", Kind: "lesson", Lang: "en", Band: "6-8", Sections: []search.Section{{ID: "learn", Heading: "Learn", Text: "Take a screenshot before it vanishes."}}},
			{ID: "faq", URL: "/en/families/faq/lost.html", Title: "A lost password", Kind: "faq", Lang: "en", Sections: []search.Section{{Text: "Ask the help desk for a new password <b>."}}},
		},
		"es": {{ID: "help", URL: "/es/help.html", Title: "Ayuda", Kind: "page", Lang: "es", Sections: []search.Section{{Text: "Pregunta a tu escuela."}}}},
	} {
		b.indexes[lang] = newIndex(t, pages)
	}
	return b
}

func newIndex(t testing.TB, pages []search.Page) *search.Index {
	t.Helper()
	files := fstest.MapFS{}
	if err := search.Write(pages, nil, func(name string, data []byte) error {
		files[name] = &fstest.MapFile{Data: slices.Clone(data)}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	index, err := search.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// readWords reads the words of the interface as the program has them.
func readWords(t testing.TB) map[string]*translate.Words {
	t.Helper()
	words := map[string]*translate.Words{}
	for _, lang := range []string{"en", "es"} {
		var files []translate.File
		names, err := filepath.Glob("../i18n/parts/*." + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if len(names) == 0 {
			names = []string{"../i18n/" + lang + ".yaml"}
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, translate.File{Path: name, Data: data})
		}
		read, problems := translate.Read(lang, files, words["en"])
		if len(problems) > 0 {
			t.Fatalf("words of %s: %v", lang, problems)
		}
		words[lang] = read
	}
	return words
}

// course returns a curriculum; its texts begin with prefix.
func course(prefix string) *curriculum.Curriculum {
	pass, err := curriculum.NewPassMark(80)
	if err != nil {
		panic(err)
	}
	text := func(s string) curriculum.Prose { return curriculum.Prose(prefix + s) }
	doc := func(id, path, title string) curriculum.Document {
		return curriculum.Document{ID: id, Path: path, Title: prefix + title, Summary: prefix + "Summary", Edition: "lesson-edition"}
	}
	two := func(right string) []curriculum.Choice {
		return []curriculum.Choice{
			{ID: "a", Text: text("First choice"), Right: right == "a", Why: text("WHY a")},
			{ID: "b", Text: text("Second choice"), Right: right == "b", Why: text("WHY b")},
		}
	}
	return &curriculum.Curriculum{
		Settings: curriculum.Settings{
			District: curriculum.District{Name: "Tern Hollow Public Schools"}, Languages: []string{"en", "es"},
			Kiosk: curriculum.KioskSettings{Hosts: []string{"kiosk.school.example"}},
		},
		Plan: curriculum.Plan{
			Units: []curriculum.Unit{{ID: "respond", Number: 1, Name: prefix + "Respond"}},
			Bands: []curriculum.BandPlan{
				{ID: curriculum.BandK2, Name: "Grades K–2", Grades: []string{"K", "1", "2"}},
				{ID: curriculum.Band68, Name: "Grades 6–8", Grades: []string{"6", "7", "8"}},
				{ID: curriculum.Band912, Name: "Grades 9–12", Grades: []string{"9"}},
			},
			Annual: []curriculum.AnnualRow{{Grade: "6", Lesson: "annual-6"}},
		},
		Lessons: []*curriculum.Lesson{
			{Document: doc("respond-k-2", "lessons/k-2/stop.md", "Stop, Walk, Tell"), Band: curriculum.BandK2, Unit: "respond", Quiz: "stop-quiz"},
			{Document: doc("respond-6-8", "lessons/6-8/save.md", "Save It"), Band: curriculum.Band68, Unit: "respond", Quiz: "save-quiz"},
			{Document: doc("read-6-8", "lessons/6-8/read.md", "Only Reading"), Band: curriculum.Band68, Unit: "respond"},
			{Document: doc("respond-9-12", "lessons/9-12/lead.md", "Lead"), Band: curriculum.Band912, Unit: "respond", Quiz: "lead-quiz"},
			{Document: doc("annual-6", "lessons/annual/6.md", "Pause, Protect, Report"), Band: curriculum.Band68, Grade: "6", Quiz: "annual-quiz"},
		},
		Quizzes: []*curriculum.Quiz{
			{ID: "save-quiz", Lesson: "respond-6-8", Title: prefix + "Save It", Pass: pass, Edition: "edition-1", Intro: text("Ready?"), Questions: everyKind(text, two)},
			{ID: "annual-quiz", Lesson: "annual-6", Title: prefix + "Annual", Pass: pass, Edition: "edition-1", Questions: []curriculum.Question{
				{ID: "one", Kind: curriculum.Single, Title: text("Annual question"), Choices: two("b")},
			}},
			{ID: "lead-quiz", Lesson: "respond-9-12", Title: prefix + "Lead", Pass: pass, Edition: "edition-1", Questions: []curriculum.Question{
				{ID: "lead", Kind: curriculum.Single, Title: text("Lead question"), Choices: two("b")},
			}},
			{ID: "stop-quiz", Lesson: "respond-k-2", Title: prefix + "Stop", Pass: pass, Retry: true, Edition: "edition-1", Questions: []curriculum.Question{
				{ID: "k1", Kind: curriculum.Single, Title: text("What first?"), Choices: two("b")},
				{ID: "k2", Kind: curriculum.Single, Title: text("Whom do you tell?"), Choices: two("a")},
			}},
		},
	}
}

// everyKind returns a question of each kind; the first has a parallel.
func everyKind(text func(string) curriculum.Prose, two func(string) []curriculum.Choice) []curriculum.Question {
	several := append(two("a"), curriculum.Choice{ID: "c", Text: text("Third choice"), Right: true, Why: text("WHY c")})
	return []curriculum.Question{
		{ID: "first", Kind: curriculum.Single, Pair: "first", Title: text("What first?"), Choices: two("b")},
		{ID: "first-too", Kind: curriculum.Single, Pair: "first", Title: text("What first, in the bus?"), Choices: two("b")},
		{ID: "all", Kind: curriculum.Several, Title: text("Which help?"), Choices: several},
		{ID: "true", Kind: curriculum.TrueFalse, Title: text("Posts vanish."), Choices: two("b")},
		{ID: "steps", Kind: curriculum.Order, Title: text("Put in order"), Why: text("WHY order"), Choices: []curriculum.Choice{{ID: "s1", Text: text("Stop")}, {ID: "s2", Text: text("Save")}, {ID: "s3", Text: text("Tell")}}},
		{ID: "sort", Kind: curriculum.Sort, Title: text("Evidence or gossip?"), Boxes: []curriculum.Box{
			{ID: "x", Title: text("Evidence"), Items: []curriculum.Choice{{ID: "shot", Text: text("A screenshot"), Why: text("WHY shot")}}},
			{ID: "y", Title: text("Gossip"), Items: []curriculum.Choice{{ID: "said", Text: text("He said"), Why: text("WHY said")}}},
		}},
		{ID: "find", Kind: curriculum.Spot, Title: text("Find the clues"), Choices: several},
		{ID: "fill", Kind: curriculum.Fill, Title: text("Build it"), Body: text("By ___, under ___."), Blanks: []curriculum.Blank{
			{ID: "1", Title: "Author", Choices: two("a")}, {ID: "2", Title: "Licence", Choices: two("b")},
		}},
	}
}

// key returns the form of the right answer to a question.
func key(q *curriculum.Question) map[string][]string {
	form := map[string][]string{}
	for _, p := range q.Key() {
		name := q.ID
		if p.Slot != "" {
			name += "." + p.Slot
		}
		form[name] = append(form[name], p.Choice)
	}
	return maps.Clone(form)
}
