package main

import (
	"bytes"
	"context"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// builtWebsite builds the sample district's website and returns its folder.
func builtWebsite(t *testing.T) (folder string) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "homeroom-test-cache"))
	folder = filepath.Join(t.TempDir(), "stick")
	said := new(output)
	sample := filepath.Join("..", "..", "samples", "tern-hollow")
	if status := run(t.Context(), []string{"build", sample, "-o", folder}, terminal{strings.NewReader(""), said, said}); status != exitOK {
		t.Fatalf("build ended with status %d:\n%s", status, said)
	}
	return folder
}

// TestTheWebsiteFromAnywhere opens the built website from a folder, as from a
// USB stick, and from a server that has it under a path of its own, and does
// what a reader does, with scripts and without. Nothing may fail, complain, or
// ask anybody else.
func TestTheWebsiteFromAnywhere(t *testing.T) {
	needed(t, "chromium")
	folder := builtWebsite(t)
	const below = "/some/deep/path/"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, below)
		if !ok {
			t.Errorf("the site asks for %s, outside its own path", r.URL)
		}
		data, err := fs.ReadFile(os.DirFS(folder), name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		w.Write(data)
	}))
	t.Cleanup(server.Close)
	for _, tt := range []struct {
		name, base string
		scripts    bool
	}{
		{"a folder, with scripts", "file://" + filepath.ToSlash(folder) + "/", true},
		{"a folder, without scripts", "file://" + filepath.ToSlash(folder) + "/", false},
		{"a path of a server, with scripts", server.URL + below, true},
		{"a path of a server, without scripts", server.URL + below, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, tt.base, tt.scripts)
			b.complain()
			b.enter()
			b.chooseLanguage()
			b.readOn()
			b.practise(tt.scripts)
			b.lookUp(tt.scripts)
			b.print()
			if n := ask(b, chromedp.Evaluate[int](`localStorage.length + sessionStorage.length + document.cookie.length`)); n != 0 {
				t.Errorf("the site keeps %d things in the browser", n)
			}
		})
	}
}

// complain makes errors of the test also of requests that fail and of what
// pages write to the console.
func (b *browser) complain() {
	b.t.Helper()
	note := func(text string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.wrong = append(b.wrong, text)
	}
	err := chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventLoadingFailed:
			if !e.Canceled {
				note("a request failed: " + e.ErrorText)
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 {
				note("there is no " + e.Response.URL)
			}
		case *runtime.EventConsoleAPICalled:
			note("a page writes to the console")
		}
	})
	b.check(err)
}

// at waits until the window shows a page of the site, and stops the test if
// that does not happen. A page that is just leaving does not answer.
func (b *browser) at(page string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for ctx.Err() == nil {
		if at, err := chromedp.Run(ctx, chromedp.Location()); err == nil && at == b.base+page {
			b.settle()
			return
		}
	}
	b.t.Fatalf("the window shows %s, want %s", b.location(), b.base+page)
}

// reads stops the test if the page does not show a text.
func (b *browser) reads(want string) {
	b.t.Helper()
	if text := b.text(); !strings.Contains(text, want) {
		b.t.Fatalf("%s does not say %q:\n%s", b.location(), want, text)
	}
}

// enter opens the entrance, which leads to the first language by itself.
func (b *browser) enter() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + "index.html"))
	b.at("en/index.html")
}

// chooseLanguage goes to Spanish and back, on the first page and on a deep
// one: the page stays the same.
func (b *browser) chooseLanguage() {
	b.t.Helper()
	for _, page := range []string{"index.html", "lessons/6-8/save-it-block-it-report-it.html"} {
		b.do(chromedp.Navigate(b.base + "en/" + page))
		b.press(`.languages a[hreflang=es]`)
		b.at("es/" + page)
		if lang := ask(b, chromedp.Evaluate[string](`document.documentElement.lang`)); lang != "es" {
			b.t.Errorf("%s is in %q", b.location(), lang)
		}
		b.press(`.languages a[hreflang=en]`)
		b.at("en/" + page)
	}
}

