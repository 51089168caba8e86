package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// An author writes in a folder of its own, with a preview open.
type author struct {
	t    *testing.T
	dir  string
	base string // http://127.0.0.1:…
	said *output
	stop func() // the preview
}

// tale is the lesson of the tests; its title is given.
func tale(title string) string {
	return "---\nid: tale\ntitle: " + title + "\nunit: respond\nminutes: 30\nobjectives:\n  tell: I can tell a tale.\n---\n\n" +
		"## Tell {#tell minutes=30 objectives=tell}\n\nTell it.\n\n" + strings.Repeat("And on it goes.\n\n", 60)
}

const (
	talePage = "/en/lessons/6-8/tale.html"
	taleFile = "lessons/6-8/tale.md"
)

// A herald tells the address that a preview prints.
type herald struct {
	*output
	at chan string
}

var printedAddress = regexp.MustCompile(`http://[0-9.:]+`)

func (h herald) Write(p []byte) (int, error) {
	if at := printedAddress.Find(p); at != nil {
		select {
		case h.at <- string(at):
		default:
		}
	}
	return h.output.Write(p)
}

// writes begins a folder with files, by name.
func writes(t *testing.T, files map[string]string) *author {
	t.Helper()
	a := &author{t: t, dir: filepath.Join(t.TempDir(), "mine")}
	a.do(os.Mkdir(a.dir, 0o700))
	for name, text := range files {
		a.write(name, text)
	}
	return a
}

// preview starts a preview of the folder, which ends with the test.
func (a *author) preview(addr string, args ...string) {
	a.t.Helper()
	a.t.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "homeroom-test-cache"))
	a.said = new(output)
	out := herald{a.said, make(chan string, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"preview", a.dir, "--addr", addr}, args...), terminal{strings.NewReader(""), out, a.said})
	}()
	stopped := false
	a.stop = func() {
		a.t.Helper()
		if stopped {
			return
		}
		stopped = true
		cancel() // as Ctrl-C does
		if status := <-ended; status != exitOK {
			a.t.Errorf("preview ended with status %d:\n%s", status, a.said)
		}
	}
	a.t.Cleanup(a.stop)
	select {
	case a.base = <-out.at:
	case status := <-ended:
		ended <- status
		a.t.Fatalf("preview ended with status %d:\n%s", status, a.said)
	case <-time.After(time.Minute):
		a.t.Fatalf("preview does not say where it is:\n%s", a.said)
	}
}

func (a *author) do(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *author) name(name string) string { return filepath.Join(a.dir, filepath.FromSlash(name)) }

func (a *author) write(name, text string) {
	a.t.Helper()
	a.do(os.MkdirAll(filepath.Dir(a.name(name)), 0o700))
	a.do(os.WriteFile(a.name(name), []byte(text), 0o600))
}

// get returns a page of the preview.
func (a *author) get(at string) (status int, page string) {
	a.t.Helper()
	response, err := http.Get(a.base + at)
	a.do(err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	a.do(err)
	return response.StatusCode, string(data)
}

// A state is what the preview tells a browser.
type state struct{ Site, Mistakes string }

// events returns what the preview tells from now on.
func (a *author) events() (next func() state) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	a.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/.preview/events", nil)
	a.do(err)
	response, err := http.DefaultClient.Do(request)
	a.do(err)
	a.t.Cleanup(func() { response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	return func() state {
		a.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var now state
				a.do(json.Unmarshal([]byte(data), &now))
				return now
			}
		}
		a.t.Fatalf("the stream of events has ended: %v\n%s", lines.Err(), a.said)
		return state{}
	}
}

// shows waits until a page says all texts, and returns it. It asks again at
// each event.
func (a *author) shows(next func() state, at string, texts ...string) (now state) {
	a.t.Helper()
	for {
		_, page := a.get(at)
		missing := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return strings.Contains(page, text) })
		if len(missing) == 0 {
			return now
		}
		a.t.Logf("the page does not say %q yet", missing)
		now = next()
	}
}

