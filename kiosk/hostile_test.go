package kiosk_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeroom/records"
)

// payloads returns a hundred texts that try to become more than text.
func payloads() (all []string) {
	handlers := []string{"onerror", "onload", "onfocus", "onmouseover", "ontoggle"}
	tags := []string{"img src=x", "svg", "iframe src=javascript:alert(1)", "input autofocus", "details open", "video src=x", "body", "marquee", "math", "object data=x"}
	for _, tag := range tags {
		for _, handler := range handlers {
			all = append(all, fmt.Sprintf("<%s %s=alert(1)>", tag, handler))
		}
	}
	breaks := []string{`"`, `'`, "`", `">`, `'>`, `</title>`, `</textarea>`, `</option></select>`, `-->`, `]]>`, `\"`, `&quot;>`, `</bdi>`, `</script>`, `}}`}
	for _, b := range breaks {
		all = append(all, b+"<script>alert(1)</script>", b+" onclick=alert(1) x="+b)
	}
	return append(all,
		"javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "{{.K}}", "{{template \"x\"}}", "${alert(1)}", "#{7*7}",
		"<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example>",
		"<style>*{display:none}</style>", "<form action=//evil.example>", "<a href=//evil.example>x</a>", "\u202eolleh", "\u2066isolate", "\u2069out\u2068",
		"HOMEROOM-MAIN", "HOMEROOM-TITLE", "\uE000.Main\uE001", "%00%0d%0aSet-Cookie:x=1", "<ScRiPt src=//evil.example></sCrIpT>")
}

// TestHostileNames gives children, classes and staff hostile names, and reads
// every page on which they stand.
func TestHostileNames(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	names := payloads()
	if len(names) < 100 {
		t.Fatalf("there are %d payloads", len(names))
	}
	roster := records.Roster{Classes: []records.Class{{ID: "evil", School: "brook", Name: names[0], Grade: "6", Code: "EVIL", Year: "2026-27"}}}
	for i, name := range names {
		id := fmt.Sprintf("evil-%d", i)
		roster.Students = append(roster.Students, records.Student{ID: id, Given: name, Family: name, Grade: "6", School: "brook", Animal: name, Language: name})
		roster.Enrolments = append(roster.Enrolments, records.Enrolment{Student: id, Class: "evil"})
	}
	s.must(s.store.SaveRoster(ctx, roster))
	s.must(s.store.OpenClass(ctx, "evil", "office", s.clock().Add(1e13)))
	for i := range names {
		s.must(s.store.SetSecret(ctx, fmt.Sprintf("evil-%d", i), records.PIN, "1"))
	}
	office := s.browser()
	office.signInStaff()
	for _, path := range []string{"/en/kiosk/staff/", "/en/kiosk/staff/classes/evil", "/en/kiosk/staff/classes/evil/cards"} {
		checkTame(t, path, office.get(path).want(200))
	}
	checkTame(t, "cards", office.get("/en/kiosk/staff/classes/evil/cards").submit("/cards", "student", "all", "kind", "pictures").want(200))
	for i := range names {
		s.must(s.store.SetSecret(ctx, fmt.Sprintf("evil-%d", i), records.PIN, "1"))
	}
	b := s.browser()
	checkTame(t, "names", b.get("/en/kiosk/").submit("/kiosk/class", "code", "EVIL").want(200))
	for i, name := range names {
		b.post("/en/kiosk/sign-out", nil)
		student := fmt.Sprintf("/names/evil-%d", i)
		secret := b.get("/en/kiosk" + student).want(200)
		checkTame(t, name, secret)
		confirm := secret.submit(student, "secret", "1").at("/en/kiosk/confirm")
		checkTame(t, name, confirm)
		home := confirm.submit("/confirm", "answer", "yes").at("/en/kiosk/home")
		checkTame(t, name, home)
		if i%10 == 0 {
			result := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next").submit("/check")
			checkTame(t, name, result)
			checkTame(t, name, result.follow("certificate").want(200))
			checkTame(t, name, b.get("/en/kiosk/record").want(200))
		}
	}
}

// TestHostileInput sends hostile texts in every field that is shown again.
func TestHostileInput(t *testing.T) {
	b := open(t).browser()
	for _, text := range payloads() {
		q := url.QueryEscape(text)
		for _, path := range []string{
			"/en/search?q=" + q + "&kind=" + q + "&band=" + q + "&from=" + q, "/en/kiosk/?why=" + q, "/en/kiosk/still-here?to=" + q,
			"/en/" + url.PathEscape(text), "/en/kiosk/names/" + url.PathEscape(text),
		} {
			got := b.get(path)
			if got.status >= 500 {
				t.Errorf("%s answered %d", path, got.status)
			}
			checkTame(t, path, got)
		}
		form := url.Values{"code": {text}, "name": {text}, "login": {text}, "password": {text}, "to": {text}}
		for _, path := range []string{"/en/kiosk/class", "/en/kiosk/staff/setup", "/en/kiosk/staff/sign-in", "/en/kiosk/still-here"} {
			got := b.post(path, form)
			if got.status >= 500 {
				t.Errorf("%s answered %d", path, got.status)
			}
			checkTame(t, path+" "+text, got)
		}
	}
}

// checkTame checks that a page has only such elements and addresses as the
// kiosk's templates have.
func checkTame(t *testing.T, what string, p *page) {
	t.Helper()
	if !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
		t.Errorf("%s: the answer is %q", what, p.header.Get("Content-Type"))
		return
	}
	mains := 0
	for n := range p.doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "main" {
			mains++
		}
		if slices.Contains([]string{"svg", "iframe", "object", "embed", "base", "style", "math", "video", "marquee"}, n.Data) ||
			n.Data == "script" && attribute(n, "src") == "" || n.Data == "meta" && has(n, "http-equiv") {
			t.Errorf("%s: the page has an element %s", what, n.Data)
		}
		for _, a := range n.Attr {
			local := strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, "#")
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
				t.Errorf("%s: the page has an attribute %s=%q", what, a.Key, a.Val)
			case slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key) && !local:
				t.Errorf("%s: the page leads to %q", what, a.Val)
			}
		}
	}
	if mains != 1 {
		t.Errorf("%s: the page has %d main parts", what, mains)
	}
	for _, h := range []string{"Location", "Set-Cookie", "Refresh"} {
		for _, value := range p.header.Values(h) {
			if strings.ContainsAny(value, "\r\n<>") || strings.Contains(value, "evil.example") {
				t.Errorf("%s: the header %s is %q", what, h, value)
			}
		}
	}
}