// readOn follows links from the first page through lessons, a policy and a
// question that families ask.
func (b *browser) readOn() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + "en/index.html"))
	b.press(`.main-nav a[href$="lessons/index.html"]`)
	b.at("en/lessons/index.html")
	b.press(`main a[href$="6-8/save-it-block-it-report-it.html"]`)
	b.at("en/lessons/6-8/save-it-block-it-report-it.html")
	b.press(`.quiz-call a`)
	b.at("en/quizzes/6-8/save-it-block-it-report-it.html")
	b.reads("records nothing")
	b.press(`.main-nav a[href$="policies/index.html"]`)
	b.press(`main a[href$="policies/responsible-use.html"]`)
	b.at("en/policies/responsible-use.html")
	b.press(`.main-nav a[href$="families/index.html"]`)
	b.press(`main a[href$="faq/index.html"]`)
	b.at("en/families/faq/index.html")
	b.do(chromedp.Click(chromedp.CSS(`.faq-item summary`)))
	b.press(`.faq-item[open] a`)
	b.reads("Families ask")
	b.press(`.footer a[href$="credits.html"]`)
	b.at("en/credits.html")
}

// practise answers the first question of a practice quiz: with scripts it is
// checked, wrongly and rightly; without, the answer is behind a disclosure.
func (b *browser) practise(scripts bool) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + "en/quizzes/3-5/give-credit-with-tasl.html"))
	b.settle()
	const first = `.question:first-child `
	if !scripts {
		if ask(b, chromedp.Evaluate[bool](`document.querySelector("[data-check]").checkVisibility()`)) {
			b.t.Error("there is a button that does nothing")
		}
		b.do(chromedp.Click(chromedp.CSS(first + `.question-answer summary`)))
		b.reads("This is a right answer.")
		return
	}
	verdict := func(want string) {
		b.t.Helper()
		b.do(chromedp.Click(chromedp.CSS(first + `[data-check]`)))
		if got := ask(b, chromedp.Text(chromedp.CSS(first+`.question-verdict`))); !strings.Contains(got, want) {
			b.t.Errorf("the verdict is %q, want %q", got, want)
		}
	}
	verdict("Pick an answer first")
	key := ask(b, chromedp.Evaluate[string](`document.querySelector("[data-key]").dataset.key`))
	_, right, _ := strings.Cut(key, "=")
	b.do(chromedp.Click(chromedp.CSS(first + `input:not([value="` + right + `"])`)))
	verdict("Not right yet")
	b.do(chromedp.Click(chromedp.CSS(first + `[data-again]`)))
	b.do(chromedp.Click(chromedp.CSS(first + `input[value="` + right + `"]`)))
	verdict("Right")
	b.reads("Questions checked: 1 of")
}

// lookUp searches for a page by its title from another page. Without scripts
// the list of all pages is there.
func (b *browser) lookUp(scripts bool) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base+"en/help.html"), chromedp.SendKeys(chromedp.CSS("#room-q"), "responsible"))
	b.follow(chromedp.SendKeys(chromedp.CSS("#room-q"), kb.Enter))
	if at := b.location(); !strings.HasPrefix(at, b.base+"en/search.html?q=responsible") {
		b.t.Fatalf("the search leads to %s", at)
	}
	listed := ask(b, chromedp.Evaluate[int](`[...document.querySelectorAll("[data-entry]")].filter((e) => e.checkVisibility()).length`))
	if scripts && (listed == 0 || listed > 3) || !scripts && listed < 10 {
		b.t.Errorf("the search shows %d pages", listed)
	}
	b.press(`[data-entry]:not([hidden]) a[href$="responsible-use.html"]`)
	b.at("en/policies/responsible-use.html")
}

// print prints a lesson: its words are on the paper, and what is only for the
// screen is not.
func (b *browser) print() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + "en/lessons/3-5/give-credit-with-tasl.html"))
	b.settle()
	pdf := ask(b, chromedp.PrintToPDF())
	if len(pdf) < 10_000 || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		b.t.Fatalf("the print is %d bytes", len(pdf))
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil && os.Getenv("HOMEROOM_TEST_ALL") != "" {
		b.t.Fatal(err)
	}
	if err != nil {
		return // the print itself was looked at as far as this machine can
	}
	name := filepath.Join(b.t.TempDir(), "lesson.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		b.t.Fatal(err)
	}
	text, err := exec.CommandContext(b.t.Context(), tool, name, "-").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	printed := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{"Give Credit with TASL", "Ruby reads the note like a detective.", "Trade papers.", "Pictures on this page"} {
		if !strings.Contains(printed, want) {
			b.t.Errorf("the print lacks %q", want)
		}
	}
	for _, screen := range []string{"E-mail this page", "Skip to"} {
		if strings.Contains(printed, screen) {
			b.t.Errorf("the print has %q", screen)
		}
	}
}
