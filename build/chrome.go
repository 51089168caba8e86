package build

import (
	"cmp"
	"strconv"

	"homeroom/curriculum"
)

// A chrome is what the templates of a language are told about the site: what
// stands around every page.
type chrome struct {
	Lang      string    `json:"lang"` // the folder that the language's pages are in
	Home      string    `json:"home"`
	Search    string    `json:"search"`
	AZ        string    `json:"az"`
	Help      *link     `json:"help,omitempty"`
	Credits   string    `json:"credits"`
	Nav       []navItem `json:"nav"`
	Quick     []link    `json:"quick,omitempty"`
	District  contact   `json:"district"`
	School    *contact  `json:"school,omitempty"`
	Mission   string    `json:"mission,omitempty"`
	MissionIn *inLang   `json:"missionIn,omitempty"`
	Logo      string    `json:"logo,omitempty"`

	// Languages leads to the first page of each language.
	Languages []otherLanguage `json:"languages,omitempty"`
}

// A navItem is one entry of the navigation. Section is that of the pages for
// which it is the current one.
type navItem struct {
	link
	Section string `json:"section"`
}

// A contact is how to reach the district or a school.
type contact struct {
	Name      string `json:"name"`
	Short     string `json:"short,omitempty"`
	Principal string `json:"principal,omitempty"`
	Address   string `json:"address,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Email     string `json:"email,omitempty"`
}

// chrome returns what stands around every page of the language.
func (d *desk) chrome() chrome {
	set := d.course.Settings
	c := chrome{
		Lang: d.lang, Home: escaped(address(d.lang, homeSource)), Search: escaped(address(d.lang, searchSource)),
		AZ: escaped(address(d.lang, azSource)), Credits: escaped(address(d.lang, creditsSource)), Help: d.linkIf(helpSource),
		District: contact{
			Name: set.District.Name, Short: cmp.Or(set.District.Short, set.District.Name),
			Address: set.District.Address, Phone: set.District.Phone, Email: set.District.Email,
		},
		Mission: set.District.Mission, MissionIn: d.said(set.Langs["district/mission"]), Quick: d.quickLinks(set.QuickLinks), Languages: d.switcher(homeSource),
	}
	if s := set.School; s.Name != "" {
		c.School = &contact{Name: s.Name, Principal: s.Principal, Address: s.Address, Phone: s.Phone, Email: s.Email}
	}
	if set.Look.Logo != "" {
		c.Logo = escaped(media(set.Look.Logo))
	}
	for _, n := range []struct{ source, section string }{
		{lessonsSource, "lessons"}, {policiesSource, "policies"}, {familiesSource, "families"}, {helpSource, "help"},
	} {
		if d.has(n.source) && d.published(n.source) {
			item := navItem{d.link(n.source), n.section}
			item.Title, item.Lang, item.Dir = d.words.T("nav-"+n.section), "", ""
			c.Nav = append(c.Nav, item)
		}
	}
	return c
}

// quickLinks returns the district's own menu. A line whose page is not there
// is left out.
func (d *desk) quickLinks(lines []curriculum.QuickLink) (list []link) {
	for i, q := range lines {
		in := d.said(d.course.Settings.Langs["quick-links/"+strconv.Itoa(i+1)+"/title"])
		switch to := d.linkIf(q.Page); {
		case to != nil:
			if q.Title != "" {
				to.Title = q.Title
				to.in(in)
			}
			list = append(list, *to)
		case q.URL != "":
			l := link{Title: q.Title, URL: q.URL}
			l.in(in)
			list = append(list, l)
		}
	}
	return list
}
