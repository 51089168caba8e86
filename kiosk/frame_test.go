package kiosk_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"homeroom/kiosk"
)

func sample(o *kiosk.Options) { o.Sample = true }

func TestFrame(t *testing.T) {
	s := open(t)
	welcome := s.browser().get("/en/kiosk/")
	welcome.want(200, `<html lang="en"`, `href="/css/main.0123456789abcdef.css"`, `href="#main"`, `<a href="/es/kiosk/">Español</a>`,
		`href="/en/lessons/index.html"`, `action="/en/search"`, `<span class="outside-link">Outside</span>`, `{{.Evil}} {{template "x"}}`,
		"<title>Welcome to class</title>")
	welcome.lacks("HOMEROOM-", "outside.example")
}

func TestFrameNeedsAPlaceForPages(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		ok        bool
	}{
		{"one place", "<main>HOMEROOM-MAIN</main>", true},
		{"none", "<main></main>", false},
		{"two", "<main>HOMEROOM-MAIN</main><p>HOMEROOM-MAIN</p>", false},
		{"in an attribute", `<meta content="HOMEROOM-MAIN">`, false},
		{"nothing", "", false},
		{"our own delimiters", "<main>HOMEROOM-MAIN</main>\uE000.K\uE001", true},
		{"a broken tag", "<main>HOMEROOM-MAIN</main><a href=", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := kiosk.NewFrame("en", []string{"en"}, []byte(tt.src)); (err == nil) != tt.ok {
				t.Errorf("the frame is read with %v, want ok %t", err, tt.ok)
			}
		})
	}
}

func TestSwapKeepsTheOldBundle(t *testing.T) {
	s := open(t)
	broken := newBundle(t)
	broken.frame = "<main></main>"
	if err := s.kiosk.Swap(broken); err == nil {
		t.Error("a bundle without a place for pages is served")
	}
	s.browser().get("/en/kiosk/").want(200)
}

