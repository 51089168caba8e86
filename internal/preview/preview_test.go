package preview_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"homeroom/internal/diag"
	"homeroom/internal/preview"
	"homeroom/internal/translate"
)

// words returns the words of a language.
func words(t *testing.T, lang string) *translate.Words {
	t.Helper()
	name := "../../i18n/" + lang + ".yaml"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	w, problems := translate.Read(lang, []translate.File{{Path: name, Data: data}}, nil)
	if w == nil || diag.Errors(problems) > 0 {
		t.Fatal(problems)
	}
	return w
}

// site returns a site of two pages; the title of one is given.
func site(title string) *preview.Site {
	page := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("<!doctype html><title>" + title + "</title><body><main>" + text + "</main></body></html>")}
	}
	return &preview.Site{
		Lang: "en", Languages: []string{"en", "es"}, Home: "/en/index.html",
		Files: fstest.MapFS{
			"en/index.html": page(title), "en/quizzes/a.html": page("A quiz"), "assets/a.css": &fstest.MapFile{Data: []byte("a{}")},
		},
		Pages: []preview.Page{
			{Address: "/en/quizzes/a.html", Title: "A quiz", File: "quizzes/3-5/a.md", Draft: true, Staff: true, Answers: true},
			{Address: "/en/index.html", Title: title, File: "content/_index.md"},
		},
		Warnings: []diag.Problem{{File: "lessons/plan.yaml", Line: 3, Severity: diag.Warning, Message: "this band has no lessons", Text: "  - id: k-2"}},
	}
}

// mistake is a problem in an author's file.
var mistake = diag.Problem{File: "mine/lessons/3-5/a.md", Line: 5, Column: 12, Width: 4, Layer: "district",
	Message: "pass mark <120%> is outside 1–100%", Hint: "write a whole percentage, such as 80%", Text: "pass_mark: 120%"}

// get asks the server for an address.
func get(t *testing.T, s http.Handler, address string) (status int, page string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1:8090"+address, nil)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func show(t *testing.T, s *preview.Server, site *preview.Site) {
	t.Helper()
	if err := s.Show(site); err != nil {
		t.Fatal(err)
	}
}

// TestPages asks for pages in each state that a preview can be in.
func TestPages(t *testing.T) {
	right := func(s *preview.Server) { show(t, s, site("First")) }
	wrong := func(s *preview.Server) { s.Fail([]diag.Problem{mistake}) }
	for _, tt := range []struct {
		name    string
		before  []func(*preview.Server)
		address string
		status  int
		says    []string
		never   []string
	}{
		{"a page of the site", []func(*preview.Server){right}, "/en/index.html", 200,
			[]string{"First", "Only this computer", "content/_index.md", "1 warning", `src="/.preview/preview.js"`, "</html>"}, []string{"mistake</summary>"}},
		{"the page of a folder", []func(*preview.Server){right}, "/en/", 200, []string{"First"}, nil},
		{"a page that readers do not see", []func(*preview.Server){right}, "/en/quizzes/a.html", 200,
			[]string{"is a draft", "for staff", "without their answers"}, []string{"Only this computer"}},
		{"a file that is no page", []func(*preview.Server){right}, "/assets/a.css", 200, []string{"a{}"}, []string{"preview"}},
		{"a page with a mistake over it", []func(*preview.Server){right, wrong}, "/en/index.html", 200,
			[]string{"First", `role="alert"`, "1 mistake</summary>", "mine/lessons/3-5/a.md:5:12", "[district]", "pass mark &lt;120%&gt;",
				"  5 | pass_mark: 120%\n", "    |            ^^^^", "hint: write a whole percentage", "from before", `<a href="">Load this page again</a>`}, nil},
		{"the mistake is mended", []func(*preview.Server){right, wrong, right}, "/en/index.html", 200, []string{"First"}, []string{"mistake</summary>"}},
		{"a mistake from the beginning", []func(*preview.Server){wrong}, "/en/index.html", 503,
			[]string{"There is nothing to show yet", "pass mark", "The site comes by itself", `src="/.preview/preview.js"`}, []string{"from before"}},
		{"a mistake from the beginning, mended", []func(*preview.Server){wrong, right}, "/en/index.html", 200, []string{"First"}, []string{"nothing to show"}},
		{"a page that is not there", []func(*preview.Server){right}, "/en/nowhere.html", 404, []string{"no such page", `href="/en/index.html"`}, nil},
		{"a folder without a page", []func(*preview.Server){right}, "/en/quizzes", 404, []string{"no such page"}, nil},
		{"a page in another language", []func(*preview.Server){right}, "/es/index.html", 404, []string{"--lang es"}, nil},
		{"the list of all pages", []func(*preview.Server){right}, "/.preview/", 200,
			[]string{`<a href="/en/quizzes/a.html">A quiz</a>`, "quizzes/3-5/a.md", "is a draft", "this band has no lessons"}, nil},
		{"the list of all pages when there are none", []func(*preview.Server){wrong}, "/.preview/", 200, []string{"All pages"}, nil},
		{"something that the preview does not have", []func(*preview.Server){right}, "/.preview/nothing", 404, nil, nil},
		{"a way out of the site", []func(*preview.Server){right}, "/../preview.go", 404, []string{"no such page"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := preview.New(words(t, "en"))
			for _, do := range tt.before {
				do(s)
			}
			status, page := get(t, s, tt.address)
			if status != tt.status {
				t.Errorf("status = %d, want %d", status, tt.status)
			}
			for _, text := range tt.says {
				if !strings.Contains(page, text) {
					t.Errorf("the page does not say %q", text)
				}
			}
			for _, text := range tt.never {
				if strings.Contains(page, text) {
					t.Errorf("the page says %q", text)
				}
			}
			if t.Failed() {
				t.Log(page)
			}
		})
	}
}

