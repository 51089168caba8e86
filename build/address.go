package build

import (
	"net/url"
	"path"
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

// linked returns the text of a document with its links leading to pages of
// the site in a language, and with the ids of list items as places that can
// be linked to. Both are written as Markdown links with a scheme of their own,
// which the theme's render-link.html turns into HTML.
func linked(lang string, doc *curriculum.Document) string {
	body := string(doc.Body)
	var out strings.Builder
	out.Grow(len(body) + 64*(len(doc.Links)+len(doc.Marks)))
	at := 0
	replace := func(start, end int, with string) {
		out.WriteString(body[at:start])
		out.WriteString(with)
		at = end
	}
	links, marks := doc.Links, doc.Marks
	for len(links) > 0 || len(marks) > 0 {
		if len(marks) == 0 || len(links) > 0 && links[0].Start < marks[0].Start {
			l := links[0]
			links = links[1:]
			replace(l.Start, l.End, destination(lang, l, body[l.Start:l.End]))
			continue
		}
		m := marks[0]
		marks = marks[1:]
		replace(m.Start, m.End, "[](place:"+m.ID+")")
	}
	out.WriteString(body[at:])
	return out.String()
}

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
