package kiosk_test

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"homeroom/kiosk"
)

// access says what each route answers to whom: 2 a page, 3 another place, 4 a
// refusal. The columns are: nobody, a student, another class's teacher, the
// office. A route that is not here fails the test: decide who may see it, then
// write it down.
var access = map[string]string{
	"GET /{$}":                                       "3333",
	"GET /healthz":                                   "2222",
	"GET /kiosk/assets/{file}":                       "2222",
	"GET /{lang}/search":                             "2222",
	"GET /{lang}/search.html":                        "3333",
	"GET /{lang}/staff/{path...}":                    "3322",
	"/":                                              "2222",
	"GET /{lang}/kiosk/{$}":                          "2322",
	"POST /{lang}/kiosk/class":                       "4444", // with an unknown code
	"GET /{lang}/kiosk/names":                        "3233",
	"GET /{lang}/kiosk/names/{student}":              "3233",
	"POST /{lang}/kiosk/names/{student}":             "4244", // with no picture yet
	"GET /{lang}/kiosk/confirm":                      "3333",
	"POST /{lang}/kiosk/confirm":                     "3333",
	"POST /{lang}/kiosk/sign-out":                    "3333",
	"GET /{lang}/kiosk/still-here":                   "2222",
	"POST /{lang}/kiosk/still-here":                  "3333",
	"GET /{lang}/kiosk/home":                         "3233",
	"GET /{lang}/kiosk/record":                       "3233",
	"GET /{lang}/kiosk/lessons/{lesson}":             "3233",
	"POST /{lang}/kiosk/quizzes/{quiz}":              "4344",
	"GET /{lang}/kiosk/attempts/{attempt}":           "3433", // another student's
	"GET /{lang}/kiosk/attempts/{attempt}/{number}":  "3433",
	"POST /{lang}/kiosk/attempts/{attempt}/{number}": "4444",
	"GET /{lang}/kiosk/attempts/{attempt}/check":     "3433",
	"POST /{lang}/kiosk/attempts/{attempt}/check":    "4444",
	"GET /{lang}/kiosk/attempts/{attempt}/result":    "3433",
	"GET /{lang}/kiosk/certificates/{completion}":    "3433",
	"POST /{lang}/kiosk/hand":                        "4344",
	"GET /{lang}/kiosk/staff/setup":                  "3333",
	"POST /{lang}/kiosk/staff/setup":                 "4444",
	"GET /{lang}/kiosk/staff/sign-in":                "2222",
	"POST /{lang}/kiosk/staff/sign-in":               "4444",
	"POST /{lang}/kiosk/staff/sign-out":              "3333",
	"GET /{lang}/kiosk/staff/{$}":                    "3322",
	"GET /{lang}/kiosk/staff/colleagues":             "3342",
	"POST /{lang}/kiosk/staff/colleagues":            "4444", // without a password
	"GET /{lang}/kiosk/staff/classes/{class}":        "3342",
	"POST /{lang}/kiosk/staff/classes/{class}/open":  "4443",
	"POST /{lang}/kiosk/staff/classes/{class}/close": "4443",
	"POST /{lang}/kiosk/staff/classes/{class}/help":  "4444", // without a student
	"GET /{lang}/kiosk/staff/classes/{class}/cards":  "3342",
	"POST /{lang}/kiosk/staff/classes/{class}/cards": "4444",
}

// TestAccess asks for every page as everybody, and checks that each answer has
// all headers and nothing inline.
func TestAccess(t *testing.T) {
	s := open(t)
	maria := s.browser()
	maria.signIn()
	result := maria.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next").submit("/check").want(200)
	attempt := strings.Split(result.address.Path, "/")[4]
	certificate := strings.Split(result.follow("certificate").address.Path, "/")[4]

	nobody, malik, teacher, office := s.browser(), s.browser(), s.browser(), s.browser()
	malik.signInMalik()
	classes := office.signInStaff()
	classes.follow("Accounts").submit("/colleagues", "name", "Mr. Amari", "login", "amari", "password", password).want(200, "can sign in now")
	teacher.get("/en/kiosk/staff/sign-in").submit("/sign-in", "login", "amari", "password", password).want(200, "Mr. Amari, Grade 4").lacks("Ms. Wells")

	fill := strings.NewReplacer("{$}", "", "{file}", kiosk.ScriptName, "{lang}", "en", "{path...}", "index.html",
		"{student}", "maria", "{lesson}", "respond-6-8", "{quiz}", "save-quiz", "{attempt}", attempt, "{number}", "1",
		"{completion}", certificate, "{class}", "six")
	patterns := s.kiosk.Patterns()
	slices.SortFunc(patterns, func(a, b string) int { return closeLast(a) - closeLast(b) })
	for _, pattern := range patterns {
		want, ok := access[pattern]
		if !ok {
			t.Errorf("nobody decided who may see %q", pattern)
			continue
		}
		method, path, _ := strings.Cut(pattern, " ")
		if pattern == "/" {
			method, path = "GET", "/en/index.html"
		}
		for i, b := range []*browser{nobody, malik, teacher, office} {
			got := ask(b, method, fill.Replace(path))
			if got.status/100 != int(want[i]-'0') {
				t.Errorf("%s as %s answered %d, want %c hundred", pattern, []string{"nobody", "a student", "another teacher", "the office"}[i], got.status, want[i])
			}
			checkAnswer(t, pattern, got)
		}
	}
}

