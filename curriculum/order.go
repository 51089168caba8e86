package curriculum

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// order puts everything into the order that the type Curriculum promises.
func (l *loader) order() {
	c := l.course
	units := map[string]int{}
	for i, u := range c.Plan.Units {
		units[u.ID] = i
	}
	place := func(n *Lesson) (int, int) {
		if n.Annual() {
			return len(units) + 1, slices.Index(grades, n.Grade)
		}
		i, ok := units[n.Unit]
		if !ok {
			i = len(units)
		}
		return i, bandOrder(n.Band)
	}
	slices.SortFunc(c.Lessons, func(a, b *Lesson) int {
		ua, ba := place(a)
		ub, bb := place(b)
		return cmp.Or(cmp.Compare(ua, ub), cmp.Compare(ba, bb), strings.Compare(a.Path, b.Path))
	})
	slices.SortFunc(c.FAQs, func(a, b *FAQ) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), strings.Compare(a.Path, b.Path))
	})
	slices.SortFunc(c.Quizzes, func(a, b *Quiz) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(c.Policies, func(a, b *Policy) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(c.Pages, func(a, b *Page) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(c.Assets, func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(c.Plan.Annual, func(a, b AnnualRow) int {
		return cmp.Compare(slices.Index(grades, a.Grade), slices.Index(grades, b.Grade))
	})
}

// bandOrder returns the place of a band, youngest first.
func bandOrder(b Band) int { return slices.Index([]Band{BandK2, Band35, Band68, Band912}, b) }

// siteAddress returns the address of a page of the site without its language,
// such as lessons/6-8/save-it.html.
func siteAddress(source string) string {
	name := strings.TrimSuffix(source, ".md")
	if rest, ok := strings.CutPrefix(name, "content/"); ok {
		name = rest
	}
	if guide, ok := strings.CutSuffix(name, ".guide"); ok {
		name = "staff/guides/" + strings.TrimPrefix(guide, "lessons/")
	}
	if path.Base(name) == "_index" {
		name = path.Join(path.Dir(name), "index")
	}
	return name + ".html"
}

// ownAddresses are those of pages that homeroom makes itself; those that end
// with a slash are whole folders.
var ownAddresses = []string{
	"search.html", "a-z.html", "credits.html", "frame.html", "404.html",
	"kiosk/", "lessons/", "media/", "quizzes/", "search/", "staff/guides/", "units/",
}

// claim notes the address of a page, and reports one that is taken.
func (l *loader) claim(p *page) {
	source := p.src.path
	address := siteAddress(source)
	if strings.HasPrefix(source, "content/") {
		for _, own := range ownAddresses {
			if address == own || strings.HasSuffix(own, "/") && strings.HasPrefix(address, own) {
				l.wrong(whole(p.src), "taken-address", "move or rename the file", "homeroom has a page of its own at the address of this one")
				return
			}
		}
	}
	if other, ok := l.taken[address]; ok {
		l.wrong(whole(p.src), "taken-address", "rename one of them", "this page would have the same address as %s", other)
		return
	}
	l.taken[address] = source
}
