package kiosk_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A browser walks through the kiosk as a person without scripts does: it reads
// pages, follows their links and sends their forms.
type browser struct {
	t      testing.TB
	school *school
	client *http.Client
	accept string // Accept-Language
}

// A page is what a browser shows.
type page struct {
	b       *browser
	status  int
	header  http.Header
	address *url.URL
	body    string
	doc     *html.Node
}

func (s *school) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{t: s.t, school: s, client: &http.Client{Jar: jar}}
}

func (b *browser) do(r *http.Request) *page {
	b.t.Helper()
	if b.accept != "" {
		r.Header.Set("Accept-Language", b.accept)
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		b.t.Fatal(err)
	}
	return &page{b: b, status: answer.StatusCode, header: answer.Header, address: answer.Request.URL, body: string(body), doc: doc}
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.school.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) *page {
	b.t.Helper()
	return b.send(path, "application/x-www-form-urlencoded", form.Encode())
}

func (b *browser) send(path, kind, body string) *page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.school.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	return b.do(r)
}

// follow presses the link whose text or address holds s.
func (p *page) follow(s string) *page {
	p.b.t.Helper()
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			href := attribute(n, "href")
			if strings.Contains(href, s) || strings.Contains(text(n), s) {
				u, err := p.address.Parse(href)
				if err != nil {
					p.b.t.Fatal(err)
				}
				return p.b.get(u.RequestURI())
			}
		}
	}
	p.b.t.Fatalf("%s has no link %q:\n%s", p.address, s, p.body)
	return nil
}

// form returns what the form with that address would send, and its address.
func (p *page) form(action string) (string, url.Values) {
	p.b.t.Helper()
	for n := range p.doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.Contains(attribute(n, "action"), action) || attribute(n, "method") != "post" {
			continue
		}
		values := url.Values{}
		for c := range n.Descendants() {
			if c.Type != html.ElementNode {
				continue
			}
			kind := attribute(c, "type")
			switch {
			case c.Data == "input" && (kind == "radio" || kind == "checkbox"):
				if has(c, "checked") {
					values.Add(attribute(c, "name"), attribute(c, "value"))
				}
			case c.Data == "input":
				values.Add(attribute(c, "name"), attribute(c, "value"))
			case c.Data == "option" && has(c, "selected"):
				values.Add(attribute(c.Parent, "name"), attribute(c, "value"))
			}
		}
		return attribute(n, "action"), values
	}
	p.b.t.Fatalf("%s has no form for %q:\n%s", p.address, action, p.body)
	return "", nil
}

// submit sends the form with that address, with these fields set: names and
// values in turn.
func (p *page) submit(action string, fields ...string) *page {
	p.b.t.Helper()
	to, values := p.form(action)
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return p.b.post(to, values)
}

// answer sends the form of a question with an answer.
func (p *page) answer(form map[string][]string, onward string) *page {
	p.b.t.Helper()
	to, values := p.form("/attempts/")
	for name, picks := range form {
		values[name] = picks
	}
	values.Set("_go", onward)
	return p.b.post(to, values)
}

func (p *page) want(status int, texts ...string) *page {
	p.b.t.Helper()
	if p.status != status {
		p.b.t.Fatalf("%s answered %d, want %d:\n%s", p.address, p.status, status, p.body)
	}
	for _, s := range texts {
		if !strings.Contains(p.body, s) {
			p.b.t.Fatalf("%s does not say %q:\n%s", p.address, s, p.body)
		}
	}
	return p
}

// at checks the address of the page.
func (p *page) at(path string) *page {
	p.b.t.Helper()
	if p.address.Path != path {
		p.b.t.Fatalf("the browser is at %s, want %s:\n%s", p.address.Path, path, p.body)
	}
	return p
}

// lacks checks that the page does not say something.
func (p *page) lacks(texts ...string) *page {
	p.b.t.Helper()
	for _, s := range texts {
		if strings.Contains(p.body, s) {
			p.b.t.Fatalf("%s says %q:\n%s", p.address, s, p.body)
		}
	}
	return p
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// signIn signs Maria in, as she does it herself.
func (b *browser) signIn() *page {
	b.t.Helper()
	return b.signInAs(classCode, "maria", func(p *page) *page {
		p = p.submit("/names/maria", "pick", "star")
		p = p.submit("/names/maria", "pick", "boat")
		return p.submit("/names/maria", "pick", "leaf")
	})
}

// signInMalik signs Malik in, who has a number.
func (b *browser) signInMalik() *page {
	b.t.Helper()
	return b.signInAs(classCode, "malik", func(p *page) *page { return p.submit("/names/malik", "secret", "271828") })
}

// signInAda signs a first grader in, who has two pictures.
func (b *browser) signInAda() *page {
	b.t.Helper()
	return b.signInAs("WREN1", "ada", func(p *page) *page {
		return p.submit("/names/ada", "pick", "sun").submit("/names/ada", "pick", "cat")
	})
}

func (b *browser) signInAs(code, student string, prove func(*page) *page) *page {
	b.t.Helper()
	names := b.get("/en/kiosk/").submit("/kiosk/class", "code", code).want(200).at("/en/kiosk/names")
	return prove(names.follow("/names/"+student)).want(200).at("/en/kiosk/confirm").submit("/confirm", "answer", "yes").want(200)
}

// signInStaff makes the first account if there is none, and signs in with it.
func (b *browser) signInStaff() *page {
	b.t.Helper()
	p := b.get("/en/kiosk/staff/")
	if strings.HasSuffix(p.address.Path, "/setup") {
		b.school.must(b.school.store.SetSetupCode(b.t.Context(), "ABCD-EFGH-2345"))
		p = p.submit("/setup", "code", "abcdefgh2345", "name", "Office", "login", "office", "password", password)
	}
	return p.want(200).at("/en/kiosk/staff/sign-in").submit("/sign-in", "login", "office", "password", password).want(200).at("/en/kiosk/staff/")
}
