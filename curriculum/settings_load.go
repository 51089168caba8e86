package curriculum

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// configName is the file of a district's settings.
const configName = "config.yaml"

// settings reads config.yaml of all layers.
func (l *loader) settings() error {
	merged, err := l.mergedSettings()
	if err != nil {
		return err
	}
	l.setSettings(merged)
	if l.lang == "" {
		l.course.Lang = l.original()
	} else {
		l.course.Lang = l.lang
	}
	return nil
}

// mergedSettings returns config.yaml of all layers as one table.
func (l *loader) mergedSettings() (merged *node, err error) {
	sources, err := l.versions(configName, "keep only the settings that you change")
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		n := l.yaml(s, 0, len(s.text))
		if n == nil {
			continue
		}
		if n.pairs == nil {
			l.wrong(n.at, "value-kind", "write a key, a colon and a value on each line", "the settings have no keys")
			continue
		}
		merged = overlay(merged, n)
	}
	if merged == nil {
		merged = &node{at: whole(&source{path: configName}), pairs: []pair{}}
	}
	return merged, nil
}

// versions returns a file of each layer, the lowest first, for files that are
// merged and not replaced; hint says how to make one shorter.
func (l *loader) versions(name, hint string) (sources []*source, err error) {
	layered, ok := l.files.(interface{ Versions(name string) []Version })
	if !ok {
		s, err := l.read(name)
		if s != nil {
			sources = append(sources, s)
		}
		return sources, err
	}
	for _, v := range layered.Versions(name) {
		s := &source{path: name, layer: v.Layer}
		if len(v.Data) > mostData {
			l.wrong(whole(s), "file-size", hint, "this file is too long")
		} else if l.decode(s, string(v.Data)) {
			sources = append(sources, s)
		}
	}
	return sources, nil
}

// overlay lays upper on lower: tables key by key, everything else whole.
func overlay(lower, upper *node) *node {
	if lower == nil || lower.pairs == nil || upper.pairs == nil {
		return upper
	}
	out := &node{at: upper.at, pairs: slices.Clone(lower.pairs)}
	for _, p := range upper.pairs {
		i := slices.IndexFunc(out.pairs, func(o pair) bool { return o.key.text == p.key.text })
		switch {
		case i < 0:
			out.pairs = append(out.pairs, p)
		case p.value.empty: // a key without a value changes nothing
		default:
			out.pairs[i] = pair{p.key, overlay(out.pairs[i].value, p.value)}
		}
	}
	return out
}

// section returns the fields of a table in the settings; empty if it is not
// there.
func (f *fields) section(key string) *fields {
	n := f.node(key)
	if n == nil {
		n = &node{at: f.at, pairs: []pair{}}
	}
	return f.l.fields(n, key)
}

// setSettings makes the settings of the merged files.
func (l *loader) setSettings(merged *node) {
	f := l.fields(merged, configName)
	s := &l.course.Settings
	s.Languages = l.languages(f)
	l.stateFacts()
	s.State = l.state(f)
	s.Facts = l.facts(f) // before any text that may use them
	if l.tr != nil {
		l.originalFacts = s.Facts
		s.Langs = l.localizeData(configName, merged)
		l.localizeStates()
		s.Facts = l.facts(f)
	}
	s.District = l.district(f.section("district"))
	s.School = l.school(f.section("school"))
	l.each(f, "policy-bands", l.policyBand)
	l.each(f, "quick-links", l.quickLink)
	s.Look = l.look(f.section("look"))
	quiz := f.section("quiz")
	s.Quiz.Pass = quiz.pass("pass", PassMark{80})
	quiz.done()
	s.Kiosk = l.kiosk(f.section("kiosk"))
	f.done()
}

func (l *loader) district(f *fields) District {
	d := District{
		Name:    f.text("name"),
		Short:   f.text("short-name"),
		Mission: f.text("mission"),
		Address: f.text("address"),
		Phone:   f.text("phone"),
		Email:   l.email(f),
	}
	f.done()
	return d
}

func (l *loader) school(f *fields) School {
	s := School{
		Name:      f.text("name"),
		Principal: f.text("principal"),
		Address:   f.text("address"),
		Phone:     f.text("phone"),
		Email:     l.email(f),
	}
	f.done()
	return s
}

// emailForm is what an address for electronic mail looks like.
var emailForm = regexp.MustCompile(`^[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"'.]+$`)

func (l *loader) email(f *fields) string {
	s := f.text("email")
	if s != "" && !emailForm.MatchString(s) {
		l.wrong(f.place("email"), "email", "write an address such as office@district.example", "%s is no address for e-mail", quote(s))
		return ""
	}
	return s
}

// languages reads the languages of the site, in their usual spelling.
func (l *loader) languages(f *fields) (tags []string) {
	for _, r := range f.list("languages") {
		tag, err := language.Parse(r.id)
		switch {
		case err != nil:
			l.wrong(r.at, "language", "write a BCP 47 code, such as en, es, pt-BR or zh-Hans", "%s is not a language", quote(r.id))
			continue
		case tag.String() != r.id:
			l.wrong(r.at, "language", "write "+tag.String(), "%s is not the usual way to write this language", quote(r.id))
		}
		if slices.Contains(tags, tag.String()) {
			l.wrong(r.at, "repeated", "keep one of them", "%s is in the list twice", quote(tag.String()))
			continue
		}
		tags = append(tags, tag.String())
	}
	if len(tags) == 0 {
		tags = []string{"en"}
	}
	return tags
}

// facts reads the local facts: those of config.yaml, and of the state's pack
// those that only the built-in config.yaml has, or none.
func (l *loader) facts(f *fields) map[string]string {
	facts, own := map[string]string{}, map[string]bool{}
	f.table("facts", func(key ref, value *node) {
		text, ok := l.factText(key, value)
		if ok {
			facts[key.id] = text
			own[key.id] = key.at.src.layer != builtIn
		}
	})
	l.addStateFacts(facts, own)
	return facts
}

