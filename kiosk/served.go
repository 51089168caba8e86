package kiosk

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"homeroom/curriculum"
)

// served is a bundle that is being served, with what is made of it once.
type served struct {
	Bundle
	languages []string
	frames    map[string]*template.Template
	articles  sync.Map // address of a lesson → its article, template.HTML
	tags      sync.Map // name of a file → its entity tag
}

func newServed(b Bundle) (*served, error) {
	on := &served{Bundle: b, languages: b.Languages(), frames: map[string]*template.Template{}}
	if len(on.languages) == 0 {
		return nil, errors.New("bundle has no language")
	}
	for _, lang := range on.languages {
		if b.Course(lang) == nil || b.Words(lang) == nil {
			return nil, fmt.Errorf("bundle lacks the curriculum or the words of %s", lang)
		}
		frame, err := newFrame(lang, on.languages, b.Frame(lang))
		if err != nil {
			return nil, fmt.Errorf("read frame of %s: %w", lang, err)
		}
		on.frames[lang] = frame
	}
	return on, nil
}

// speaks reports whether the bundle has a language.
func (on *served) speaks(lang string) bool { return slices.Contains(on.languages, lang) }

// first is the language of the originals, by which editions and keys are told.
func (on *served) first() string { return on.languages[0] }

// originals is the curriculum in the language of the originals.
func (on *served) originals() *curriculum.Curriculum { return on.Course(on.first()) }

// settings are the district's answers for the kiosk.
func (on *served) settings() curriculum.KioskSettings { return on.originals().Settings.Kiosk }

//go:embed templates/*.html
var templates embed.FS

// pages are all templates, one for each page, by the name of the file without
// its ending.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"isolate": isolate,
}).ParseFS(templates, "templates/*.html"))

// isolate keeps a name from changing the direction of the sentence around it.
func isolate(name string) string { return "\u2068" + name + "\u2069" }

// A poured page is what a frame is filled with.
type poured struct {
	*visit
	Title   string
	Session template.HTML
	Main    template.HTML
}

// show answers with a page in the frame of its language. Nothing is sent
// before all of it is drawn.
func (v *visit) show(status int, name, title string, data any) error {
	v.askLater()
	page, err := v.pour(name, title, data)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang())
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = page.WriteTo(v.w) // the browser may have gone
	}
	return nil
}

// pour draws a page into the frame of its language.
func (v *visit) pour(name, title string, data any) (*bytes.Buffer, error) {
	page := new(bytes.Buffer)
	main, err := draw(name, data)
	if err != nil {
		return nil, err
	}
	around, err := draw("around", v)
	if err != nil {
		return nil, err
	}
	session, err := draw("session", v)
	if err != nil {
		return nil, err
	}
	if err := v.on.frames[v.lang].Execute(page, poured{v, title, session, main + around}); err != nil {
		return nil, fmt.Errorf("draw frame of %s: %w", v.lang, err)
	}
	return page, nil
}

// draw draws the template of that name. Its output is HTML that html/template
// escaped.
func draw(name string, data any) (template.HTML, error) {
	var b strings.Builder
	if err := pages.ExecuteTemplate(&b, name+".html", data); err != nil {
		return "", fmt.Errorf("draw page %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}
