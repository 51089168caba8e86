package build

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"homeroom/curriculum"
)

// The pages that no author need write. An author who does, writes what stands
// above the list, under the same path.
const (
	homeSource     = "content/_index.md"
	lessonsSource  = "lessons/_index.md"
	policiesSource = "content/policies/_index.md"
	faqSource      = "content/families/faq/_index.md"
	familiesSource = "content/families/_index.md"
	staffSource    = "content/staff/_index.md"
	searchSource   = "content/search.md"
	azSource       = "content/a-z.md"
	creditsSource  = "content/credits.md"
	helpSource     = "content/help.md"
	frameSource    = "content/frame.md"
	missingSource  = "content/404.md"
)

// unitSource returns what stands for the source of a unit's page, which has
// no file of its own.
func unitSource(id string) string { return "units/" + id + ".md" }

// address returns where the page of a source file is in a language, from the
// root of the site: "/en/lessons/6-8/save-it.html".
//
//	content/_index.md          /en/index.html
//	content/policies/use.md    /en/policies/use.html
//	lessons/6-8/x.md           /en/lessons/6-8/x.html
//	lessons/6-8/x.guide.md     /en/staff/guides/6-8/x.html
//	quizzes/6-8/x.md           /en/quizzes/6-8/x.html
//	units/respond.md           /en/units/respond.html
func address(lang, source string) string {
	rest := strings.TrimSuffix(strings.TrimPrefix(source, "content/"), ".md")
	if guide, ok := strings.CutSuffix(rest, ".guide"); ok {
		rest = "staff/guides/" + strings.TrimPrefix(guide, "lessons/")
	}
	if dir, base := path.Split(rest); base == "_index" {
		rest = dir + "index"
	}
	return "/" + lang + "/" + rest + ".html"
}

// fragmentAddress returns where the article of a lesson stands alone, for the
// kiosk.
func fragmentAddress(lang, source string) string {
	return strings.TrimSuffix(address(lang, source), ".html") + ".fragment.html"
}

// media returns where a picture or file of the layers is.
func media(source string) string { return "/media/" + source }

// private reports whether an address is not for the public: the pages of
// staff, and what only the kiosk uses.
func private(at string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(at, "/"), "/")
	return strings.HasPrefix(rest, "staff/") || rest == "frame.html" || strings.HasSuffix(at, ".fragment.html")
}

// escaped returns an address as it is written in a link.
func escaped(at string) string { return (&url.URL{Path: at}).EscapedPath() }

// An edit puts a text in place of a part of a document's body.
type edit struct {
	start, end int
	text       string
}

// linked returns the text of a document with its links leading to pages of
// the site in the desk's language, and with the ids of list items as places
// that can be linked to. Both are written as Markdown links with a scheme of
// their own, which the theme's render-link.html turns into HTML. What is in
// another language says so, with its direction. more are edits of the caller.
func (d *desk) linked(doc *curriculum.Document, more ...edit) string {
	body := string(doc.Body)
	edits := make([]edit, 0, len(doc.Links)+len(doc.Marks)+len(doc.LangLines)+len(more))
	edits = append(edits, more...)
	for _, l := range doc.Links {
		edits = append(edits, edit{l.Start, l.End, destination(d.lang, l, body[l.Start:l.End])})
	}
	for _, m := range doc.Marks {
		place := ""
		if m.ID != "" {
			place = "[](place:" + m.ID + ")"
		}
		if m.Lang != "" && m.Lang != d.lang {
			edits = append(edits, edit{m.Item, m.Item, `{{< part lang="` + m.Lang + `" dir="` + d.dirOf(m.Lang) + `" >}}`})
			place = "{{< /part >}}" + place
		}
		edits = append(edits, edit{m.Start, m.End, place})
	}
	for _, line := range doc.LangLines {
		edits = append(edits, edit{line.Start, line.End, `{lang="` + line.Lang + `" dir="` + d.dirOf(line.Lang) + "\"}\n"})
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var out strings.Builder
	out.Grow(len(body) + 64*len(edits))
	at := 0
	for _, e := range edits {
		out.WriteString(body[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.WriteString(body[at:])
	return out.String()
}

// provenance returns a line below each section that a document includes, which
// leads to where it is from. Only a whole section of another page has one.
func (d *desk) provenance(doc *curriculum.Document) (lines []edit) {
	for _, in := range doc.Includes {
		if !in.Section || in.Page == doc.Path || !d.has(in.Page) {
			continue
		}
		to := d.link(in.Page)
		text := in.Lead + "\n" + in.Lead + "[" + markdownMarks.Replace(to.Title) + "](from:" + to.URL + "#" + in.Fragment + " \"" + cmp.Or(to.Lang, d.lang) + "\")"
		if in.End < len(doc.Body) {
			lines = append(lines, edit{in.End + 1, in.End + 1, text + "\n"})
		} else {
			lines = append(lines, edit{in.End, in.End, "\n" + text})
		}
	}
	return lines
}

// markdownMarks escapes a title that stands in Markdown.
var markdownMarks = strings.NewReplacer(func() (pairs []string) {
	for _, c := range strings.Split("\\`*_[]<>&~|{}!$#", "") {
		pairs = append(pairs, c, "\\"+c)
	}
	return pairs
}()...)

// destination returns where a link leads on the site.
func destination(lang string, l curriculum.Link, written string) string {
	var to string
	switch {
	case l.Page != "":
		to = escaped(address(lang, l.Page))
	case l.Asset != "":
		to = escaped(media(l.Asset))
	default:
		return written
	}
	if l.Fragment != "" {
		to += "#" + l.Fragment
	}
	return to
}
