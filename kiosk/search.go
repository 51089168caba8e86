package kiosk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"homeroom/curriculum"
	"homeroom/internal/search"
)

// Limits of a search.
const (
	mostQuery   = 100 // characters
	mostResults = 50  // on one page
)

// kinds are the kinds of pages, in the order of the filter. A page of another
// kind counts as a "page".
var kinds = []string{"annual", "lesson", "unit", "quiz", "policy", "faq", "page"}

// A searchPage shows what was found, grouped by the kind of page, the best first. It works
// without scripts.
type searchPage struct {
	*visit
	Query, Kind, Band string
	Kinds             []string
	Bands             []curriculum.BandPlan
	Total             int
	Groups            []searchGroup
	Corrected         string // the query with misspelt words put right
	Original          string // name of the language of the originals, if these are its results
	Next              string // address of the next results, "" if there are no more
}

type searchGroup struct {
	Kind string
	Hits []search.Hit
	Lang string // of the results, if it is not that of the page
}

// Address returns the address of a hit, with the place in the page.
func (g searchGroup) Address(h search.Hit) string {
	u := url.URL{Path: "/" + strings.TrimPrefix(h.URL, "/"), Fragment: h.Section}
	return u.String()
}

// searchMoved leads from the site's own search page, which needs scripts, to
// the kiosk's.
func (k *Kiosk) searchMoved(v *visit) error {
	to := url.URL{Path: "/" + v.lang + "/search", RawQuery: v.r.URL.Query().Encode()}
	return v.redirect(to.String())
}

func (k *Kiosk) search(v *visit) error {
	if p, _, err := v.lookForStudent(); err != nil {
		return err
	} else if p != nil {
		if err := v.attend(p); err != nil {
			return err
		}
	}
	asked := v.r.URL.Query()
	page := searchPage{
		visit: v, Query: strings.Join(strings.Fields(asked.Get("q")), " "), Kind: asked.Get("kind"), Band: asked.Get("band"),
		Kinds: kinds, Bands: v.course().Plan.Bands,
	}
	if !utf8.ValidString(page.Query) || !utf8.ValidString(page.Kind+page.Band) {
		return &refusal{http.StatusBadRequest, "form-unreadable"}
	}
	if runes := []rune(page.Query); len(runes) > mostQuery {
		page.Query = string(runes[:mostQuery])
	}
	if page.Query != "" {
		k.find(v, &page, asked.Get("from"))
	}
	return v.show(http.StatusOK, "search", v.T("kiosk-search-title"), page)
}

// find fills the page with results; if the page's language has none, with those
// of the originals.
func (k *Kiosk) find(v *visit, page *searchPage, from string) {
	offset, err := strconv.Atoi(from)
	if err != nil || offset < 0 || offset > 10_000 {
		offset = 0
	}
	o := search.Options{Limit: mostResults, Offset: offset, Kind: page.Kind, Band: page.Band}
	lang := v.lang
	found := v.on.Search(lang).Search(page.Query, o)
	if found.Total == 0 && lang != v.on.first() {
		if other := v.on.Search(v.on.first()).Search(page.Query, o); other.Total > 0 {
			found, lang = other, v.on.first()
			page.Original = v.on.Words(lang).Name()
		}
	}
	if found.Err != nil {
		k.log.Error("search index damaged", "language", lang, "err", found.Err.Error())
	}
	page.Total, page.Corrected = found.Total, found.Corrected
	for _, hit := range found.Hits {
		page.add(hit, lang)
	}
	if next := offset + len(found.Hits); next < found.Total && len(found.Hits) > 0 {
		query := url.Values{"q": {page.Query}, "kind": {page.Kind}, "band": {page.Band}, "from": {strconv.Itoa(next)}}
		page.Next = "/" + v.lang + "/search?" + query.Encode()
	}
}

// add puts a hit into the group of its kind.
func (p *searchPage) add(hit search.Hit, lang string) {
	kind := hit.Kind
	if !slices.Contains(kinds, kind) {
		kind = "page"
	}
	i := slices.IndexFunc(p.Groups, func(g searchGroup) bool { return g.Kind == kind })
	if i < 0 {
		g := searchGroup{Kind: kind}
		if lang != p.lang {
			g.Lang = lang
		}
		p.Groups, i = append(p.Groups, g), len(p.Groups)
	}
	p.Groups[i].Hits = append(p.Groups[i].Hits, hit)
}