// TestManyMistakes shows some of them, and says how many there are.
func TestManyMistakes(t *testing.T) {
	s := preview.New(words(t, "en"))
	many := make([]diag.Problem, 50)
	for i := range many {
		many[i] = mistake
	}
	many = append(many, diag.Problem{Severity: diag.Warning, Message: "a warning"})
	s.Fail(many)
	_, page := get(t, s, "/")
	if !strings.Contains(page, "50 mistakes") || !strings.Contains(page, "And 30 more") || strings.Count(page, "pass mark") != 20 || strings.Contains(page, "a warning") {
		t.Errorf("the page does not show 20 of 50 mistakes:\n%s", page)
	}
}

// TestGuests sends what the author's own browser never does.
func TestGuests(t *testing.T) {
	s := preview.New(words(t, "en"))
	show(t, s, site("First"))
	for _, tt := range []struct {
		method, host string
		status       int
	}{
		{"GET", "127.0.0.1:8090", 200},
		{"GET", "localhost:8090", 200},
		{"GET", "[::1]:8090", 200},
		{"HEAD", "127.0.0.1", 200},
		{"GET", "school.example:8090", 421},
		{"GET", "192.168.1.20:8090", 421},
		{"GET", "127.0.0.1.example.org", 421},
		{"POST", "127.0.0.1:8090", 405},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://127.0.0.1/en/index.html", nil)
		r.Host = tt.host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != tt.status {
			t.Errorf("%s for %s is answered with %d, want %d", tt.method, tt.host, w.Code, tt.status)
		}
		if tt.status != 200 && strings.Contains(w.Body.String(), "First") {
			t.Errorf("%s for %s is answered with a page", tt.method, tt.host)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s for %s is answered without a policy", tt.method, tt.host)
		}
	}
}

// TestListen refuses every address that others can reach.
func TestListen(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "127.0.0.7:0"} {
		l, err := preview.Listen(addr)
		if err != nil {
			t.Errorf("Listen(%q) = %v", addr, err)
			continue
		}
		l.Close()
	}
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"} {
		if _, err := preview.Listen(addr); !errors.Is(err, preview.ErrOpen) {
			t.Errorf("Listen(%q) = %v, want ErrOpen", addr, err)
		}
	}
	for _, addr := range []string{"8090", "127.0.0.1:eighty"} {
		if _, err := preview.Listen(addr); err == nil || errors.Is(err, preview.ErrOpen) {
			t.Errorf("Listen(%q) = %v, want another error", addr, err)
		}
	}
}

// A stream is what a browser hears.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
}

// next returns the next event.
func (s stream) next() (site, mistakes string) {
	s.t.Helper()
	for s.lines.Scan() {
		if data, ok := strings.CutPrefix(s.lines.Text(), "data: "); ok {
			var now struct{ Site, Mistakes string }
			if err := json.Unmarshal([]byte(data), &now); err != nil {
				s.t.Fatal(err)
			}
			return now.Site, now.Mistakes
		}
	}
	s.t.Fatalf("the stream has ended: %v", s.lines.Err())
	return "", ""
}

// TestEvents hears what happens to a site: a page that a browser has follows
// by its data.
func TestEvents(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	listener, err := preview.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := preview.New(words(t, "en"))
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	base := "http://" + listener.Addr().String()

	answered := make(chan string, 1)
	go func() { // asks before there is anything to show
		response, err := http.Get(base + "/en/index.html")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		page, _ := io.ReadAll(response.Body)
		answered <- string(page)
	}()
	show(t, s, site("First"))
	page := <-answered
	data := regexp.MustCompile(`data-site="([0-9a-f]+)" data-mistakes=""`).FindStringSubmatch(page)
	if data == nil {
		t.Fatalf("the page has no data:\n%s", page)
	}

	request, err := http.NewRequestWithContext(ctx, "GET", base+"/.preview/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the stream is %s", got)
	}
	events := stream{t, bufio.NewScanner(response.Body)}
	first, none := events.next()
	if first != data[1] || none != "" {
		t.Errorf("the first event is %q %q, want what the page has, %q", first, none, data[1])
	}
	s.Fail([]diag.Problem{mistake})
	same, mark := events.next()
	if same != first || mark == "" {
		t.Errorf("after a mistake the event is %q %q, want %q and a mark", same, mark, first)
	}
	show(t, s, site("First"))
	if again, none := events.next(); again != first || none != "" {
		t.Errorf("after mending the event is %q %q, want %q and no mark", again, none, first)
	}
	show(t, s, site("Second"))
	if second, _ := events.next(); second == first {
		t.Errorf("after a change the site is %q as before", second)
	}
	stop() // with the stream open
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v", err)
	}
}

// TestWords looks for the words of the preview in each language of the
// program.
func TestWords(t *testing.T) {
	var keys []string
	for file, pattern := range map[string]string{
		"preview.html": `\b[TN] "([a-z-]+)"`, "view.go": `"(preview-[a-z]+)"`, "answer.go": `\bT\("([a-z-]+)"`,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1])
		}
	}
	if len(keys) < 18 {
		t.Fatalf("only %d keys were found", len(keys))
	}
	for _, lang := range []string{"en", "es"} {
		w := words(t, lang)
		for _, key := range keys {
			if !w.Has(key) {
				t.Errorf("%s has no text for %s", lang, key)
			}
		}
	}
}
