package build

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"homeroom/curriculum"
	"homeroom/internal/diag"
	"homeroom/internal/layer"
	"homeroom/internal/translate"
)

// A siteInput is what the pages of a site are made from.
type siteInput struct {
	Layers   fs.FS      // themes/homeroom and the pictures are read from it
	Texts    []siteText // one for each language, the language of the originals first
	Lang     string     // the language whose pages are made; "" for all
	CacheDir string     // see hugoInput

	// Question returns each question of a quiz as HTML, with its answer only
	// if the quiz may be practised in public.
	Question func(lang string, quiz *curriculum.Quiz) []template.HTML
}

// A siteText is the curriculum and the interface in one language.
type siteText struct {
	Lang   string
	Words  *translate.Words
	Course *curriculum.Curriculum
}

// A renderedSite is all files of a site, and its pages, whose text is left to
// [renderedSite.plain].
type renderedSite struct {
	Files    afero.Fs
	Pages    []renderedPage
	Warnings []diag.Problem // in authors' files
}

// A renderedPage is one page as an index of a search sees it.
type renderedPage struct {
	Lang    string
	Written string // language that the text is in
	ID      string // of the lesson, policy and so on; the source path of a page without one
	Source  string // path in the layers; for a list, where its author may write
	URL     string // from the root of the site
	Title   string
	Kind    string // home, lesson, annual, unit, quiz, policy, faq, page, guide, staff, list …
	Band    string
	Unit    string
	Listed  bool      // in A–Z and in search; pages of staff are not
	Plain   []section // filled by plain
}

// A section is the text under one heading, or before the first.
type section struct{ ID, Heading, Text string }

// renderSite makes the pages of a site with Hugo. What authors or templates
// did wrong is a *[RenderError], in which files have their names in the layers.
func renderSite(ctx context.Context, in siteInput) (*renderedSite, error) {
	theme, err := fs.Sub(in.Layers, "themes/homeroom")
	if err != nil {
		return nil, fmt.Errorf("open theme: %w", err)
	}
	p := &press{files: layer.Under(siteRoot+"/theme", afero.NewMemMapFs(), theme), layers: in.Layers, proved: changedTheme(in.Layers)}
	hugo := hugoInput{Files: p.files, CacheDir: in.CacheDir}
	var made []siteText
	for i, d := range newDesks(in) {
		if t := in.Texts[i]; in.Lang == "" || in.Lang == t.Lang {
			p.language(d, &hugo)
			made = append(made, t)
		}
	}
	p.put("assets/css/district.css", []byte(districtCSS(in.Texts[0].Course.Settings.Look)))
	if p.err != nil {
		return nil, p.err
	}
	out, warnings, err := p.print(ctx, hugo)
	if err != nil {
		return nil, p.named(err)
	}
	site := &renderedSite{Files: out, Warnings: p.inLayers(warnings)}
	for _, finish := range []func() error{
		func() error { return addMedia(out, in.Layers, in.Texts[0].Course) },
		func() error { return addEntrance(out, made) },
		func() error { return p.gate(out) },
		func() error { return p.addFragments(out) },
	} {
		if err := finish(); err != nil {
			return nil, err
		}
	}
	for i := range p.sheets {
		site.Pages = append(site.Pages, p.sheets[i].renderedPage)
	}
	heavy, err := p.weigh(out)
	site.Warnings = append(site.Warnings, heavy...)
	return site, err
}

// A press writes the pages of a site as Hugo reads them. The first error
// stops it.
type press struct {
	files  afero.Fs
	layers fs.FS // that messages name
	sheets []sheet
	proved bool // whether proofs are rendered first
	err    error
}

// A sheet is one page on its way through Hugo.
type sheet struct {
	renderedPage
	layout string
	lead   string               // one sentence about the page, for lists and for search engines
	doc    *curriculum.Document // whose text stands in the page; may be nil
	params any                  // what the template is told
}

// proofs is how many pages are rendered before all others if a district has
// changed a template. Hugo may hang when ten pages fail (see render).
const proofs = 9

// changedTheme reports whether a layer above the built-in one has a part of
// the theme. If nobody can tell which layer a file is from, it has.
func changedTheme(files fs.FS) bool {
	layers, ok := files.(interface{ Layer(name string) string })
	if !ok {
		return true
	}
	changed := false
	err := fs.WalkDir(files, "themes/homeroom/layouts", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && layers.Layer(name) != layer.BuiltIn {
			changed = true
			return fs.SkipAll
		}
		return err
	})
	return changed || err != nil
}

// print renders the proofs, if there must be any, and then, if none of them
// failed, all pages.
func (p *press) print(ctx context.Context, hugo hugoInput) (afero.Fs, []diag.Problem, error) {
	if p.proved && len(p.sheets) > proofs {
		trial := hugo
		trial.Languages = hugo.Languages[:1]
		trial.Only = p.proofs()
		if _, _, err := runHugo(ctx, trial); err != nil {
			return nil, nil, err
		}
	}
	return runHugo(ctx, hugo)
}

