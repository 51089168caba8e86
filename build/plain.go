package build

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/afero"
	htmltoken "golang.org/x/net/html"

	"homeroom/curriculum"
	"homeroom/internal/diag"
)

// addMedia copies the pictures and files of the layers that pages show.
func addMedia(out afero.Fs, layers fs.FS, course *curriculum.Curriculum) error {
	var sources []string
	for _, a := range course.Assets {
		sources = append(sources, a.Path)
	}
	if logo := course.Settings.Look.Logo; logo != "" {
		sources = append(sources, logo)
	}
	for _, source := range sources {
		data, err := fs.ReadFile(layers, source)
		if err != nil {
			return fmt.Errorf("copy picture: %w", err)
		}
		if err := afero.WriteFile(out, media(source), data, 0o644); err != nil {
			return fmt.Errorf("copy picture %s: %w", source, err)
		}
	}
	return nil
}

// entrance is the page at the root of the site: it leads to the first language
// at once, and to each by name.
const entrance = `<!doctype html>
<html lang="%s"%s>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0; url=%s">
<link rel="icon" href="./homeroom.svg" type="image/svg+xml">
<title>%s</title>
</head>
<body>
<main>
<h1>%s</h1>
<ul>
%s</ul>
</main>
</body>
</html>
`

// addEntrance writes the page at the root of the site, and the page for
// addresses that do not exist, whose own links must lead from the root because
// nobody knows from where it will be shown.
func addEntrance(out afero.Fs, texts []siteText) error {
	var list strings.Builder
	for _, t := range texts {
		fmt.Fprintf(&list, "<li><a href=\"%s\" lang=\"%s\" dir=\"%s\">%s</a></li>\n",
			relative(address(t.Lang, homeSource)), t.Words.Lang(), t.Words.Dir(), html.EscapeString(t.Words.Name()))
	}
	first, dir := texts[0], ""
	if first.Words.Dir() == "rtl" {
		dir = ` dir="rtl"`
	}
	name := html.EscapeString(first.Course.Settings.District.Name)
	page := fmt.Sprintf(entrance, first.Words.Lang(), dir, relative(address(first.Lang, homeSource)), name, name, list.String())
	if err := afero.WriteFile(out, "/index.html", []byte(page), 0o644); err != nil {
		return fmt.Errorf("write first page: %w", err)
	}
	missing, err := afero.ReadFile(out, address(first.Lang, missingSource))
	if err != nil {
		return fmt.Errorf("read page for missing addresses: %w", err)
	}
	missing = bytes.ReplaceAll(missing, []byte(`="../`), []byte(`="/`))
	missing = bytes.ReplaceAll(missing, []byte(`="./`), []byte(`="/`+first.Lang+`/`))
	return afero.WriteFile(out, "/404.html", missing, 0o644)
}

// relative returns an address as it is written in a page at the root.
func relative(at string) string { return "." + escaped(at) }

// addFragments writes the article of each lesson alone, with what a reader must
// know before it, for the kiosk.
func (p *press) addFragments(out afero.Fs) error {
	for i := range p.sheets {
		s := &p.sheets[i]
		if s.Kind != "lesson" && s.Kind != "annual" {
			continue
		}
		page, err := afero.ReadFile(out, s.URL)
		if err != nil {
			return fmt.Errorf("read page of %s: %w", s.Source, err)
		}
		start, end := bytes.Index(page, []byte("<article")), bytes.LastIndex(page, []byte("</article>"))
		if main := bytes.Index(page, []byte("<main")); main >= 0 && main < start { // with the notices above it
			start = main + bytes.IndexByte(page[main:], '>') + 1
		}
		if start < 0 || end < start {
			return &RenderError{[]diag.Problem{{File: "themes/homeroom/layouts/" + s.layout + ".html", Rule: "render",
				Message: "the template of a lesson has no article", Hint: "put the lesson between <article> and </article>"}}}
		}
		article := append(bytes.Clone(page[start:end]), "</article>\n"...)
		if err := afero.WriteFile(out, fragmentAddress(s.Lang, s.Source), article, 0o644); err != nil {
			return fmt.Errorf("write article of %s: %w", s.Source, err)
		}
	}
	return nil
}

// plain returns each page of the site with its text.
func (s *renderedSite) plain() ([]renderedPage, error) {
	pages, errs := slices.Clone(s.Pages), make([]error, len(s.Pages))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(pages); i = int(next.Add(1)) - 1 {
				data, err := afero.ReadFile(s.Files, pages[i].URL)
				if err != nil {
					errs[i] = fmt.Errorf("read page of %s: %w", pages[i].Source, err)
				}
				pages[i].Plain = sections(data, cmp.Or(pages[i].Written, pages[i].Lang))
			}
		})
	}
	all.Wait()
	return pages, errors.Join(errs...)
}

