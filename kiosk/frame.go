package kiosk

import (
	"bytes"
	"errors"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Texts in the frame at which the kiosk puts its own.
const (
	titleMark   = "HOMEROOM-TITLE"
	mainMark    = "HOMEROOM-MAIN"
	sessionMark = "HOMEROOM-SESSION"
)

// Delimiters of the frame's own actions. They are from Unicode's private use
// area and are taken out of the frame first, so that nothing a district writes,
// braces least of all, is ever an action.
const (
	actionOpen  = "\uE000"
	actionClose = "\uE001"
)

var errNoMain = errors.New("it has no place for the kiosk's pages (" + mainMark + ")")

// newFrame makes a template of the page chrome that the bundle has for a
// language. Its addresses, which are relative to /<lang>/frame.html, become
// absolute; a link to the frame in another language becomes one to the page
// that is shown, in that language.
func newFrame(lang string, languages []string, src []byte) (*template.Template, error) {
	src = []byte(strings.NewReplacer(actionOpen, "", actionClose, "").Replace(string(src)))
	base := &url.URL{Path: "/" + lang + "/frame.html"}
	main := 0
	r := rewriter{
		address: func(u *url.URL) string {
			part, file, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
			switch {
			case file == "frame.html" && slices.Contains(languages, part):
				return actionOpen + ".There `" + part + "`" + actionClose
			case file == "search.html":
				u.Path = "/" + part + "/search"
			}
			return u.String()
		},
		text: func(s string) string {
			main += strings.Count(s, mainMark)
			s = strings.ReplaceAll(s, mainMark, actionOpen+".Main"+actionClose)
			return strings.ReplaceAll(s, sessionMark, actionOpen+".Session"+actionClose)
		},
	}
	text := strings.ReplaceAll(r.rewrite(src, base), titleMark, actionOpen+".Title"+actionClose)
	if main != 1 {
		return nil, errNoMain
	}
	return template.New("frame").Delims(actionOpen, actionClose).Parse(text)
}

// newArticle returns a lesson's article with absolute addresses, ready to be
// put into a page.
func newArticle(src []byte, address string) template.HTML {
	r := rewriter{address: (*url.URL).String, text: func(s string) string { return s }}
	return template.HTML(r.rewrite(src, &url.URL{Path: address}))
}

// A rewriter copies HTML and changes its addresses. A link that leads out of
// the kiosk becomes text, because there is nothing behind it without the
// internet, and no way back.
type rewriter struct {
	address func(*url.URL) string // writes an address of this site
	text    func(string) string   // changes text between tags
}

func (r rewriter) rewrite(src []byte, base *url.URL) string {
	var out strings.Builder
	z := html.NewTokenizer(bytes.NewReader(src))
	outside := 0 // links to elsewhere that are open
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			out.WriteString(r.text(raw))
		case html.EndTagToken:
			if name, _ := z.TagName(); outside > 0 && string(name) == "a" {
				outside--
				raw = "</span>"
			}
			out.WriteString(raw)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data == "a" && leadsOutside(t) {
				outside++
				out.WriteString(`<span class="outside-link">`)
				continue
			}
			if r.resolve(t.Attr, base) {
				raw = t.String()
			}
			out.WriteString(raw)
		default:
			out.WriteString(raw)
		}
	}
}

// resolve makes the addresses among attributes absolute, and reports whether
// it changed any.
func (r rewriter) resolve(attributes []html.Attribute, base *url.URL) (changed bool) {
	for i, a := range attributes {
		was := a.Val
		switch {
		case slices.Contains([]string{"href", "src", "action", "formaction", "poster"}, a.Key):
			a.Val = r.absolute(a.Val, base)
		case a.Key == "srcset":
			a.Val = r.absoluteSet(a.Val, base)
		case strings.HasPrefix(a.Key, "data-") && (strings.HasPrefix(a.Val, "./") || strings.HasPrefix(a.Val, "../")):
			a.Val = r.absolute(a.Val, base)
		}
		attributes[i] = a
		changed = changed || a.Val != was
	}
	return changed
}

// absolute returns an address of this site as a path from the root. Other
// addresses, and places in the same page, stay as they are.
func (r rewriter) absolute(address string, base *url.URL) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.IsAbs() || u.Host != "" || u.Path == "" {
		return address
	}
	return r.address(base.ResolveReference(u))
}

func (r rewriter) absoluteSet(set string, base *url.URL) string {
	all := strings.Split(set, ",")
	for i, candidate := range all {
		address, size, _ := strings.Cut(strings.TrimSpace(candidate), " ")
		all[i] = strings.TrimSpace(r.absolute(address, base) + " " + size)
	}
	return strings.Join(all, ", ")
}

// leadsOutside reports whether a link leads to another site, to a program, or
// to anything else that is not a page of this one.
func leadsOutside(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "href" {
			u, err := url.Parse(strings.TrimSpace(a.Val))
			return err != nil || u.IsAbs() || u.Host != ""
		}
	}
	return false
}
