package curriculum

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// citationsName is the file of the sites that pages lead to.
const citationsName = "content/citations.yaml"

// A cited site is a Citation while the curriculum is being loaded.
type cited struct {
	Citation
	at   span // of its address
	used bool
}

// loadCitations reads content/citations.yaml of all layers. An entry takes the
// place of one with the same address in a lower layer.
func (l *loader) loadCitations() error {
	sources, err := l.versions(citationsName, "keep only the sites that your pages lead to")
	if err != nil {
		return err
	}
	l.cited = map[string]*cited{}
	for _, s := range sources {
		n := l.yaml(s, 0, len(s.text))
		if n == nil || n.pairs != nil && len(n.pairs) == 0 {
			continue
		}
		f := &fields{l: l, at: n.at, what: "the list of citations", pairs: []pair{{&node{text: "citations", at: n.at}, n}}}
		seen := map[string]bool{}
		l.each(f, "citations", func(f *fields) { l.citation(f, seen) })
	}
	for _, c := range l.cited {
		l.course.Citations = append(l.course.Citations, c.Citation)
	}
	slices.SortFunc(l.course.Citations, func(a, b Citation) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), strings.Compare(a.URL, b.URL))
	})
	return nil
}

// citation reads one entry of a list of citations; seen has the addresses of
// those before it.
func (l *loader) citation(f *fields, seen map[string]bool) {
	c := Citation{
		URL:       f.must("url"),
		Title:     f.must("title"),
		Publisher: f.must("publisher"),
		Author:    f.text("author"),
		Checked:   f.day("checked-on"),
	}
	f.needs("checked-on")
	f.done()
	key, at := citationKey(c.URL), f.place("url")
	switch {
	case c.URL == "":
	case key == "":
		l.wrong(at, "link-scheme", "write an address that begins with https:", "%s is no address of a site", quote(c.URL))
	case seen[key]:
		l.wrong(at, "repeated", "keep one of them", "%s is in the list twice", quote(c.URL))
	default:
		seen[key] = true
		l.cited[key] = &cited{Citation: c, at: at}
	}
}

// citationKey returns what two ways to write the address of a page have in
// common, or "" if it is no address of a page of the web.
func citationKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	port := map[string]string{"http": ":80", "https": ":443"}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port[u.Scheme] == "" {
		return ""
	}
	u.Host = strings.TrimSuffix(u.Host, port[u.Scheme])
	u.Fragment, u.RawFragment = "", ""
	u.Path = cmp.Or(u.Path, "/")
	return u.String()
}

// checkCitations reports links to sites that are not cited, and citations that
// nothing leads to.
func (l *loader) checkCitations() {
	for _, q := range l.course.Settings.QuickLinks {
		if c := l.cited[citationKey(q.URL)]; c != nil {
			c.used = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.pages)) {
		for _, k := range l.pages[name].links {
			if key := citationKey(k.dest); key != "" && !k.image {
				l.cites(k, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.cited)) {
		if c := l.cited[key]; !c.used && !l.citedBelow(c.URL) {
			l.doubtful(c.at, "unused-citation", "take the entry away, or lead to the page", "no page leads to this address")
		}
	}
}

// cites notes that a link leads to another site, and reports it if that site
// is not cited.
func (l *loader) cites(k link, key string) {
	if c := l.cited[key]; c != nil {
		c.used = true
		return
	}
	twin := strings.Replace(key, "http:", "https:", 1)
	if c := l.cited[twin]; c != nil {
		c.used = true
		if k.own {
			l.doubtful(k.at, "insecure-link", "write "+c.URL, "this address is not secure, and the one in %s is", citationsName)
		}
		return
	}
	insecure := strings.Replace(key, "https:", "http:", 1)
	if c := l.cited[insecure]; c != nil {
		c.used = true
		if k.own {
			l.doubtful(k.at, "uncited-link", "write https: in that file too", "the address in %s begins with http:", citationsName)
		}
		return
	}
	if !k.own {
		return
	}
	hint := "add it to " + citationsName + ", with its title, its publisher and the day on which you looked at it"
	if like := l.cited[nearest(key, maps.Keys(l.cited))]; like != nil {
		like.used = true // or it would be reported twice
		hint = "did you mean " + like.URL
	}
	l.doubtful(k.at, "uncited-link", hint, "nothing says what is at this address")
}

// citedBelow reports whether a page leads to an address that is not seen,
// because the page of a higher layer takes its place.
func (l *loader) citedBelow(address string) bool {
	for _, p := range l.pages {
		for _, below := range l.below(p) {
			if strings.Contains(below.text, address) {
				return true
			}
		}
	}
	return false
}
