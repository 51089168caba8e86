package preview

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"homeroom/internal/bundle"
)

// own is the folder of the preview's own pages. No page of a site begins with
// a dot.
const own = "/.preview/"

// policy is the Content-Security-Policy of every answer: that of the site
// itself, by which scripts may ask where they came from.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types homeroom"

//go:embed preview.html preview.js preview.css
var files embed.FS

var pages = template.Must(template.ParseFS(files, "preview.html"))

// ServeHTTP answers with a page or file of the site, or of the preview itself.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !mine(r):
		http.Error(w, "A preview answers to the names of this machine alone, such as 127.0.0.1.", http.StatusMisdirectedRequest)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "A preview is only looked at.", http.StatusMethodNotAllowed)
		return
	}
	now, err := s.wait(r.Context())
	if err != nil {
		return // nobody waits any more
	}
	if name, ok := strings.CutPrefix(r.URL.Path, own); ok {
		s.own(w, r, name)
		return
	}
	if r.URL.Path == "/favicon.ico" { // browsers ask for it of a page that names no icon
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if now.site == nil {
		s.write(w, http.StatusServiceUnavailable, s.view(now, ""), "alone")
		return
	}
	s.file(w, r, now)
}

// own answers with what is the preview's own.
func (s *Server) own(w http.ResponseWriter, r *http.Request, name string) {
	now, _ := s.look()
	switch name {
	case "":
		s.write(w, http.StatusOK, s.view(now, ""), "list")
	case "mistakes":
		s.write(w, http.StatusOK, s.view(now, ""), "alone")
	case "events":
		s.events(w, r)
	case "preview.js", "preview.css":
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		send(w, r, name, data)
	default:
		http.NotFound(w, r)
	}
}

// events tells a browser what is shown, now and whenever that changes, until
// it goes away.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	var told []byte
	for {
		now, changed := s.look()
		state, err := json.Marshal(map[string]string{"site": now.version, "mistakes": now.mark})
		if err != nil {
			panic(err) // two strings
		}
		if !bytes.Equal(state, told) {
			told = state
			if _, err := fmt.Fprintf(w, "retry: 500\ndata: %s\n\n", state); err != nil {
				return
			}
			if err := out.Flush(); err != nil {
				return
			}
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// file answers with a file of the site. A page gets what keeps it up to date.
func (s *Server) file(w http.ResponseWriter, r *http.Request, now showing) {
	address := r.URL.Path
	switch {
	case address == "/":
		http.Redirect(w, r, now.site.Home, http.StatusFound)
		return
	case strings.HasSuffix(address, "/"):
		address += "index.html"
	}
	name := strings.TrimPrefix(address, "/")
	data, err := read(now.site.Files, name)
	if err != nil {
		s.missing(w, now, name)
		return
	}
	if path.Ext(name) == ".html" {
		data = with(data, s.draw(s.view(now, address), "around"))
	}
	send(w, r, name, data)
}

// read returns a file; a folder is none.
func read(files fs.FS, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(files, name)
}

// missing answers for a page that is not there: perhaps it is in a language
// that is not shown.
func (s *Server) missing(w http.ResponseWriter, now showing, name string) {
	v := s.view(now, "")
	v.Lost = s.words.T("preview-missing")
	if lang, _, _ := strings.Cut(name, "/"); lang != now.site.Lang && slices.Contains(now.site.Languages, lang) {
		v.Lost = s.words.T("preview-language", "lang", lang)
	}
	s.write(w, http.StatusNotFound, v, "lost")
}

// with puts more at the end of a page.
func with(page, more []byte) []byte {
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	return slices.Concat(page[:at], more, page[at:])
}

func send(w http.ResponseWriter, r *http.Request, name string, data []byte) {
	w.Header().Set("Content-Type", bundle.TypeOf(name))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// write answers with a page of the preview's own.
func (s *Server) write(w http.ResponseWriter, status int, v view, name string) {
	w.Header().Set("Content-Type", bundle.TypeOf(".html"))
	w.WriteHeader(status)
	_, _ = w.Write(s.draw(v, name)) // a browser that has gone away needs no answer
}

func (s *Server) draw(v view, name string) []byte {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, v); err != nil {
		panic("draw preview: " + err.Error()) // the tests run every branch
	}
	return b.Bytes()
}