// closeLast puts the route that signs everybody out at the end.
func closeLast(pattern string) int {
	if strings.HasSuffix(pattern, "/close") || strings.HasSuffix(pattern, "/sign-out") {
		return 1
	}
	return 0
}

// ask sends one request with the cookies of b, without going where the answer
// leads, and without keeping what it brings.
func ask(b *browser, method, path string) *page {
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := http.NewRequest(method, b.school.server.URL+path, strings.NewReader(""))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	other := &browser{t: b.t, school: b.school, client: &client}
	return other.do(r)
}

var (
	inline    = regexp.MustCompile(`(?i)<[^>]*\s(on[a-z]+|style)\s*=|<style|<script(?:\s[^>]*)?>[^<]|javascript:`)
	scriptTag = regexp.MustCompile(`(?i)<script[^>]*>`)
)

// checkAnswer checks what holds of every answer of the kiosk.
func checkAnswer(t *testing.T, what string, p *page) {
	t.Helper()
	for name, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := p.header.Get(name); got != value {
			t.Errorf("%s: %s is %q, want %q", what, name, got, value)
		}
	}
	csp := p.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'", "trusted-types homeroom"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s: the policy lacks %s", what, part)
		}
	}
	if strings.Contains(csp, "unsafe") || p.header.Get("Permissions-Policy") == "" {
		t.Errorf("%s: policies are %q and %q", what, csp, p.header.Get("Permissions-Policy"))
	}
	if strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
		if found := inline.FindString(p.body); found != "" {
			t.Errorf("%s: there is something inline: %s", what, found)
		}
		for _, tag := range scriptTag.FindAllString(p.body, -1) {
			if !strings.Contains(tag, `src="/`) {
				t.Errorf("%s: a script of unknown origin: %s", what, tag)
			}
		}
	}
	if strings.Contains(p.address.Path, "/kiosk/") && !strings.Contains(p.address.Path, "/assets/") && p.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s may be kept: %q", what, p.header.Get("Cache-Control"))
	}
}

