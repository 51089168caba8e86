package build

import (
	"cmp"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"homeroom/curriculum"
)

// placeholders are the places in a text of the interface that are filled in.
var placeholders = regexp.MustCompile(`\{([a-z][a-z0-9-]*)\}`)

// A group is one of those whom the site is for, with what they come for.
type group struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Text    template.HTML `json:"text"`
	Written bool          `json:"written,omitempty"` // title and text are an author's
	TitleIn *inLang       `json:"titleIn,omitempty"`
	Links   []link        `json:"links"`
}

// groups are the ids of those whom the site is for, in the order in which the
// first page has them.
var groups = []string{"students", "teachers", "families", "district"}

// home returns the first page of the site. What its author wrote under a
// heading with the id of a group stands beside that group's links.
func (d *desk) home() sheet {
	doc := *d.own(homeSource)
	if doc.Body == "" {
		doc.Title = d.course.Settings.District.Name
	}
	s, c := d.sheet("home", "home", &doc)
	c.Contents = nil
	page := struct {
		common
		Lead   template.HTML `json:"lead,omitempty"`
		Groups []group       `json:"groups"`
		Annual []lessonCell  `json:"annual,omitempty"`
		Units  []link        `json:"units,omitempty"`
	}{common: c, Annual: d.annualForms()}
	lead, parts, rest := divided(&doc, groups...)
	page.Lead = d.blocks(lead)
	s.doc = rest
	for i := range d.course.Plan.Units {
		page.Units = append(page.Units, d.unitRow(i).link)
	}
	for _, id := range groups {
		g := group{ID: id, Title: d.words.T("home-" + id), Text: template.HTML(template.HTMLEscapeString(d.words.T("home-" + id + "-text"))), Links: d.links(id)}
		if part := parts[id]; part != nil {
			g.Title, g.Text, g.Written, g.TitleIn = part.Title, d.blocks(part), true, d.said(part.Langs["title"])
		}
		if len(g.Links) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	s.params = page
	return s
}

// blocks returns the text of a document as HTML, with its links leading to
// pages of the site.
func (d *desk) blocks(doc *curriculum.Document) template.HTML {
	return d.outward(curriculum.Prose(d.linked(doc)).Blocks())
}

// divided returns what stands in a document above its first heading of level
// 2, the text under each of the first such headings that has one of ids, and
// all else, nil if there is nothing else.
func divided(doc *curriculum.Document, ids ...string) (lead *curriculum.Document, parts map[string]*curriculum.Document, rest *curriculum.Document) {
	body := string(doc.Body)
	parts = map[string]*curriculum.Document{}
	heads := heading.FindAllStringSubmatchIndex(body, -1)
	end := len(body)
	if len(heads) > 0 {
		end = heads[0][0]
	}
	lead = excerpt(doc, 0, end)
	for i, h := range heads {
		end := len(body)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		if id := body[h[4]:h[5]]; slices.Contains(ids, id) {
			parts[id] = excerpt(doc, h[1], end)
			parts[id].Title = body[h[2]:h[3]]
			if m := headingLang.FindStringSubmatch(body[h[0]:h[1]]); m != nil {
				parts[id].Langs = map[string]string{"title": m[1]}
			}
			continue
		}
		return lead, parts, excerpt(doc, h[0], len(body))
	}
	return lead, parts, nil
}

// heading is a heading of level 2 with its title and id.
var heading = regexp.MustCompile(`(?m)^## +(.*?) *\{#([^\s}]+)[^}]*\}[ \t]*$`)

// headingLang is the language that a heading says it is in.
var headingLang = regexp.MustCompile(`[{ ]lang="?([A-Za-z0-9-]+)"?[ }]`)

// excerpt returns the part of a document from start to end.
func excerpt(doc *curriculum.Document, start, end int) *curriculum.Document {
	part := &curriculum.Document{Path: doc.Path, Body: doc.Body[start:end]}
	for _, l := range doc.Links {
		if l.Start >= start && l.End <= end {
			l.Start, l.End = l.Start-start, l.End-start
			part.Links = append(part.Links, l)
		}
	}
	for _, m := range doc.Marks {
		if m.Start >= start && m.End <= end {
			m.Start, m.End, m.Item = m.Start-start, m.End-start, m.Item-start
			part.Marks = append(part.Marks, m)
		}
	}
	for _, in := range doc.Includes {
		if in.Start >= start && in.End <= end {
			in.Start, in.End = in.Start-start, in.End-start
			part.Includes = append(part.Includes, in)
		}
	}
	for _, line := range doc.LangLines {
		if line.Start >= start && line.End <= end {
			line.Start, line.End = line.Start-start, line.End-start
			part.LangLines = append(part.LangLines, line)
		}
	}
	return part
}

// links returns what a group comes for, as far as the site has it.
func (d *desk) links(group string) (list []link) {
	add := func(source, key string) {
		if l := d.linkIf(source); l != nil && d.published(source) {
			if key != "" {
				l.Title, l.Lang, l.Dir = d.words.T(key), "", ""
			}
			list = append(list, *l)
		}
	}
	switch group {
	case "students":
		add(lessonsSource, "home-lessons")
		if len(d.course.Plan.Annual) > 0 {
			l := d.link(lessonsSource)
			list = append(list, link{Title: d.words.T("home-annual"), URL: l.URL + "#room-annual"})
		}
		for _, b := range d.course.Plan.Bands {
			l := link{Title: b.Name, URL: escaped(address(d.lang, lessonsSource)) + "#room-band-" + string(b.ID)}
			l.in(d.said(d.course.Plan.Langs["bands/"+string(b.ID)+"/name"]))
			list = append(list, l)
		}
	case "teachers":
		add(lessonsSource, "home-plan")
		for _, p := range d.course.Policies {
			if slices.Contains(p.Audience, "staff") {
				add(p.Path, "")
			}
		}
	case "families":
		add(faqSource, "home-questions")
		for _, p := range d.course.Pages {
			if p.Section == "families" && !p.Index {
				add(p.Path, "")
			}
		}
	case "district":
		add(policiesSource, "home-policies")
		add(azSource, "")
		add(creditsSource, "")
	}
	return list[:min(len(list), 6)]
}

// published reports whether one of ownSources has anything to show.
func (d *desk) published(source string) bool {
	switch source {
	case policiesSource:
		return len(d.course.Policies) > 0
	case faqSource:
		return len(d.course.FAQs) > 0
	case familiesSource:
		return d.hasFamilies()
	}
	return true
}

// hasFamilies reports whether there is anything for families.
func (d *desk) hasFamilies() bool {
	return len(d.course.FAQs) > 0 || slices.ContainsFunc(d.course.Pages, func(p *curriculum.Page) bool { return p.Section == "families" })
}

// hasStaff reports whether there is anything for staff.
func (d *desk) hasStaff() bool {
	return slices.ContainsFunc(d.course.Pages, func(p *curriculum.Page) bool { return p.Staff }) ||
		slices.ContainsFunc(d.course.Lessons, func(l *curriculum.Lesson) bool { return l.Guide != nil })
}

// around divides what an author wrote around a list: what stands above it is
// returned, and the page keeps what stands below.
func (d *desk) around(s *sheet, c *common) (above template.HTML) {
	if s.doc == nil {
		return ""
	}
	lead, _, rest := divided(s.doc)
	s.doc, c.Contents = rest, nil
	return d.blocks(lead)
}

// folder returns the page of the families' or the staff's folder.
func (d *desk) folder(source, section string) sheet {
	s, c := d.sheet("folder", section, d.own(source), homeSource)
	page := struct {
		common
		Lead     template.HTML `json:"lead,omitempty"`
		Children []link        `json:"children,omitempty"`
		Guides   []unitRow     `json:"guides,omitempty"`
		FAQ      *link         `json:"faq,omitempty"`
	}{}
	if section != "staff" {
		page.Lead = d.around(&s, &c)
	}
	page.common = c
	for _, p := range d.course.Pages {
		if strings.HasPrefix(p.Path, path.Dir(source)+"/") && p.Path != source && p.Path != faqSource {
			page.Children = append(page.Children, d.summed(&p.Document))
		}
	}
	if section == "staff" {
		page.Guides = d.guides()
	} else if len(d.course.FAQs) > 0 {
		page.FAQ = d.linkIf(faqSource)
	}
	s.params = page
	return s
}

// guides returns the guides of each unit's lessons.
func (d *desk) guides() (rows []unitRow) {
	for i, u := range d.course.Plan.Units {
		row := d.unitRow(i)
		row.Lessons = nil
		for _, l := range d.course.Lessons {
			if l.Unit == u.ID && l.Guide != nil {
				row.Lessons = append(row.Lessons, d.cell(l, l.Guide.Path))
			}
		}
		if len(row.Lessons) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// A letter is the pages whose titles begin with it.
type letter struct {
	Letter string `json:"letter"`
	Pages  []link `json:"pages"`
}

// az returns the page that lists all public pages in the order of their
// titles.
func (d *desk) az(pages []sheet) sheet {
	s, c := d.sheet("a-z", "", d.own(azSource), homeSource)
	s.Listed = false
	s.params = struct {
		common
		Letters []letter `json:"letters"`
	}{c, d.letters(pages)}
	return s
}

// letters sorts the pages by title as the language does, and groups them by
// their first letters.
func (d *desk) letters(pages []sheet) (groups []letter) {
	order := collate.New(language.Make(d.words.Lang()), collate.Numeric)
	var keys collate.Buffer
	type entry struct {
		key  []byte
		page *sheet
	}
	var entries []entry
	for i := range pages {
		if pages[i].Listed && pages[i].Kind != "quiz" {
			entries = append(entries, entry{order.KeyFromString(&keys, title(pages[i].Title)), &pages[i]})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(slices.Compare(a.key, b.key), strings.Compare(a.page.URL, b.page.URL))
	})
	for _, e := range entries {
		l := d.link(e.page.Source)
		l.Title = e.page.Title
		l.Note = d.kindName(e.page)
		first := initial(l.Title)
		if len(groups) == 0 || groups[len(groups)-1].Letter != first {
			groups = append(groups, letter{Letter: first})
		}
		g := &groups[len(groups)-1]
		g.Pages = append(g.Pages, l)
	}
	return groups
}

// kindName says what a page is in a few words, such as "Lesson, Grades 3–5".
func (d *desk) kindName(s *sheet) string {
	key := "kind-" + s.Kind
	switch s.Kind {
	case "lesson", "policy", "faq", "annual", "unit":
	default:
		return ""
	}
	name := d.words.T(key)
	if s.Band != "" {
		name += " · " + d.bandName(curriculum.Band(s.Band))
	}
	return name
}

// title returns a title without the marks before its first letter, by which
// it would be sorted.
func title(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// initial returns the letter under which a title is listed: upper case and
// without accents; "#" for a digit.
func initial(s string) string {
	for _, r := range norm.NFD.String(title(s)) {
		if unicode.IsDigit(r) {
			return "#"
		}
		return string(unicode.ToUpper(r))
	}
	return "#"
}

// search returns the page from which the site is searched.
func (d *desk) search(pages []sheet) sheet {
	s, c := d.sheet("search", "", d.own(searchSource), homeSource)
	s.Listed = false
	s.params = struct {
		common
		Letters []letter `json:"letters"`
	}{c, d.letters(pages)}
	return s
}
