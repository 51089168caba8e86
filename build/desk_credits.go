package build

import (
	"html/template"
	"regexp"
	"slices"
	"strings"

	"homeroom/curriculum"
)

// A credit says who made a picture or a sound, where it is from, and what may
// be done with it.
type credit struct {
	ID         string `json:"id"` // its place on the page of credits
	Title      string `json:"title"`
	Author     string `json:"author"`
	Source     string `json:"source,omitempty"`
	Licence    string `json:"licence"`
	LicenceURL string `json:"licenceurl,omitempty"`
	Changed    string `json:"changed,omitempty"`
	URL        string `json:"url,omitempty"` // of the file; on other pages, of its place on the page of credits
	Used       []link `json:"used,omitempty"`
	Everywhere bool   `json:"everywhere,omitempty"` // it is on every page

	// In is the language of what the author wrote, where it is not the page's.
	In *inLang `json:"in,omitempty"`
}

// A creditGroup is the credits of one part of the site.
type creditGroup struct {
	ID      string   `json:"id"` // lessons or pages
	Credits []credit `json:"credits"`
}

// credits returns the page that names who made what is shown.
func (d *desk) credits() sheet {
	s, c := d.sheet("credits", "", d.own(creditsSource), homeSource)
	page := struct {
		common
		Groups []creditGroup `json:"groups,omitempty"`
	}{common: c}
	used := d.assetPages()
	lessons, pages := creditGroup{ID: "lessons"}, creditGroup{ID: "pages"}
	for _, a := range d.course.Assets {
		if a.Title == "" {
			continue // a file of captions has no credit of its own
		}
		one := credit{
			ID: creditID(a.Path), Title: a.Title, Author: a.Author, Source: a.Source, Licence: a.Licence, LicenceURL: a.LicenceURL,
			Changed: a.Changed, URL: escaped(media(a.Path)), Everywhere: a.Path == d.course.Settings.Look.Logo, In: d.said(d.original()),
		}
		for _, source := range used[a.Path] {
			one.Used = append(one.Used, d.link(source))
		}
		g := &pages
		if strings.HasPrefix(a.Path, "lessons/") || strings.HasPrefix(a.Path, "quizzes/") {
			g = &lessons
		}
		g.Credits = append(g.Credits, one)
	}
	for _, g := range []creditGroup{lessons, pages} {
		if len(g.Credits) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	s.params = page
	return s
}

// creditID returns the id of a file's place on the page of credits.
func creditID(asset string) string { return "credit-" + strings.ReplaceAll(asset, " ", "-") }

// assetPages returns, by file, the sources of the public pages that show it.
func (d *desk) assetPages() map[string][]string {
	used := map[string][]string{}
	add := func(source string, assets ...string) {
		for _, a := range assets {
			if a != "" && !slices.Contains(used[a], source) {
				used[a] = append(used[a], source)
			}
		}
	}
	for _, l := range d.course.Lessons {
		add(l.Path, assetsOf(&l.Document)...)
	}
	for _, q := range d.course.Quizzes {
		add(q.Path, quizPictures(q)...)
	}
	for _, p := range d.course.Policies {
		add(p.Path, assetsOf(&p.Document)...)
	}
	for _, f := range d.course.FAQs {
		add(f.Path, assetsOf(&f.Document)...)
	}
	for _, p := range d.course.Pages {
		if !p.Staff && d.published(p.Path) {
			add(p.Path, assetsOf(&p.Document)...)
		}
	}
	return used
}

// assetsOf returns the files that a page shows or leads to.
func assetsOf(doc *curriculum.Document) (assets []string) {
	for _, l := range doc.Links {
		if l.Asset != "" && !slices.Contains(assets, l.Asset) {
			assets = append(assets, l.Asset)
		}
	}
	return assets
}

// quizPictures returns the pictures of a quiz.
func quizPictures(q *curriculum.Quiz) (pictures []string) {
	choices := func(list []curriculum.Choice) {
		for _, c := range list {
			pictures = append(pictures, c.Picture)
		}
	}
	for _, question := range q.Questions {
		pictures = append(pictures, question.Picture)
		choices(question.Choices)
		for _, b := range question.Boxes {
			choices(b.Items)
		}
		for _, b := range question.Blanks {
			choices(b.Choices)
		}
	}
	pictures = slices.DeleteFunc(pictures, func(p string) bool { return p == "" })
	slices.Sort(pictures)
	return slices.Compact(pictures)
}

// asked returns what a quiz asks, without what it answers.
func asked(q *curriculum.Quiz) string {
	text := string(q.Intro)
	for _, question := range q.Questions {
		text += "\n\n" + string(question.Title) + "\n\n" + string(question.Body)
	}
	return text
}

// shown returns the credits of files that a page shows, each with the address
// of its place on the page of credits.
func (d *desk) shown(assets []string) (list []credit) {
	for _, a := range d.course.Assets {
		if slices.Contains(assets, a.Path) && a.Title != "" {
			list = append(list, credit{
				ID: creditID(a.Path), Title: a.Title, Author: a.Author, Licence: a.Licence, In: d.said(d.original()),
				URL: escaped(address(d.lang, creditsSource)) + "#" + escaped(creditID(a.Path)),
			})
		}
	}
	return list
}

// A source is a page of another site that a page leads to.
type source struct {
	URL       string          `json:"url"`
	Title     string          `json:"title,omitempty"`
	Publisher string          `json:"publisher,omitempty"`
	Author    string          `json:"author,omitempty"`
	Checked   curriculum.Date `json:"checked,omitzero"` // when somebody last saw it in good order
}

var (
	// codeText is what stands in a text as code, where an address is no link.
	codeText = regexp.MustCompile("(?sm)^ {0,3}```.*?^ {0,3}```|`[^`\n]+`")
	// outwardLink is the address of another site in Markdown: in a link, alone
	// in angle brackets, or below the text.
	outwardLink = regexp.MustCompile(`(?m)\]\(\s*<?(https?://(?:[^\s()<>]|\([^\s()<>]*\))+)|<(https?://[^\s<>]+)>|^ {0,3}\[[^\]]+\]:\s*<?(https?://[^\s<>]+)`)
)

// sources returns the pages of other sites that a text leads to, in its order,
// with what is known of them.
func (d *desk) sources(text string) (list []source) {
	if !strings.Contains(text, "http") {
		return nil
	}
	for _, m := range outwardLink.FindAllStringSubmatch(codeText.ReplaceAllString(text, ""), -1) {
		one := source{URL: m[1] + m[2] + m[3]}
		if slices.ContainsFunc(list, func(s source) bool { return s.URL == one.URL }) {
			continue
		}
		if c, ok := d.course.Citation(one.URL); ok {
			one.Title, one.Publisher, one.Author, one.Checked = c.Title, c.Publisher, c.Author, c.Checked
		}
		list = append(list, one)
	}
	return list
}

// outwardAnchor is a link to another site in HTML that was not made by the
// theme.
var outwardAnchor = regexp.MustCompile(`(?s)(<a [^>]*href="https?://[^>]*>.*?)</a>`)

// outward says of links to other sites in the HTML of this package what the
// theme says of those in a page's text, for those who cannot see the mark.
func (d *desk) outward(text template.HTML) template.HTML {
	if !strings.Contains(string(text), `href="http`) {
		return text
	}
	said := `<span class="unseen" lang="` + d.words.Lang() + `">, ` + template.HTMLEscapeString(d.words.T("leaves-site")) + `</span>`
	return template.HTML(outwardAnchor.ReplaceAllString(string(text), "${1}"+strings.ReplaceAll(said, "$", "$$")+"</a>"))
}