// TestRawRequests sends what no browser sends. Nothing may reach a page.
func TestRawRequests(t *testing.T) {
	s := open(t)
	server := httptest.NewUnstartedServer(s.kiosk.Handler())
	server.Config = kiosk.NewServer(s.kiosk.Handler())
	server.Start()
	defer server.Close()
	const post = "POST /en/kiosk/class HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	const smuggled = "GET /en/kiosk/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
	for _, tt := range []struct {
		name, raw string
		want      []int // statuses of all answers; none: closed
	}{
		{"an honest form", post + "Content-Length: 9\r\n\r\ncode=NOPE", []int{422}},
		{"length and transfer encoding", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, []int{400}},
		{"transfer encoding", post + "Transfer-Encoding: chunked\r\n\r\n9\r\ncode=NOPE\r\n0\r\n\r\n" + smuggled, []int{400}},
		{"unknown transfer encoding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", []int{501}},
		{"two lengths", post + "Content-Length: 2\r\nContent-Length: 5\r\n\r\nhi", []int{400}},
		{"a length with a sign", post + "Content-Length: +2\r\n\r\nhi", []int{400}},
		{"space before the colon", post + "Content-Length : 2\r\n\r\nhi", []int{400}},
		{"NUL in a header", post + "X-A: a\x00b\r\nContent-Length: 2\r\n\r\nhi", []int{400}},
		{"no host", "GET /en/kiosk/ HTTP/1.1\r\n\r\n", []int{400}},
		{"no host, old protocol", "GET /en/kiosk/ HTTP/1.0\r\n\r\n", []int{421}},
		{"two hosts", "GET /en/kiosk/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", []int{400}},
		{"a foreign host", "GET /en/kiosk/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", []int{421}},
		{"a foreign host in the address", "GET http://evil.example/en/kiosk/ HTTP/1.1\r\nHost: localhost\r\n\r\n", []int{421}},
		{"a host of the district's", "GET /en/kiosk/ HTTP/1.1\r\nHost: Kiosk.School.Example.:8080\r\nConnection: close\r\n\r\n", []int{200}},
		{"another site's form", post + "Sec-Fetch-Site: cross-site\r\nContent-Length: 9\r\n\r\ncode=NOPE", []int{403}},
		{"another origin's form", post + "Origin: http://evil.example\r\nContent-Length: 9\r\n\r\ncode=NOPE", []int{403}},
		{"a form of no origin", post + "Origin: null\r\nContent-Length: 9\r\n\r\ncode=NOPE", []int{403}},
		{"our own origin's form", post + "Origin: http://localhost\r\nContent-Length: 9\r\n\r\ncode=NOPE", []int{422}},
		{"headers without end", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + strings.Repeat("a", 40<<10) + "\r\n\r\n", []int{431}},
		{"a path that climbs", "GET /en/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{404}},
		{"a question to the server", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{400}},
		{"an unknown method", "BREW /en/kiosk/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{405}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := statuses(t, server.Listener.Addr().String(), tt.raw, false); !slices.Equal(got, tt.want) {
				t.Errorf("the kiosk answered %v, want %v", got, tt.want)
			}
		})
	}
	t.Run("a form that is cut off", func(t *testing.T) {
		raw := post + "Content-Length: 900\r\n\r\ncode=" + classCode
		if got := statuses(t, server.Listener.Addr().String(), raw, true); !slices.Equal(got, []int{400}) {
			t.Errorf("the kiosk answered %v, want 400", got)
		}
	})
}

// statuses sends raw and returns the statuses of all answers. If cut is true
// it says that nothing more will come.
func statuses(t *testing.T, addr, raw string, cut bool) (got []int) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = io.WriteString(conn, raw) // the server may close first
		if cut || !strings.Contains(raw, "code=NOPE") || strings.Contains(raw, "chunked") {
			_ = conn.(*net.TCPConn).CloseWrite()
		}
	}()
	r := bufio.NewReader(conn)
	for {
		answer, err := http.ReadResponse(r, nil)
		if err != nil {
			return got
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		got = append(got, answer.StatusCode)
		if answer.Close || strings.Contains(raw, "code=NOPE") && !strings.Contains(raw, "chunked") {
			return got
		}
	}
}

func TestForms(t *testing.T) {
	s := open(t)
	b := s.browser()
	const path = "/en/kiosk/class"
	for _, tt := range []struct {
		name, kind, body string
		want             int
	}{
		{"a giant one", "application/x-www-form-urlencoded", "code=" + strings.Repeat("a", 70<<10), 413},
		{"too many fields", "application/x-www-form-urlencoded", strings.Repeat("a=1&", 300), 400},
		{"another kind of body", "text/plain", "code=" + classCode, 400},
		{"JSON", "application/json", `{"code":"OTTER6"}`, 400},
		{"a file", "multipart/form-data; boundary=x", "--x--", 400},
		{"broken escapes", "application/x-www-form-urlencoded", "code=%zz", 400},
		{"no UTF-8", "application/x-www-form-urlencoded", "code=%ff%fe", 400},
		{"NUL", "application/x-www-form-urlencoded", "code=a%00b", 400},
		{"nothing", "application/x-www-form-urlencoded", "", 422},
		{"a kind with a character set", "application/x-www-form-urlencoded; charset=UTF-8", "code=NOPE", 422},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := b.send(path, tt.kind, tt.body)
			if got.status != tt.want {
				t.Errorf("the kiosk answered %d, want %d", got.status, tt.want)
			}
			checkAnswer(t, tt.name, got)
		})
	}
}

