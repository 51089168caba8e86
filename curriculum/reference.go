package curriculum

import (
	"path"
	"slices"
	"strings"
)

// A Reference is a place in a file at which its author wrote the path of
// another file: where a link leads, what a picture shows, whose section is
// included, which policy another carries out.
type Reference struct {
	Start    int    // byte offset of the first character of the path in the text
	End      int    // after the last one of the path and its fragment
	Path     string // the file that it leads to, from the root of the layer
	Fragment string // id of the place in it, without "#"; "" for all of it
	Rooted   bool   // written from the root, with a slash first
	Picture  bool   // shows the file in its place
}

// pathKeys are the keys of front matter whose values are paths of pages.
var pathKeys = [][]string{{"plain"}, {"official"}, {"under"}, {"agreement", "denial"}}

// settingKeys are the keys of config.yaml whose values are paths of files.
var settingKeys = [][]string{{"quick-links", "page"}, {"look", "logo"}}

// References returns the references in the text of the file name, in order.
// The text is UTF-8 with "\n" line ends: a page, a part of one, or config.yaml;
// other files have none. Addresses of other sites, and ids of the page itself,
// are no references. Whether the files are there is for [Load] to say.
func References(name, text string) []Reference {
	g := gatherer{name: name, src: &source{path: name, text: text}}
	switch {
	case name == configName:
		g.settings()
	case path.Ext(name) == ".md" && len(text) <= mostData:
		g.page()
	}
	slices.SortFunc(g.found, func(a, b Reference) int { return a.Start - b.Start })
	return g.found
}

// A gatherer gathers the references of one file.
type gatherer struct {
	name  string
	src   *source
	found []Reference
}

// settings gathers those of config.yaml.
func (g *gatherer) settings() {
	l := newLoader(nil)
	if n := l.yaml(g.src, 0, len(g.src.text)); n != nil {
		g.values(n, settingKeys)
	}
}

// page gathers those of a page or of a part of one.
func (g *gatherer) page() {
	l := newLoader(nil)
	p := &page{src: g.src}
	if strings.HasPrefix(g.src.text, "---") {
		p = l.split(g.src)
		if p.bodyAt == len(g.src.text) {
			p.bodyAt = 0 // a line of hyphens that begins no front matter
		}
	}
	if p.matter != nil {
		g.values(p.matter, pathKeys)
	}
	body := g.src.text[p.bodyAt:]
	if _, what := tangled(body); what != "" {
		return
	}
	s := look(body)
	for _, k := range s.links {
		if !k.auto && k.from < k.to {
			g.add(p.bodyAt+k.from, p.bodyAt+k.to, k.dest, k.image)
		}
	}
	for _, h := range s.heads {
		g.attribute(p.bodyAt, h.attr)
	}
	for _, it := range s.items {
		g.attribute(p.bodyAt, it.attr)
	}
	for _, s := range shortcodes(body) {
		if i := strings.Index(body[s.start:s.end], `"`+s.target+`"`); s.name == "include" && s.target != "" && i >= 0 {
			at := p.bodyAt + s.start + i + 1
			g.add(at, at+len(s.target), s.target, false)
		}
	}
}

// attribute gathers picture= of a question or a choice; the text of the page
// begins at the offset bodyAt.
func (g *gatherer) attribute(bodyAt int, all attributes) {
	for _, a := range all.rest {
		if a.name != "picture" || a.value == "" {
			continue
		}
		at := bodyAt + a.at
		at += strings.LastIndex(g.src.text[at:bodyAt+a.end], a.value)
		g.add(at, at+len(a.value), a.value, true)
	}
}

// values gathers the values of keys, each given as the way to it.
func (g *gatherer) values(n *node, keys [][]string) {
	for _, way := range keys {
		g.value(n, way)
	}
}

func (g *gatherer) value(n *node, way []string) {
	if len(way) == 0 {
		from, to := n.at.start, n.at.end
		if n.quoted && to-from >= 2 {
			from, to = from+1, to-1
		}
		if from >= 0 && from < to && g.src.text[from:to] == n.text {
			g.add(from, to, n.text, false)
		}
		return
	}
	for _, item := range n.items {
		g.value(item, way)
	}
	for _, p := range n.pairs {
		if p.key.text == way[0] {
			g.value(p.value, way[1:])
		}
	}
}

// add notes a destination that leads to another file of the layer.
func (g *gatherer) add(start, end int, dest string, picture bool) {
	d := destination(g.name, dest)
	if !d.local() || d.query || strings.HasPrefix(strings.TrimSpace(dest), "#") {
		return
	}
	g.found = append(g.found, Reference{
		Start: start, End: end, Path: d.path, Fragment: d.fragment, Picture: picture,
		Rooted: strings.HasPrefix(strings.TrimSpace(dest), "/"),
	})
}

// Written returns the reference as it is written in the file from when it
// leads to the file to: from the root if it was so before, and else from the
// folder of the file.
func (r Reference) Written(from, to string) string {
	s := "/" + to
	if !r.Rooted {
		s = relative(path.Dir(from), to)
	}
	if r.Fragment != "" {
		s += "#" + r.Fragment
	}
	return s
}

// relative returns the way from a folder to a file, both from the root.
func relative(folder, file string) string {
	if folder == "." {
		return file
	}
	from, to := strings.Split(folder, "/"), strings.Split(file, "/")
	same := 0
	for same < len(from) && same < len(to)-1 && from[same] == to[same] {
		same++
	}
	return strings.Repeat("../", len(from)-same) + strings.Join(to[same:], "/")
}