// factText returns the text of a local fact, on one line. It reports a fact
// that cannot be used.
func (l *loader) factText(key ref, value *node) (text string, ok bool) {
	text = strings.Join(strings.Fields(value.text), " ")
	switch {
	case !isSlug(key.id):
		l.badID(key.at, key.id)
	case key.id == "include":
		l.wrong(key.at, "id-form", "choose another name", "a fact cannot be called include")
	case value.items != nil || value.pairs != nil:
		l.wrong(value.at, "value-kind", "write one text", "a fact must be text, and this is %s", value.kind())
	case text == "":
		l.wrong(key.at, "empty-text", "write the text that readers see", "the fact %s is empty", quote(key.id))
	case len(shortcodes(text)) > 0:
		l.wrong(value.at, "shortcode", "write the text out", "a fact cannot use another fact")
	default:
		return text, true
	}
	return "", false
}

func (l *loader) policyBand(f *fields) {
	s := &l.course.Settings
	b := PolicyBand{ID: f.slug("id"), Name: f.must("name")}
	for _, r := range f.list("grades") {
		if !l.known(r, "grades", grades) {
			continue
		}
		for _, other := range s.PolicyBands {
			if slices.Contains(other.Grades, r.id) {
				l.wrong(r.at, "grade-twice", "keep it in one policy band", "grade %s is in the policy band %s already", r.id, other.ID)
			}
		}
		b.Grades = append(b.Grades, r.id)
	}
	f.needs("id", "grades")
	f.done()
	if slices.ContainsFunc(s.PolicyBands, func(other PolicyBand) bool { return other.ID == b.ID && b.ID != "" }) {
		l.wrong(f.place("id"), "duplicate-id", "keep one of them", "there is a policy band %s already", quote(b.ID))
		return
	}
	s.PolicyBands = append(s.PolicyBands, b)
}

func (l *loader) quickLink(f *fields) {
	q := QuickLink{Title: f.must("title")}
	if n := f.node("page"); n != nil {
		d := destination(configName, n.text)
		q.Page = d.path
		l.check(func() {
			to := l.pages[d.path]
			switch {
			case to != nil && to.staff:
				l.wrong(n.at, "staff-link", "choose a page that everybody may see", "%s is for staff only", quote(n.text))
			case !d.local() || d.fragment != "" || to == nil || to.doc == nil && !to.lost:
				l.wrong(n.at, "missing-page", l.likePage(d.path, "write the path of a page, such as content/help.md"), "there is no page %s", quote(n.text))
			}
		})
	}
	if n := f.node("url"); n != nil {
		q.URL = n.text
		if d := destination(configName, n.text); d.bad != "" || d.scheme != "https" && d.scheme != "http" && d.scheme != "mailto" && d.scheme != "tel" {
			l.wrong(n.at, "link-scheme", "write an address that begins with https:", "%s is no address of a site", quote(n.text))
			q.URL = ""
		}
	}
	if (f.node("page") == nil) == (f.node("url") == nil) {
		l.wrong(f.at, "quick-link", "write either page: or url:", "a quick link leads to one place")
	}
	f.done()
	l.course.Settings.QuickLinks = append(l.course.Settings.QuickLinks, q)
}

// colorForm is how colours are written.
var colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (l *loader) look(f *fields) Look {
	k := Look{Color: l.color(f, "color"), Accent: l.color(f, "accent")}
	if n := f.node("logo"); n != nil && n.text != "" {
		d := destination(configName, n.text)
		info, err := fs.Stat(l.files, path.Clean(d.path))
		switch {
		case !d.local() || errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular():
			l.wrong(n.at, "missing-file", "write the path of a picture in this folder", "there is no picture %s", quote(n.text))
		case !slices.Contains([]string{".svg", ".png"}, path.Ext(d.path)):
			l.wrong(n.at, "picture-kind", "save the logo as SVG or PNG", "%s is not a logo", quote(n.text))
		default:
			k.Logo = d.path
			l.checkSVG(d.path)
		}
	}
	f.done()
	return k
}

func (l *loader) color(f *fields, key string) string {
	s := f.text(key)
	if s == "" {
		return ""
	}
	if !colorForm.MatchString(s) {
		l.wrong(f.place(key), "color", `write six hexadecimal digits in quotes, such as "#1d4f73"`, "%s is not a color", quote(s))
		return ""
	}
	if ratio := contrastWithWhite(s); ratio < 4.5 {
		l.doubtful(f.place(key), "contrast", "choose a darker color", "text in this color is hard to read: its contrast with white is %.1f, and 4.5 is needed", ratio)
	}
	return strings.ToLower(s)
}

func (l *loader) kiosk(f *fields) KioskSettings {
	minutes := func(key string, otherwise int) int {
		if v := f.whole(key, 1, 240); v > 0 {
			return v
		}
		return otherwise
	}
	k := KioskSettings{
		IdleMinutes:   minutes("idle-minutes", 6),
		QuizMinutes:   minutes("quiz-minutes", 10),
		StaffMinutes:  minutes("staff-minutes", 5),
		StaffOverHTTP: f.flag("staff-over-http", false),
	}
	for _, r := range f.list("hosts") {
		if !hostForm.MatchString(r.id) {
			l.wrong(r.at, "host", "write a name such as kiosk.school.lan, without http and slashes", "%s is not the name of a machine", quote(r.id))
			continue
		}
		k.Hosts = append(k.Hosts, strings.ToLower(r.id))
	}
	f.done()
	return k
}

// hostForm is the name or address of a machine, with a port or without.
var hostForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)
