package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"homeroom/curriculum"
	"homeroom/internal/bundle"
)

// needed skips a test whose tool is not there, unless everything must run.
func needed(t *testing.T, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		if os.Getenv("HOMEROOM_TEST_ALL") != "" {
			t.Fatalf("%s is missing: %v", tool, err)
		}
		t.Skipf("%s is not installed; make test installs it", tool)
	}
	return path
}

// A school is a running "homeroom serve --sample".
type school struct {
	base string // http://127.0.0.1:…
	data string
	said *output // what it printed
}

// An output is text that one goroutine writes and another reads.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// serveSample starts the sample school in this process and stops it when the
// test ends.
func serveSample(t *testing.T, args ...string) *school {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := &school{base: "http://" + addr, data: t.TempDir(), said: new(output)}
	t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "homeroom-test-cache"))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--sample", "--data", s.data, "--addr", addr}, args...)
		ended <- run(ctx, args, terminal{strings.NewReader(""), s.said, s.said})
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != exitOK {
			t.Errorf("serve ended with status %d:\n%s", status, s.said)
		}
		if strings.Contains(s.said.String(), `"level":"ERROR"`) {
			t.Errorf("the kiosk logged errors:\n%s", s.said)
		}
	})
	for {
		select {
		case status := <-ended:
			ended <- status
			t.Fatalf("serve ended with status %d:\n%s", status, s.said)
		default:
		}
		response, err := http.Get(s.base + "/healthz")
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			return s
		}
		select { // nothing listens yet
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// quizzes returns the school's quizzes with their keys.
func (s *school) course(t *testing.T) *curriculum.Curriculum {
	t.Helper()
	shelf, err := bundle.NewShelf(filepath.Join(s.data, "bundles"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := shelf.Current()
	if err != nil {
		t.Fatal(err)
	}
	return b.Course("en")
}

// A browser is a window of Chromium that remembers what went wrong in it.
type browser struct {
	ctx   context.Context
	t     *testing.T
	base  string
	mu    sync.Mutex
	wrong []string
}

func open(t *testing.T, base string, scripts bool) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(needed(t, "chromium")), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's own sandbox refuses root
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, t: t, base: base}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !scripts}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, w := range b.wrong {
			t.Error(w)
		}
	})
	return b
}

