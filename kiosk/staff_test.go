package kiosk_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFirstAccount(t *testing.T) {
	s := open(t)
	s.must(s.store.SetSetupCode(t.Context(), "ABCD-EFGH-2345"))
	b := s.browser()
	setup := b.get("/en/kiosk/staff/").at("/en/kiosk/staff/setup").want(200, "Make the first staff account")
	fill := func(code, login, pass string) *page {
		return setup.submit("/setup", "code", code, "name", "Ada Lovelace", "login", login, "password", pass)
	}
	for _, tt := range []struct {
		name, code, login, password string
		want                        int
		says                        string
	}{
		{"a short password", "ABCDEFGH2345", "ada", "short", 422, "at least 12 characters"},
		{"eleven characters of many bytes", "ABCDEFGH2345", "ada", "ééééééééééé", 422, "at least 12 characters"},
		{"one of the commonest", "ABCDEFGH2345", "ada", "Password 1234", 422, "Many people use that password"},
		{"one character over and over", "ABCDEFGH2345", "ada", "zzzzzzzzzzzzz", 422, "Many people use that password"},
		{"the login", "ABCDEFGH2345", "ada.lovelace.of.school", "ada.lovelace.of.school", 422, "Many people use that password"},
		{"a wrong code", "WRONG", "ada", password, 422, "That is not the setup code"},
		{"no login", "ABCDEFGH2345", "", password, 422, "Please fill in name and login"},
		{"all right, whatever the composition", "abcd-efgh 2345", "Ada", "correct horse battery", 200, "Sign in as staff"},
		{"the code once more", "ABCDEFGH2345", "eve", password, 422, "That is not the setup code"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fill(tt.code, tt.login, tt.password).want(tt.want, tt.says).lacks(`value="` + tt.password + `" type="password"`)
		})
	}
	b.get("/en/kiosk/staff/setup").at("/en/kiosk/staff/sign-in")
	in := b.get("/en/kiosk/staff/sign-in")
	in.submit("/sign-in", "login", "ada", "password", "wrong").want(422, "Login or password is not right.")
	in.submit("/sign-in", "login", "ADA", "password", "correct horse battery").want(200).at("/en/kiosk/staff/")
}

func TestTeacherOpensAndCloses(t *testing.T) {
	s := open(t)
	office, child := s.browser(), s.browser()
	classes := office.signInStaff().want(200, "HERON4", "open until 17:00", "closed", "Guides for teachers")
	classes.follow("Guides").want(200, "GUIDES")
	class := classes.follow("/classes/shut").want(200, "Zoë L.", "has no login card yet")
	class = class.submit("/open", "hours", "2").want(200, "The class is open.", "open until 11:00")
	class.submit("/open", "hours", "day").want(200, "open until 00:00")

	cards := office.get("/en/kiosk/staff/classes/shut").follow("Login cards").submit("/cards", "student", "all", "kind", "pictures").want(200, "HERON4", "Zoë L.")
	var picks []string
	for _, m := range regexp.MustCompile(`<li><img src="/pictures/([a-z]+)\.svg"`).FindAllStringSubmatch(cards.body, -1) {
		picks = append(picks, m[1])
	}
	if len(picks) != 3 {
		t.Fatalf("the card of a fourth grader has the pictures %v", picks)
	}
	child.signInAs("HERON4", "zoe", func(p *page) *page {
		for _, id := range picks {
			p = p.submit("/names/zoe", "pick", id)
		}
		return p
	})
	office.get("/en/kiosk/staff/classes/shut").want(200, "here").submit("/close").want(200, "everyone is signed out")
	child.get("/en/kiosk/home").at("/en/kiosk/")

	pin := office.get("/en/kiosk/staff/classes/shut/cards").submit("/cards", "student", "zoe", "kind", "pin").want(200)
	if !regexp.MustCompile(`<code>\d{6}</code>`).MatchString(pin.body) {
		t.Errorf("the card has no number:\n%s", pin.body)
	}
	pin.lacks("/pictures/sun.svg")
	office.get("/en/kiosk/staff/").submit("/sign-out").at("/en/kiosk/staff/sign-in")
	office.get("/en/kiosk/staff/classes/six").at("/en/kiosk/staff/sign-in")
}

func TestTeacherLetsAChildIn(t *testing.T) {
	s := open(t)
	office, child := s.browser(), s.browser()
	names := child.get("/en/kiosk/").submit("/kiosk/class", "code", classCode)
	secret := names.follow("/names/malik")
	for range 5 {
		secret = secret.submit("/names/malik", "secret", "000000").want(422, "That was not your number. Try again")
	}
	secret.submit("/names/malik", "secret", "271828").want(429, "Wait 30 seconds")

	line := office.signInStaff().follow("/classes/six")
	to, form := line.form("/help")
	form.Set("student", "malik")
	form.Set("help", "let-in")
	office.post(to, form).want(200, "may sign in for 5 minutes")
	confirm := names.follow("/names/malik").want(200, "Your teacher has opened the door for you.").submit("/names/malik", "let-in", "yes").at("/en/kiosk/confirm")
	child.get("/en/kiosk/names/malik").lacks("opened the door") // good once
	confirm.submit("/confirm", "answer", "no").at("/en/kiosk/names")
	child.get("/en/kiosk/home").at("/en/kiosk/")

	office.post(to, form)
	s.pass(4*time.Minute + 50*time.Second)
	names.follow("/names/malik").want(200, "opened the door")
	s.pass(11 * time.Second)
	names.follow("/names/malik").lacks("opened the door")
	child.post("/en/kiosk/names/malik", map[string][]string{"let-in": {"yes"}}).lacks("Are you")

	office.signInStaff()
	form.Set("student", "zoe") // of another class
	office.post(to, form).want(404)
}

func TestStaffIdle(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signInStaff()
	s.pass(4 * time.Minute)
	b.get("/en/kiosk/staff/classes/six").want(200)
	s.pass(5 * time.Minute)
	b.get("/en/kiosk/staff/classes/six").at("/en/kiosk/staff/sign-in")
	b.post("/en/kiosk/staff/classes/six/close", nil).want(403, "Please sign in again")
	b.get("/en/staff/index.html").at("/en/kiosk/staff/sign-in")
}

func TestStaffAreSlowedDown(t *testing.T) {
	s := open(t)
	b := s.browser()
	b.signInStaff().submit("/sign-out")
	in := b.get("/en/kiosk/staff/sign-in")
	for range 5 {
		in.submit("/sign-in", "login", "office", "password", "wrong").want(422)
	}
	in.submit("/sign-in", "login", "office", "password", password).want(429, "Please wait 30 seconds")
}

func TestCodesCannotBeTriedOut(t *testing.T) {
	s := open(t)
	known, b := s.browser(), s.browser()
	known.get("/en/kiosk/").submit("/kiosk/class", "code", classCode).want(200)
	welcome := b.get("/en/kiosk/")
	for range 120 {
		welcome.submit("/kiosk/class", "code", "WRONG").want(422)
	}
	welcome.submit("/kiosk/class", "code", classCode).want(429, "Wait a minute")
	known.get("/en/kiosk/names").want(200, "Maria B.")
	s.pass(time.Minute)
	welcome.submit("/kiosk/class", "code", classCode).want(200, "Maria B.")
}

func TestSampleShowsCodes(t *testing.T) {
	s := open(t, sample)
	got := s.browser().get("/en/kiosk/").want(200, "This school is invented.", classCode, "WREN1")
	if strings.Contains(got.body, "HERON4") {
		t.Error("the code of a closed class is shown")
	}
	open(t).browser().get("/en/kiosk/").lacks(classCode)
}