// silent are the elements whose text is not part of what a page says.
var silent = map[string]bool{
	"nav": true, "script": true, "style": true, "template": true, "button": true, "select": true, "form": true,
}

// sections returns the text inside the <main> of a page: a section for each
// heading of level 2 or 3 that has an id, and one for each list item that has,
// which is a rule. An element with data-plain="no" is left out, and so is what
// is in another language than lang, but for headings.
func sections(page []byte, lang string) (list []section) {
	r := reader{lang: lang, tokens: htmltoken.NewTokenizer(bytes.NewReader(mainPart(page)))}
	for r.next() {
	}
	r.flush(section{})
	for _, s := range r.list {
		s.Text = strings.Join(strings.Fields(s.Text), " ")
		s.Heading = strings.Join(strings.Fields(s.Heading), " ")
		if s.Text != "" {
			list = append(list, s)
		}
	}
	return list
}

// mainPart returns what stands inside the <main> of a page, without the small
// drawings, which have a hundred times more tags than words.
func mainPart(page []byte) []byte {
	_, page, _ = bytes.Cut(page, []byte("<main"))
	page, _, _ = bytes.Cut(page, []byte("</main>"))
	_, page, _ = bytes.Cut(page, []byte(">"))
	var out []byte
	for {
		before, rest, found := bytes.Cut(page, []byte("<svg"))
		out = append(out, before...)
		if !found {
			return out
		}
		_, page, _ = bytes.Cut(rest, []byte("</svg>"))
	}
}

// A reader reads what stands inside <main> from beginning to end.
type reader struct {
	lang   string
	tokens *htmltoken.Tokenizer
	quiet  []string // open elements from the silent one inward
	naming string   // name of the open heading, "" for none
	above  section  // the heading that the text stands under, without text
	items  []int    // of the open list items, where their text begins

	now  section         // the section that text is added to,
	text strings.Builder // its text,
	list []section       // and those before it
}

// next reads one token and reports whether there may be more.
func (r *reader) next() bool {
	switch r.tokens.Next() {
	case htmltoken.ErrorToken:
		return false
	case htmltoken.TextToken:
		r.say(string(r.tokens.Text()))
	case htmltoken.StartTagToken, htmltoken.SelfClosingTagToken:
		r.open()
	case htmltoken.EndTagToken:
		name, _ := r.tokens.TagName()
		r.close(string(name))
	}
	return true
}

// flush ends the section that text is added to, and begins the next.
func (r *reader) flush(next section) {
	r.now.Text = r.text.String()
	r.list = append(r.list, r.now)
	r.now, r.items = next, nil
	r.text.Reset()
}

// say adds text to the last section or to its heading.
func (r *reader) say(text string) {
	switch {
	case len(r.quiet) > 0:
	case r.naming != "":
		r.now.Heading += text
		r.above = r.now
	default:
		r.text.WriteString(text)
	}
}

// void are the elements that have no end.
var void = map[string]bool{"br": true, "img": true, "input": true, "hr": true, "meta": true, "link": true, "wbr": true, "col": true}

func (r *reader) open() {
	raw, more := r.tokens.TagName()
	name := string(raw)
	var id, class, alt string
	skip := len(r.quiet) > 0 || silent[name]
	for more && !skip {
		var key, value []byte
		key, value, more = r.tokens.TagAttr()
		switch string(key) {
		case "id":
			id = string(value)
		case "class":
			class = string(value)
		case "alt":
			alt = string(value)
		case "lang":
			skip = skip || string(value) != r.lang && name[0] != 'h'
		case "data-plain":
			skip = skip || string(value) == "no"
		}
	}
	switch {
	case void[name]:
		r.say(" " + alt + " ")
	case skip:
		r.quiet = append(r.quiet, name)
	default:
		r.say(" ")
		r.begin(name, id, class)
	}
}

// begin starts a section if the element is a heading or the place of a list
// item, which stands behind the item's text.
func (r *reader) begin(name, id, class string) {
	switch {
	case (name == "h2" || name == "h3") && id != "":
		r.naming, r.above = name, section{ID: id}
		r.flush(r.above)
	case name == "li":
		r.items = append(r.items, r.text.Len())
	case class == "place" && id != "" && len(r.items) > 0:
		text, from := r.text.String(), r.items[0]
		r.text.Reset()
		r.text.WriteString(text[:from])
		r.flush(section{ID: id, Heading: r.above.Heading})
		r.text.WriteString(text[from:])
		r.flush(r.above)
	}
}

// close ends an element.
func (r *reader) close(name string) {
	if n := len(r.quiet); n > 0 {
		if r.quiet[n-1] == name {
			r.quiet = r.quiet[:n-1]
		}
		return
	}
	r.say(" ")
	switch {
	case name == r.naming:
		r.naming = ""
	case name == "li" && len(r.items) > 0:
		r.items = r.items[:len(r.items)-1]
	}
}
