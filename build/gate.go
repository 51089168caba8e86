package build

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/afero"

	"homeroom/internal/diag"
	"homeroom/internal/layer"
)

// gate looks through the rendered pages and style sheets for what would ask
// another computer, or what browsers refuse under the content security policy.
// Each such thing is a mistake of the page's author or of a template.
func (p *press) gate(out afero.Fs) error {
	pages := map[string]*sheet{}
	for i := range p.sheets {
		pages[p.sheets[i].URL] = &p.sheets[i]
	}
	places, err := reachPlaces(out)
	if err != nil {
		return err
	}
	if len(places) == 0 {
		return nil
	}
	b := blame{layers: p.layers, pages: pages}
	var problems []diag.Problem
	for i, r := range slices.SortedFunc(maps.Keys(places), func(a, b reach) int {
		return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.What, b.What), strings.Compare(a.Text, b.Text))
	}) {
		if i == mostReaches {
			break
		}
		problems = append(problems, b.problem(r, places[r]))
	}
	diag.Sort(problems)
	return &RenderError{problems}
}

// reachPlaces returns what the files of a site would reach for, each with the
// names of the files that do.
func reachPlaces(out afero.Fs) (places map[reach][]string, err error) {
	names, err := lookedAt(out)
	if err != nil {
		return nil, err
	}
	found, errs := make([][]reach, len(names)), make([]error, len(names))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				found[i], errs[i] = reaches(out, names[i])
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	places = map[reach][]string{}
	for i, name := range names {
		for _, r := range found[i] {
			if at := places[r]; len(at) == 0 || at[len(at)-1] != name {
				places[r] = append(places[r], name)
			}
		}
	}
	return places, nil
}

// mostReaches is how many mistakes of a theme are shown; one that is made on
// every page with another address is not shown for each.
const mostReaches = 50

// lookedAt returns the names of the pages and style sheets of a site, and of
// the pictures that come with a theme. The pictures of authors have been
// looked through when they were loaded.
func lookedAt(out afero.Fs) (names []string, err error) {
	err = afero.Walk(out, "/", func(name string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() || strings.HasSuffix(name, ".fragment.html") {
			return err // a fragment is a part of a page
		}
		switch path.Ext(name) {
		case ".html", ".css", ".htm", ".xhtml":
			names = append(names, name)
		case ".svg":
			if !strings.HasPrefix(name, media("")) {
				names = append(names, name)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look through pages: %w", err)
	}
	return names, nil
}

// reaches returns what one file of the site would reach for.
func reaches(out afero.Fs, name string) ([]reach, error) {
	data, err := afero.ReadFile(out, name)
	if err != nil {
		return nil, fmt.Errorf("look through %s: %w", name, err)
	}
	switch {
	case path.Ext(name) == ".css":
		return styleReaches(string(data)), nil
	case mayReach(data):
		return pageReaches(data), nil
	}
	return nil, nil
}

// A blame finds out whose mistake a reach is.
type blame struct {
	layers fs.FS
	pages  map[string]*sheet // by address
}

// problem says what is wrong: in the author's file if the page is made from
// one that has the text, else in the file of the theme that has it, or at
// least the host of an address, else in the template that all of the pages
// have in common.
func (b blame) problem(r reach, at []string) diag.Problem {
	p := diag.Problem{Rule: r.Rule}
	shown := strings.Join(strings.Fields(r.Text), " ")
	if len(shown) > 120 {
		shown = shown[:120] + "…"
	}
	who, asks, has := "this page", "asks", "has"
	switch {
	case strings.HasPrefix(at[0], "/assets/"):
		who = "the style sheet"
	case path.Ext(at[0]) != ".html":
		who = at[0]
	case len(at) > 1:
		who, asks, has = fmt.Sprintf("%d pages", len(at)), "ask", "have"
	}
	if r.Rule == outsideRule {
		p.Message = fmt.Sprintf("%s %s another computer: %s to %q", who, asks, r.What, shown)
		p.Hint = "keep the file in the district's folder, and lead to it there"
	} else {
		p.Message = fmt.Sprintf("%s %s what browsers refuse: %s, %q", who, has, r.What, shown)
		p.Hint = "put styles into assets/css and scripts into assets/js of the theme"
	}
	source := b.source(at)
	switch {
	case source != "" && b.in(&p, source, r.Text):
	case b.inTheme(&p, r.Text):
	case r.Rule == outsideRule && b.inTheme(&p, host(r.Text)): // the rest is put together
	case source != "":
		p.File = source
	default:
		p.File = b.template(at)
	}
	return p
}

// host returns an address up to the end of the host's name, "" if it has none.
func host(address string) string {
	at := strings.Index(address, "//")
	if at < 0 {
		return ""
	}
	name, _, _ := strings.Cut(address[at+2:], "/")
	return address[:at+2] + name
}

// source returns the author's file that all of the pages are made from, "" if
// they are made from several.
func (b blame) source(at []string) (source string) {
	for _, name := range at {
		s := b.pages[name]
		if s == nil || source != "" && s.Source != source {
			return ""
		}
		source = s.Source
	}
	return source
}

// in sets the problem's place to where a file has the text, if it does.
func (b blame) in(p *diag.Problem, name, text string) bool {
	data, err := fs.ReadFile(b.layers, name)
	if err != nil {
		return false // a page that has no file, or a file that cannot be read again
	}
	at := strings.Index(string(data), text)
	if at < 0 || text == "" {
		return false
	}
	place(p, name, string(data), at, len(text))
	return true
}

// inTheme sets the problem's place to where a file of the theme has the text;
// a file that lies on homeroom's own is asked first.
func (b blame) inTheme(p *diag.Problem, text string) bool {
	var own, builtIn []string
	stack, _ := b.layers.(interface{ Layer(name string) string })
	_ = fs.WalkDir(b.layers, "themes/homeroom", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what cannot be read is not where the text came from
		}
		if stack != nil && stack.Layer(name) == layer.BuiltIn {
			builtIn = append(builtIn, name)
		} else {
			own = append(own, name)
		}
		return nil
	})
	return slices.ContainsFunc(append(own, builtIn...), func(name string) bool { return b.in(p, name, text) })
}

// template returns the template that the pages have in common.
func (b blame) template(at []string) string {
	layout := ""
	for _, name := range at {
		s := b.pages[name]
		if s == nil {
			continue
		}
		if layout = cmp.Or(layout, s.layout); layout != s.layout {
			return "themes/homeroom/layouts/baseof.html"
		}
	}
	if layout == "" {
		return "themes/homeroom/static" + at[0]
	}
	return "themes/homeroom/layouts/" + layout + ".html"
}