// watch notes what no page may do: errors, reports of the content security
// policy, requests to anybody else.
func (b *browser) watch(event any) {
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.wrong = append(b.wrong, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.base) && !strings.HasPrefix(e.Request.URL, "about:") {
			note("a request to %s", e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		note("a script failed: %s", e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			note("the console says: %s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}

// check stops the test at an error, with what the window shows.
func (b *browser) check(err error) {
	b.t.Helper()
	if err != nil {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		defer cancel()
		at, _ := chromedp.Run(ctx, chromedp.Location())
		body, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
		b.t.Fatalf("at %s: %v\n%s", at, err, body)
	}
}

// patience is how long one step of a person may take on a slow machine.
const patience = 10 * time.Second

// ask runs an action that returns something.
func ask[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, action)
	b.check(err)
	return got
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	b.check(chromedp.Do(ctx, steps...))
}

// follow does steps and waits until the page that they lead to is loaded.
func (b *browser) follow(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, steps...)
	b.check(err)
}

// press clicks what the selector finds and waits for the page that follows.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.settle()
	b.follow(chromedp.Click(chromedp.CSS(selector)))
}

// settle waits until the page is laid out: a click before that may miss.
func (b *browser) settle() {
	b.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); {
		if ask(b, chromedp.Evaluate[string](`document.readyState`)) == "complete" {
			return
		}
	}
	b.t.Fatalf("%s does not finish loading", b.location())
}

func (b *browser) text() string {
	b.t.Helper()
	b.settle()
	return ask(b, chromedp.Evaluate[string](`document.body.innerText`))
}

func (b *browser) location() string {
	b.t.Helper()
	return ask(b, chromedp.Location())
}

// signIn goes from the first page to the student's own.
func (b *browser) signIn(s *school, code, student string, pictures ...string) {
	b.t.Helper()
	b.do(chromedp.Navigate(s.base+"/en/kiosk/"), chromedp.SendKeys(chromedp.CSS("#code"), code))
	b.follow(chromedp.SendKeys(chromedp.CSS("#code"), kb.Enter))
	b.press(`a[href$="/names/` + student + `"]`)
	for _, p := range pictures {
		b.press(`button[name=pick][value=` + p + `]`)
	}
	if !strings.HasSuffix(b.location(), "/confirm") {
		b.press(`button[name=all]`)
	}
	b.press(`button[name=answer][value=yes]`)
}

// answer puts the picks into the form of a question.
func (b *browser) answer(q *curriculum.Question, picks []curriculum.Pick) {
	b.t.Helper()
	for _, p := range picks {
		name := q.ID
		if p.Slot != "" {
			name += "." + p.Slot
		}
		field := `[name="` + name + `"]`
		if kinds := ask(b, chromedp.Nodes(chromedp.CSS(field))); kinds[0].NodeName == "SELECT" {
			b.do(chromedp.SetValue(chromedp.CSS(field), p.Choice))
			continue
		}
		b.do(chromedp.Click(chromedp.CSS(`input` + field + `[value="` + p.Choice + `"]`)))
	}
}

// TestAStudentsWalk goes the whole way as a child does, with scripts and
// without: sign in, read, answer, hand in, certificate, all done.
func TestAStudentsWalk(t *testing.T) {
	needed(t, "chromium")
	s := serveSample(t)
	course := s.course(t)
	for _, tt := range []struct {
		name     string
		scripts  bool
		student  string
		title    string // of the annual form, in the student's language
		pictures []string
	}{
		{"with scripts", true, "maria-barros", "Pausa, protege, reporta", []string{"star", "boat", "leaf"}},
		{"without scripts", false, "malik-johnson", "Pause, Protect, Report", []string{"bus", "drum", "dog"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, s.base, tt.scripts)
			b.signIn(s, "OTTER6", tt.student, tt.pictures...)
			b.press(".call a")
			if text := b.text(); !strings.Contains(text, tt.title) {
				t.Fatalf("the next step is not the annual form:\n%s", b.text())
			}
			b.press(".lesson-bar form button")
			b.takeQuiz(course)
			b.press(`form[action$="/check"] button`)
			if !strings.Contains(b.location(), "/result") {
				t.Fatalf("after handing in, the page is %s", b.location())
			}
			b.do(chromedp.WaitVisible(chromedp.CSS(`.result[data-state=done]`)))
			b.press(`.result .call a`)
			width := ask(b, chromedp.Evaluate[int](`document.querySelector(".certificate-picture").naturalWidth`))
			if width < 1000 {
				t.Errorf("the certificate is %d pixels wide, want a picture", width)
			}
			b.press(`button[form=sign-out]`)
			b.do(chromedp.NavigateBack())
			if strings.Contains(b.text(), "Pause, Protect, Report") || strings.Contains(b.text(), "This certifies") {
				t.Errorf("after signing out, Back shows a student's page:\n%s", b.text())
			}
		})
	}
}

// takeQuiz answers every question of the open quiz rightly, up to the page
// that looks it all over.
func (b *browser) takeQuiz(course *curriculum.Curriculum) {
	b.t.Helper()
	for range 40 {
		at := b.location()
		if strings.Contains(at, "/check") {
			return
		}
		names := ask(b, chromedp.AttributesAll(chromedp.CSSAll(`.question [name]`)))
		id, _, _ := strings.Cut(names[0]["name"], ".")
		q := question(course, id)
		if q == nil {
			b.t.Fatalf("the page asks %q, which no quiz has", id)
		}
		b.answer(q, q.Key())
		b.press(`button[name=_go][value=next]`)
	}
	b.t.Fatal("the quiz has no end")
}

func question(course *curriculum.Curriculum, id string) *curriculum.Question {
	for _, quiz := range course.Quizzes {
		if quiz.Lesson != "annual-6" {
			continue
		}
		if q, ok := quiz.Question(id); ok {
			return q
		}
	}
	return nil
}
