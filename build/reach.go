package build

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	htmltoken "golang.org/x/net/html"
)

// A reach is one thing in a page or a style sheet that would ask another
// computer for something, or that the content security policy forbids.
type reach struct {
	Rule string // outside or inline
	What string // such as "<img src>" or "a handler onclick"
	Text string // the address, or what stands in the file
}

// The rules that a reach can break.
const (
	outsideRule = "outside" // it asks another computer
	inlineRule  = "inline"  // it is a style, script or frame in the page itself
)

// fetched reports whether a browser asks by itself for the address in an
// attribute, or sends something to it. Of a and area, href is only followed by
// a reader.
func fetched(attribute string) bool {
	switch attribute {
	case "src", "srcset", "imagesrcset", "href", "xlink:href", "poster", "data", "action", "formaction",
		"background", "manifest", "ping", "codebase", "archive", "srcdoc":
		return true
	}
	return false
}

// framed are the elements that show another document or change what addresses
// mean.
var framed = []string{"iframe", "frame", "object", "embed", "applet", "base", "portal", "fencedframe"}

// told are the words of a link's rel that make a browser ask for nothing.
var told = []string{"alternate", "author", "canonical", "external", "help", "license", "me", "next", "nofollow", "noopener", "noreferrer", "prev", "search", "tag"}

// handler is how browsers name what is run when something happens. Any other
// name that begins like one means nothing to them.
var handler = regexp.MustCompile(`^on[a-z]+$`)

// pageReaches returns what a page would reach for.
func pageReaches(page []byte) (found []reach) {
	z := htmltoken.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case htmltoken.ErrorToken:
			return found
		case htmltoken.StartTagToken, htmltoken.SelfClosingTagToken:
			raw := string(z.Raw())
			t := z.Token()
			found = append(found, tagReaches(t, raw)...)
			if t.Data == "noscript" && z.Next() == htmltoken.TextToken {
				found = append(found, pageReaches(z.Raw())...) // what a browser without scripts reads as tags
			}
		}
	}
}

// tagReaches returns what one tag would reach for; raw is the tag as it stands
// in the page.
func tagReaches(t htmltoken.Token, raw string) (found []reach) {
	attrs := map[string]string{}
	for _, a := range t.Attr {
		if _, twice := attrs[a.Key]; !twice {
			attrs[a.Key] = a.Val
		}
	}
	_, src := attrs["src"]
	switch {
	case slices.Contains(framed, t.Data):
		found = append(found, reach{inlineRule, "an element <" + t.Data + ">", raw[:1+len(t.Data)]})
	case t.Data == "style", t.Data == "script" && !src:
		found = append(found, reach{inlineRule, "an element <" + t.Data + "> in the page itself", raw})
	case t.Data == "meta" && strings.EqualFold(attrs["http-equiv"], "refresh"):
		_, to, _ := strings.Cut(attrs["content"], ";")
		if i := strings.Index(to, "="); i >= 0 {
			to = to[i+1:]
		}
		if to = strings.Trim(to, " '\""); leaves(to) {
			found = append(found, reach{outsideRule, "<meta http-equiv=refresh>", to})
		}
	}
	for _, a := range t.Attr {
		switch {
		case a.Val == "": // it does nothing
		case handler.MatchString(a.Key):
			found = append(found, reach{inlineRule, "a handler " + a.Key, a.Val})
		case a.Key == "style":
			found = append(found, reach{inlineRule, "an attribute style", a.Val})
		default:
			found = append(found, attrReaches(t.Data, attrs["rel"], a.Key, a.Val)...)
		}
	}
	return found
}

// attrReaches returns what an attribute would reach for.
func attrReaches(tag, rel, key, value string) (found []reach) {
	if !fetched(key) {
		return nil
	}
	addresses := []string{value}
	switch {
	case (tag == "a" || tag == "area") && (key == "href" || key == "xlink:href"):
		if !strings.HasPrefix(scheme(value), "javascript") {
			return nil
		}
	case tag == "link" && key == "href":
		if words := strings.Fields(strings.ToLower(rel)); len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(told, w) }) {
			return nil
		}
	case key == "srcset" || key == "imagesrcset":
		addresses = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
	case key == "ping":
		addresses = strings.Fields(value)
	case key == "srcdoc":
		return []reach{{inlineRule, "an attribute srcdoc", value}}
	}
	for _, to := range addresses {
		if leaves(to) {
			found = append(found, reach{outsideRule, "<" + tag + " " + key + ">", to})
		}
	}
	return found
}

// leaves reports whether an address in a page leads out of the site, as
// browsers read it: any scheme, or a host.
func leaves(address string) bool {
	address = trimmed(address)
	return scheme(address) != "" || strings.HasPrefix(strings.ReplaceAll(address, `\`, "/"), "//")
}

// trimmed returns an address without what browsers take out of it.
func trimmed(address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
}

// scheme returns the scheme of an address in small letters, "" for none.
func scheme(address string) string {
	before, _, found := strings.Cut(trimmed(address), ":")
	for i, r := range before {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= r && r <= '9' || strings.ContainsRune("+-.", r))) {
			return ""
		}
	}
	if !found {
		return ""
	}
	return strings.ToLower(before)
}

var (
	styleComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	styleEscape  = regexp.MustCompile(`\\([0-9a-fA-F]{1,6})[ \t\n]?|\\([^0-9a-fA-F])`)
	styleURL     = regexp.MustCompile(`(?i)\b(url|src)\(\s*("[^"]*"|'[^']*'|[^)"']*)`)
	styleImport  = regexp.MustCompile(`(?i)@import\s*("[^"]*"|'[^']*')`)
	styleSet     = regexp.MustCompile(`(?i)image-set\(([^;{}]*)`)
	styleString  = regexp.MustCompile(`"[^"]*"|'[^']*'`)
)

// styleReaches returns what a style sheet would reach for.
func styleReaches(style string) (found []reach) {
	style = styleComment.ReplaceAllString(style, " ")
	style = styleEscape.ReplaceAllStringFunc(style, func(s string) string {
		if n, err := strconv.ParseUint(strings.TrimSpace(s[1:]), 16, 32); err == nil {
			return string(rune(n))
		}
		return s[1:]
	})
	add := func(what, address string) {
		if address = strings.Trim(strings.TrimSpace(address), `"'`); leaves(address) {
			found = append(found, reach{outsideRule, what, address})
		}
	}
	for _, m := range styleURL.FindAllStringSubmatch(style, -1) {
		add(strings.ToLower(m[1])+"() of a style sheet", m[2])
	}
	for _, m := range styleImport.FindAllStringSubmatch(style, -1) {
		add("@import of a style sheet", m[1])
	}
	for _, m := range styleSet.FindAllStringSubmatch(style, -1) {
		for _, s := range styleString.FindAllString(m[1], -1) {
			add("image-set() of a style sheet", s)
		}
	}
	return found
}