// TestPreviewFollows edits a lesson, breaks it and mends it, with the folder
// watched for real.
func TestPreviewFollows(t *testing.T) {
	a := writes(t, map[string]string{taleFile: tale("The first tale")})
	a.preview("127.0.0.1:0")
	next := a.events()
	next()
	a.shows(next, talePage, "The first tale", a.name(taleFile))

	var last state
	quickest := time.Hour // of three, because the machine may be busy with something else
	for _, title := range []string{"A second tale", "A third tale", "A fourth tale"} {
		begun := time.Now()
		a.write(taleFile, tale(title))
		last = a.shows(next, talePage, "<h1>"+title)
		quickest = min(quickest, time.Since(begun))
	}
	t.Logf("a change is shown after %v", quickest)
	if quickest > time.Second {
		t.Errorf("a change is shown after %v, want 1 s", quickest)
	}

	a.write(taleFile, strings.Replace(tale("A bad tale"), "minutes: 30", "minutes: long", 1))
	bad := a.shows(next, talePage, "<h1>A fourth tale", a.name(taleFile)+":5:10", "  5 | minutes: long", "|          ^^^^", "hint: write a whole number")
	if bad.Mistakes == "" || bad.Site != last.Site || !strings.Contains(a.said.String(), "tale.md:5:10") {
		t.Errorf("with a mistake the preview is %+v and printed:\n%s", bad, a.said)
	}
	a.write(taleFile, tale("A fourth tale"))
	for now := next(); now.Mistakes != "" || now.Site != last.Site; now = next() {
	}
	a.stop()
	if said := a.said.String(); !strings.Contains(said, "built in ") || !strings.Contains(said, "tale.md changed") {
		t.Errorf("the preview does not say how long it took and why:\n%s", said)
	}
}

// TestPreviewMends does to a folder what must neither end the preview nor be
// shown as if it were right, and then undoes it.
func TestPreviewMends(t *testing.T) {
	a := writes(t, map[string]string{taleFile: tale("A tale"), "config.yaml": "languages: [en]\n"})
	a.preview("127.0.0.1:0")
	next := a.events()
	good := next()
	for _, tt := range []struct {
		name       string
		break_     func()
		mend       func()
		says, hint string
	}{
		{"a lesson in another encoding", func() { a.write(taleFile, tale("Caf\xe9")) }, func() { a.write(taleFile, tale("A tale")) },
			"this character is not UTF-8", "save the file as UTF-8"},
		{"a lesson of 50 MB", func() { a.write(taleFile, strings.Repeat("a tale\n", 50<<20/7)) }, func() { a.write(taleFile, tale("A tale")) },
			"this file is 50 MB long", "split it"},
		{"settings of 50 MB", func() { a.write("config.yaml", strings.Repeat("# long\n", 50<<20/7)) }, func() { a.write("config.yaml", "languages: [en]\n") },
			"this file is too long", "keep only what you change"},
		{"settings that are none", func() { a.write("config.yaml", "languages: {\n") }, func() { a.write("config.yaml", "languages: [en]\n") },
			"config.yaml:", "hint:"},
		{"a folder in the place of settings", func() { a.do(os.Remove(a.name("config.yaml"))); a.do(os.Mkdir(a.name("config.yaml"), 0o700)) },
			func() { a.do(os.Remove(a.name("config.yaml"))); a.write("config.yaml", "languages: [en]\n") },
			"this file cannot be read", "put an ordinary file there"},
		{"a template that asks for nothing", func() { a.write("themes/homeroom/layouts/_partials/footer.html", "{{ .Nothing }}") },
			func() { a.do(os.RemoveAll(a.name("themes"))) },
			"footer.html:1", "Nothing"},
		{"the whole folder is away", func() { a.do(os.Rename(a.dir, a.dir+"-away")) }, func() { a.do(os.Rename(a.dir+"-away", a.dir)) },
			"there is no such folder", "put the folder back"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.break_()
			a.shows(next, talePage, "A tale", tt.says, tt.hint)
			tt.mend()
			for now := next(); now.Mistakes != "" || now.Site != good.Site; now = next() {
			}
		})
	}
}

