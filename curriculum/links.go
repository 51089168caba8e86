package curriculum

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// likePage returns a hint for the path of a page that is not there.
func (l *loader) likePage(name, otherwise string) string {
	stem := func(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }
	like := nearest(name, maps.Keys(l.pages))
	if like != "" && (path.Dir(like) != path.Dir(name) || nearest(stem(name), slices.Values([]string{stem(like)})) != "") {
		return "did you mean /" + like
	}
	var same string
	for _, other := range slices.Sorted(maps.Keys(l.pages)) {
		if path.Base(other) == path.Base(name) {
			same = other
		}
	}
	if same != "" {
		return "did you mean /" + same
	}
	return otherwise
}

// likeID returns a hint for an id that a page does not have.
func (l *loader) likeID(p *page, id string) string {
	known := slices.Sorted(maps.Keys(p.ids))
	otherwise := "write {#" + id + "} after the heading or the list item that you mean"
	if len(known) > 0 && len(known) <= 12 {
		otherwise = "its ids are " + strings.Join(known, ", ")
	}
	return didYouMean(id, known, otherwise)
}

// resolveLinks says of each link of each page where it leads, and reports
// those that lead nowhere.
func (l *loader) resolveLinks() {
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[name]
		if l.reused[p] {
			continue
		}
		for _, k := range p.links {
			if p.src.muted {
				break
			}
			to, ok := l.resolve(p, k)
			if ok && p.doc != nil && (to.Page != "" || to.Asset != "") {
				to.Start, to.End = k.from, k.to
				p.doc.Links = append(p.doc.Links, to)
			}
		}
		if p.doc != nil {
			slices.SortFunc(p.doc.Links, func(a, b Link) int { return a.Start - b.Start })
		}
	}
}

// resolve returns where a link leads. Mistakes in a text that was included are
// reported where it was written, and not here.
func (l *loader) resolve(p *page, k link) (to Link, ok bool) {
	say := func(rule, hint, format string, args ...any) {
		if k.own {
			l.wrong(k.at, rule, hint, format, args...)
		}
	}
	d := destination(p.src.path, k.dest)
	switch {
	case d.bad != "":
		say("link", "write a page such as /content/help.md, or an address that begins with https:", "this leads nowhere: %s", d.bad)
		return to, false
	case d.host:
		say("link-scheme", "write the address with https: before it", "an address cannot begin with two slashes")
		return to, false
	case d.scheme != "":
		l.scheme(k, d, say)
		return to, false
	case d.query:
		say("link", "take away the question mark and what follows it", "a page of this site has no question mark in its address")
		return to, false
	}
	if k.image {
		return l.picture(k, d, say)
	}
	if l.assets[d.path] {
		return Link{Asset: d.path, Fragment: d.fragment}, true
	}
	return l.linkedPage(p, d, say)
}

// scheme reports an address of another site that must not be there.
func (l *loader) scheme(k link, d address, say func(rule, hint, format string, args ...any)) {
	switch d.scheme {
	case "http", "https", "mailto", "tel":
		if k.image {
			say("remote-picture", "save the picture beside the page, with its credit", "a picture must not come from another site")
		}
	default:
		say("link-scheme", "write an address that begins with https:, http:, mailto: or tel:", "an address cannot begin with %s", quote(d.scheme+":"))
	}
}

// picture returns the file that a picture shows.
func (l *loader) picture(k link, d address, say func(rule, hint, format string, args ...any)) (to Link, ok bool) {
	if strings.TrimSpace(k.label) == "" {
		say("picture-text", "write what it shows between the square brackets", "the picture has no description")
	}
	if !slices.Contains(pictureKinds, path.Ext(d.path)) {
		say("picture-kind", "use one of "+strings.Join(pictureKinds, " "), "%s is not a picture", quote(path.Base(d.path)))
		return to, false
	}
	if !l.assets[d.path] {
		say("missing-file", l.likeAsset(d.path), "there is no picture %s", quote(d.path))
		return to, false
	}
	return Link{Asset: d.path}, true
}

// likeAsset returns a hint for a file that is not there.
func (l *loader) likeAsset(name string) string {
	if like := nearest(name, maps.Keys(l.assets)); like != "" {
		return "did you mean /" + like
	}
	return "put the file there, with its credit"
}

// linkedPage returns the page and the place to which a link leads.
func (l *loader) linkedPage(p *page, d address, say func(rule, hint, format string, args ...any)) (to Link, ok bool) {
	target := l.pages[d.path]
	switch {
	case target != nil && target.lost:
		return to, false
	case target == nil && path.Ext(d.path) == ".md":
		say("missing-page", l.likePage(d.path, "write the path of a page, from this file or from the root with a slash first"), "there is no page %s", quote(d.path))
		return to, false
	case target == nil && (d.folder || path.Ext(d.path) == "" || path.Ext(d.path) == ".html"):
		say("missing-page", l.likePage(strings.TrimSuffix(d.path, path.Ext(d.path))+".md", "write the .md file of the page; that of a folder is _index.md"), "%s is not the file of a page", quote(d.path))
		return to, false
	case target == nil:
		say("missing-file", l.likeAsset(d.path), "there is no file %s", quote(d.path))
		return to, false
	case target.staff && !p.staff:
		say("staff-link", "lead to a page that everybody may see", "%s is for staff only", quote(d.path))
		return to, false
	case target.quiz != nil && !target.quiz.Practice:
		say("missing-page", "lead to its lesson instead", "this quiz has no page, because it is not for practice")
		return to, false
	case target.doc != nil && target.doc.Draft && !(p.doc != nil && p.doc.Draft):
		say("draft-link", "finish that page, or take the link away", "%s is a draft, and has no page yet", quote(d.path))
		return to, false
	case d.fragment != "" && !target.ids[d.fragment]:
		say("missing-id", l.likeID(target, d.fragment), "%s has no id %s", quote(d.path), quote(d.fragment))
		return to, false
	}
	return Link{Page: d.path, Fragment: d.fragment}, true
}