// proofs returns the files of the pages that are rendered first: the longest
// page of each of the templates that have the most pages in a language. A
// template that fails, fails on its proof.
func (p *press) proofs() (files []string) {
	longest, pages := map[string]*sheet{}, map[string]int{}
	for i := range p.sheets {
		s := &p.sheets[i]
		if s.Lang != p.sheets[0].Lang {
			break
		}
		pages[s.layout]++
		if at := longest[s.layout]; at == nil || s.length() > at.length() {
			longest[s.layout] = s
		}
	}
	layouts := slices.SortedFunc(maps.Keys(pages), func(a, b string) int {
		return cmp.Or(cmp.Compare(pages[b], pages[a]), strings.Compare(a, b))
	})
	for _, layout := range layouts[:min(len(layouts), proofs)] {
		s := longest[layout]
		files = append(files, strings.TrimPrefix(contentFile(s.Lang, s.Source), "content/"))
	}
	return files
}

// length is the number of bytes of the page's text.
func (s *sheet) length() int {
	if s.doc == nil {
		return 0
	}
	return len(s.doc.Body)
}

// language writes all that Hugo needs for one language.
func (p *press) language(d *desk, hugo *hugoInput) {
	sheets := d.sheets()
	hugo.Languages = append(hugo.Languages, siteLanguage{
		Tag: strings.ToLower(d.lang), Locale: d.words.Lang(), Name: d.words.Name(), Dir: d.words.Dir(), Params: d.chrome(),
	})
	hugo.Title = cmp.Or(hugo.Title, d.course.Settings.District.Name)
	p.put("i18n/"+strings.ToLower(d.lang)+".json", hugoWords(d.words))
	for i := range sheets {
		p.page(d, &sheets[i])
	}
	p.sheets = append(p.sheets, sheets...)
}

// page writes one page: its front matter on the first line, its text below.
func (p *press) page(d *desk, s *sheet) {
	front, err := json.Marshal(map[string]any{
		"title": s.Title, "url": s.URL, "layout": s.layout, "description": s.lead, "params": s.params,
	})
	if err != nil {
		p.err = cmp.Or(p.err, fmt.Errorf("write page of %s: %w", s.Source, err))
		return
	}
	var out bytes.Buffer
	out.Write(front)
	out.WriteByte('\n')
	if s.doc != nil {
		if strings.Contains(string(s.doc.Body), "{{<") || strings.Contains(string(s.doc.Body), "{{%") {
			p.err = cmp.Or[error](p.err, &RenderError{[]diag.Problem{{File: s.Source, Rule: "shortcode",
				Message: "page asks for a program of the generator", Hint: "take the braces out of the text"}}})
			return
		}
		out.WriteString(d.linked(s.doc, d.provenance(s.doc)...))
	}
	p.put(contentFile(d.lang, s.Source), out.Bytes())
}

// put writes one file below siteRoot.
func (p *press) put(name string, data []byte) {
	if err := afero.WriteFile(p.files, siteRoot+"/"+name, data, 0o600); err != nil {
		p.err = cmp.Or(p.err, fmt.Errorf("write %s for Hugo: %w", name, err))
	}
}

// contentFile returns the name of a page's source as Hugo reads it. A name
// that has a meaning to Hugo, such as index or _index, is given another.
func contentFile(lang, source string) string {
	dir, base := path.Split(strings.TrimSuffix(source, ".md"))
	base = strings.ReplaceAll(base, ".", "=")
	if base == "index" || base == "_index" || base == "_content" {
		base = "=" + base
	}
	return "content/" + dir + base + "." + strings.ToLower(lang) + ".md"
}

// named returns err with the names that files have in the layers.
func (p *press) named(err error) error {
	if e, ok := err.(*RenderError); ok {
		return &RenderError{p.inLayers(e.Problems)}
	}
	return err
}

// inLayers returns problems with the names that files have in the layers, and
// lines as they are there.
func (p *press) inLayers(problems []diag.Problem) []diag.Problem {
	pages := map[string]*sheet{}
	for i := range p.sheets {
		s := &p.sheets[i]
		pages[contentFile(s.Lang, s.Source)] = s
	}
	for i := range problems {
		at := &problems[i]
		name := strings.TrimPrefix(strings.TrimPrefix(at.File, siteRoot), "/")
		at.Message = strings.ReplaceAll(at.Message, siteRoot+"/theme/", "themes/homeroom/")
		switch rest, ours := strings.CutPrefix(name, "theme/"); {
		case ours:
			p.inTemplate(at, "themes/homeroom/"+rest)
		case name == "": // a template says so itself, and Hugo not where
			p.inTemplate(at, "themes/homeroom/layouts")
			blame{layers: p.layers}.inTheme(at, at.Message)
		case pages[name] != nil:
			at.File = pages[name].Source
			at.Line, at.Column = pages[name].line(at.Line), 0
		}
	}
	diag.Sort(problems)
	return problems
}

// inTemplate sets the file of a problem, and the line that it names.
func (p *press) inTemplate(at *diag.Problem, name string) {
	at.File = name
	at.Hint = cmp.Or(at.Hint, "correct the template, or take the file away to have homeroom's own again")
	if data, err := fs.ReadFile(p.layers, name); err == nil && at.Line > 0 {
		if lines := strings.Split(string(data), "\n"); at.Line <= len(lines) {
			at.Text = strings.TrimRight(lines[at.Line-1], "\r")
		}
	}
}

// line returns the line in an author's file of a line in the page that was
// made of it, 0 if it is not known. Line 1 is the front matter.
func (s *sheet) line(generated int) int {
	if s.doc == nil || s.doc.SourceLine == 0 || generated < 2 {
		return 0
	}
	return s.doc.SourceLine + generated - 2
}