// TestPreviewLeavesEditorsAlone puts down what editors keep beside a file.
// None of it is a mistake.
func TestPreviewLeavesEditorsAlone(t *testing.T) {
	a := writes(t, map[string]string{taleFile: tale("A tale")})
	for _, name := range []string{"tale.md~", "#tale.md#", ".#tale.md", ".tale.md.swp", "tale.md.swp", "4913", "tale.md___jb_tmp___"} {
		a.write("lessons/6-8/"+name, "an editor's own")
	}
	a.preview("127.0.0.1:0")
	if now := a.events()(); now.Mistakes != "" {
		t.Errorf("the preview is %+v:\n%s", now, a.said)
	}
}

// TestPreviewFromNothing starts with settings that are wrong. There is no site
// to show, and it comes when they are mended.
func TestPreviewFromNothing(t *testing.T) {
	a := writes(t, map[string]string{taleFile: tale("A tale"), "config.yaml": "languages: [tlh\n"})
	a.preview("127.0.0.1:0", "--lang", "en")
	next := a.events()
	if now := next(); now.Site != "" || now.Mistakes == "" {
		t.Errorf("the preview is %+v, want mistakes alone", now)
	}
	if status, page := a.get(talePage); status != http.StatusServiceUnavailable || !strings.Contains(page, "nothing to show yet") || !strings.Contains(page, "config.yaml:1") {
		t.Errorf("the page, %d, does not show the mistake:\n%s", status, page)
	}
	a.write("config.yaml", "languages: [en]\n")
	for now := next(); now.Site == "" || now.Mistakes != ""; now = next() {
	}
	if status, page := a.get(talePage); status != 200 || !strings.Contains(page, "A tale") {
		t.Errorf("the page, %d, does not show the tale:\n%s", status, page)
	}
}

// TestPreviewLanguage shows another language, and says so where the first is
// asked for.
func TestPreviewLanguage(t *testing.T) {
	a := writes(t, map[string]string{taleFile: tale("A tale")})
	a.preview("127.0.0.1:0", "--lang", "es")
	if status, page := a.get("/"); status != 200 || !strings.Contains(page, `<html lang="es"`) || !strings.Contains(page, "Vista previa") {
		t.Errorf("the first page, %d, is not in Spanish:\n%s", status, page)
	}
	if status, page := a.get(talePage); status != http.StatusNotFound || !strings.Contains(page, "--lang en") {
		t.Errorf("a page in English, %d, does not say how to see it:\n%s", status, page)
	}
}

// TestPreviewProblems says what to do about errors that are no mistake in a
// text.
func TestPreviewProblems(t *testing.T) {
	p := previewing{on: folders{district: "mine"}}
	layers := layer.New(layer.Layer{Name: layerDistrict, Files: fstest.MapFS{taleFile: &fstest.MapFile{}}})
	locked := &fs.PathError{Op: "open", Path: taleFile, Err: fs.ErrPermission}
	gone := &fs.PathError{Op: "open", Path: taleFile, Err: fs.ErrNotExist}
	for _, tt := range []struct {
		name   string
		layers *layer.Stack
		err    error
		want   diag.Problem
	}{
		{"a file that may not be read", layers, locked, diag.Problem{File: filepath.Join("mine", filepath.FromSlash(taleFile)), Layer: layerDistrict,
			Message: "this cannot be read: permission denied", Hint: "allow the account that runs homeroom to read it"}},
		{"a file that went away meanwhile", layers, gone, diag.Problem{File: filepath.Join("mine", filepath.FromSlash(taleFile)), Layer: layerDistrict,
			Message: "this cannot be read: file does not exist", Hint: "put it back, or take it away"}},
		{"a folder that is not there", nil, errors.New("mine: there is no such folder"), diag.Problem{File: "homeroom",
			Message: "mine: there is no such folder", Hint: "put the folder back, where homeroom may read it; the preview then goes on by itself"}},
		{"anything else", layers, errors.New("no memory"), diag.Problem{File: "homeroom", Message: "no memory"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff([]diag.Problem{tt.want}, p.problems(tt.layers, tt.err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpener(t *testing.T) {
	for system, want := range map[string]string{"linux": "xdg-open A", "freebsd": "xdg-open A", "darwin": "open A", "windows": "rundll32 url.dll,FileProtocolHandler A"} {
		if got := strings.Join(opener(system, "A"), " "); got != want {
			t.Errorf("on %s an address is opened with %q, want %q", system, got, want)
		}
	}
}