func TestCookies(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signIn()
	here, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, c := range b.client.Jar.Cookies(here) {
		names[c.Name] = c.Value
	}
	if names["hr-student"] == "" || names["hr-staff"] != "" {
		t.Errorf("cookies after signing in: %v", names)
	}
	secure := httptest.NewRequest(http.MethodPost, "https://localhost/en/kiosk/class", strings.NewReader("code="+classCode))
	secure.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	secure.TLS = &tls.ConnectionState{}
	w := httptest.NewRecorder()
	s.kiosk.Handler().ServeHTTP(w, secure)
	for _, c := range w.Result().Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("a cookie over TLS is %v", c)
		}
	}
	if len(w.Result().Cookies()) == 0 {
		t.Error("no cookie was given over TLS")
	}
}

// TestSessionIsNew signs in with a session that was planted, and with one of
// another child.
func TestSessionIsNew(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signIn()
	here, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := func() string {
		for _, c := range b.client.Jar.Cookies(here) {
			if c.Name == "hr-student" {
				return c.Value
			}
		}
		return ""
	}
	first := token()
	b.get("/en/kiosk/names").follow("/names/malik").submit("/names/malik", "secret", "271828").submit("/confirm", "answer", "yes").want(200, "Malik")
	if token() == first || token() == "" {
		t.Error("the next child has the same session")
	}
	thief := s.browser()
	thief.client.Jar.SetCookies(here, []*http.Cookie{{Name: "hr-student", Value: first}})
	thief.get("/en/kiosk/home").at("/en/kiosk/")

	second := token()
	b.get("/en/kiosk/home").submit("/sign-out")
	thief.client.Jar.SetCookies(here, []*http.Cookie{{Name: "hr-student", Value: second}})
	thief.get("/en/kiosk/home").at("/en/kiosk/")

	// A student's token is no good at the door for staff, nor the other way.
	b.signIn()
	thief.client.Jar.SetCookies(here, []*http.Cookie{{Name: "hr-staff", Value: token()}})
	thief.get("/en/kiosk/staff/").at("/en/kiosk/staff/setup")
}

func TestLogHoldsNoText(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signIn()
	b.get("/en/search?q=S3CR3T-query")
	b.get("/en/S3CR3T-path")
	b.post("/en/kiosk/class", url.Values{"code": {"S3CR3T\nline"}})
	b.post("/en/kiosk/staff/setup", url.Values{"name": {"S3CR3T-name"}, "password": {"S3CR3T-password"}, "code": {"S3CR3T"}})
	log := s.log.String()
	for _, word := range []string{"S3CR3T", "Maria", "Barros", classCode, "star"} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q", word)
		}
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}
	if !strings.Contains(log, `"pattern":"GET /{lang}/search"`) {
		t.Error("the log does not say which pages were asked for")
	}
}

func TestStaffNeedTLSFromElsewhere(t *testing.T) {
	s := open(t)
	ask := func(from string, secure bool) int {
		r := httptest.NewRequest(http.MethodGet, "/en/kiosk/staff/sign-in", nil)
		r.Host, r.RemoteAddr = "localhost", from
		if secure {
			r.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		s.kiosk.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for _, tt := range []struct {
		from   string
		secure bool
		want   int
	}{
		{"127.0.0.1:9", false, 303}, {"[::1]:9", false, 303}, {"192.168.1.9:9", false, 403}, {"192.168.1.9:9", true, 303}, {"nonsense", false, 403},
	} {
		if got := ask(tt.from, tt.secure); got != tt.want {
			t.Errorf("from %s, TLS %t: %d, want %d", tt.from, tt.secure, got, tt.want)
		}
	}
	for _, lang := range []string{"en", "es"} {
		s.bundle.courses[lang].Settings.Kiosk.StaffOverHTTP = true
	}
	if got := ask("192.168.1.9:9", false); got != 303 {
		t.Errorf("with staff-over-http: %d", got)
	}
}

func TestPanicIsTold(t *testing.T) {
	s := open(t)
	s.bundle.courses["en"].Lessons = append(s.bundle.courses["en"].Lessons, nil)
	b := s.browser()
	b.signIn()
	got := b.get("/en/kiosk/home").want(500, "Something went wrong here", "It is not your fault")
	checkAnswer(t, "panic", got)
	code := regexp.MustCompile(`<code>(\w+)</code>`).FindStringSubmatch(got.body)
	if code == nil || !strings.Contains(s.log.String(), fmt.Sprintf(`"code":%q`, code[1])) {
		t.Errorf("the code %v is not in the log", code)
	}
}