func TestArticle(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"a page beside it", `<a href="tell.html#who">x</a>`, `<a href="/en/lessons/6-8/tell.html#who">x</a>`},
		{"a place in itself", `<a href="#learn">x</a>`, `<a href="#learn">x</a>`},
		{"the root", `<a href="/en/help.html">x</a>`, `<a href="/en/help.html">x</a>`},
		{"another site", `<a href="https://a.example/?q=1"><em>x</em></a>!`, `<span class="outside-link"><em>x</em></span>!`},
		{"another site without its scheme", `<a href="//a.example/">x</a>`, `<span class="outside-link">x</span>`},
		{"a script", `<a href="javascript:alert(1)">x</a>`, `<span class="outside-link">x</span>`},
		{"a mail", `<a href="mailto:a@b.example">x</a>`, `<span class="outside-link">x</span>`},
		{"a broken address", `<a href="http://%zz">x</a>`, `<span class="outside-link">x</span>`},
		{"pictures of several sizes", `<img src="../a.png" srcset="../a.png 1x, ../b.png 2x">`, `<img src="/en/lessons/a.png" srcset="/en/lessons/a.png 1x, /en/lessons/b.png 2x">`},
		{"what a script reads", `<p data-at="../x.json" data-n="3">`, `<p data-at="/en/lessons/x.json" data-n="3">`},
		{"braces", `<p>{{.T "x"}}</p>`, `<p>{{.T "x"}}</p>`},
		{"a query", `<a href="?a=1&amp;b=2">x</a>`, `<a href="?a=1&amp;b=2">x</a>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(kiosk.NewArticle([]byte(tt.src), "/en/lessons/6-8/save.html")); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestStaticFiles(t *testing.T) {
	b := open(t).browser()
	for _, tt := range []struct {
		path, kind, keep string
		status           int
	}{
		{"/en/index.html", "text/html; charset=utf-8", "no-cache", 200},
		{"/en/", "text/html; charset=utf-8", "no-cache", 200},
		{"/css/main.0123456789abcdef.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable", 200},
		{"/pictures/sun.svg", "image/svg+xml", "public, max-age=3600", 200},
		{"/data.bin", "application/octet-stream", "no-cache", 200},
		{"/kiosk/assets/" + kiosk.ScriptName, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", 200},
		{"/kiosk/assets/other.js", "text/html; charset=utf-8", "no-store", 404},
		{"/css/", "text/html; charset=utf-8", "no-store", 404},
		{"/css", "text/html; charset=utf-8", "no-store", 404},
		{"/en/frame.html", "text/html; charset=utf-8", "no-store", 404},
		{"/en/lessons/6-8/save.fragment.html", "text/html; charset=utf-8", "no-store", 404},
		{"/en/nothing.html", "text/html; charset=utf-8", "no-store", 404},
		{"/fr/kiosk/", "text/html; charset=utf-8", "no-store", 404},
		{"/fr/search", "text/html; charset=utf-8", "no-store", 404},
	} {
		t.Run(tt.path, func(t *testing.T) {
			p := b.get(tt.path).want(tt.status).lacks("PRIVATE")
			if kind := p.header.Get("Content-Type"); kind != tt.kind {
				t.Errorf("it is %q, want %q", kind, tt.kind)
			}
			if keep := p.header.Get("Cache-Control"); keep != tt.keep {
				t.Errorf("it may be kept %q, want %q", keep, tt.keep)
			}
			if tag := p.header.Get("ETag"); (tag != "") != (tt.keep == "no-cache" || strings.HasPrefix(tt.keep, "public") && !strings.Contains(tt.path, "assets")) {
				t.Errorf("its tag is %q", tag)
			}
		})
	}
	b.get("/en/staff/secret.html").at("/en/kiosk/staff/setup").lacks("PRIVATE")
	b.get("/es/nothing.html").want(404, "Aquí no hay esa página", `lang="es"`)

	first := b.get("/en/index.html").want(200, `<main><p class="session kiosk-return"><a class="button" href="/en/kiosk/">Back to the kiosk</a></p>Hello`)
	r, err := http.NewRequest(http.MethodGet, first.address.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", first.header.Get("ETag"))
	if again := b.do(r); again.status != http.StatusNotModified {
		t.Errorf("asked again, the file answered %d", again.status)
	}
}

func TestLanguage(t *testing.T) {
	s := open(t)
	for _, tt := range []struct{ name, accept, want string }{
		{"none asked for", "", "/en/kiosk/"},
		{"one of ours", "es-MX,es;q=0.9,en;q=0.5", "/es/kiosk/"},
		{"none of ours", "fr-FR,fr;q=0.9", "/en/kiosk/"},
		{"nonsense", ";;;", "/en/kiosk/"},
	} {
		b := s.browser()
		b.accept = tt.accept
		b.get("/").at(tt.want)
	}
	b := s.browser()
	b.get("/es/kiosk/")
	b.get("/").at("/es/kiosk/") // it was chosen here
}

func TestSearch(t *testing.T) {
	b := open(t).browser()
	b.get("/en/search").want(200, "Search").lacks("Nothing found")
	found := b.get("/en/search?q=screenshot").want(200, "1 page found", "Lessons", `href="/en/lessons/6-8/save.html#learn"`, "<mark>screenshot</mark>")
	found.lacks("A lost password")
	b.get("/en/search?q=password&kind=lesson").want(200, "Nothing found")
	b.get("/en/search?q=password&kind=faq").want(200, "A lost password", "&lt;b&gt;")
	b.get("/es/search?q=screenshot").want(200, "Estos resultados están en", `lang="en"`, "Save It")
	b.get("/en/search.html?q=screenshot").at("/en/search").want(200, "<mark>screenshot</mark>")
	b.get("/en/search?q="+strings.Repeat("a", 5000)).want(200, "Nothing found")
	b.get("/en/search?q=%ff").want(400)
	b.get("/en/search?q=x&from=-9&band=zz&kind=%3Cb%3E").want(200).lacks("<b>")
}

func TestHealth(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.get("/healthz").want(200, `"status":"ok"`, `"version":"test"`, `"bundle":"0123456789abcdef"`)
	s.must(s.store.Close())
	b.get("/healthz").want(503, `"status":"not saving"`)
	b.post("/en/kiosk/class", map[string][]string{"code": {classCode}}).want(503, "This was not saved")
}

func TestServeEndsWhatIsUnderWay(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	entered, release := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		w.WriteHeader(http.StatusTeapot)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- kiosk.Serve(ctx, listener, handler, slog.New(slog.DiscardHandler)) }()
	status := make(chan int, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			status <- 0
			return
		}
		answer.Body.Close()
		status <- answer.StatusCode
	}()
	<-entered
	stop()
	close(release)
	if got := <-status; got != http.StatusTeapot {
		t.Errorf("the request under way was answered %d", got)
	}
	select {
	case err := <-served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the kiosk does not stop")
	}
}

func TestNewRefuses(t *testing.T) {
	s := open(t)
	for name, o := range map[string]kiosk.Options{
		"no bundle":   {Store: s.store},
		"no records":  {Bundle: s.bundle},
		"a short key": {Bundle: s.bundle, Store: s.store, Key: []byte("short")},
	} {
		if _, err := kiosk.New(o); err == nil {
			t.Errorf("%s: a kiosk was made", name)
		}
	}
	if k, err := kiosk.New(kiosk.Options{Bundle: s.bundle, Store: s.store}); err != nil || k.Handler() == nil {
		t.Errorf("the least that a kiosk needs: %v", err)
	}
}

func TestPictures(t *testing.T) {
	for range 50 {
		for grade, want := range map[string]int{"K": 2, "2": 2, "3": 3, "12": 3} {
			got := kiosk.NewPictures(grade)
			slices.Sort(got)
			if len(slices.Compact(slices.Clone(got))) != want || kiosk.PictureCount(grade) != want {
				t.Fatalf("grade %s got the pictures %v", grade, got)
			}
			for _, id := range got {
				if !slices.Contains(kiosk.PictureIDs(), id) {
					t.Fatalf("there is no picture %s", id)
				}
			}
		}
	}
}

// TestHead asks for a page's headers alone.
func TestHead(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/en/kiosk/", "/en/index.html", "/en/nothing"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodHead, path, nil)
		r.Host = "localhost"
		s.kiosk.Handler().ServeHTTP(w, r)
		if w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
			t.Errorf("HEAD %s has %d bytes, length %q", path, w.Body.Len(), w.Header().Get("Content-Length"))
		}
	}
}
