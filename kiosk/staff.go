package kiosk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"homeroom/records"
)

// Roles of staff. What a role may do is decided by mayTeach and nowhere else.
const (
	roleOffice  = "office"  // all classes, and other people's accounts
	roleTeacher = "teacher" // the classes that name the teacher
)

// mayTeach reports whether somebody may see and open a class. A roster may name
// a teacher by id, login or name.
func (e *employee) mayTeach(c records.Class) bool {
	return e.Role == roleOffice || c.Teacher != "" &&
		(c.Teacher == e.ID || strings.EqualFold(c.Teacher, e.Login) || strings.EqualFold(c.Teacher, e.Name))
}

// leastPassword is the fewest characters of a password. There is no other
// rule: length is what helps.
const leastPassword = 12

// common are the commonest passwords of twelve characters and more.
var common = []string{
	"123456789012", "1234567890123", "12345678901234", "123123123123", "111111111111", "000000000000",
	"passwordpassword", "password1234", "password12345", "password123456", "mypassword123", "qwertyuiopas",
	"qwertyuiop12", "qwertyuiop123", "qwerty123456", "1q2w3e4r5t6y", "1qaz2wsx3edc", "iloveyou1234", "abcdefghijkl",
	"abcd12345678", "abc123abc123", "adminadminadmin", "administrator", "letmein12345", "welcome12345", "changemenow1",
	"changeme1234", "teacher12345", "teacherteacher", "school123456", "schoolschool", "homeroom1234", "homeroomhomeroom",
	"classroom123", "princess1234", "football1234", "baseball1234", "sunshine1234", "superman1234", "dragondragon",
}

// weak returns the key of what is wrong with a password, "" if nothing is.
func weak(password, login, name string) string {
	plain := strings.ToLower(strings.Join(strings.Fields(password), ""))
	switch {
	case utf8.RuneCountInString(password) < leastPassword:
		return "kiosk-staff-password-short"
	case slices.Contains(common, plain), strings.Count(plain, plain[:1]) == len(plain),
		plain == strings.ToLower(login), plain == strings.ToLower(strings.Join(strings.Fields(name), "")):
		return "kiosk-staff-password-common"
	}
	return ""
}

// A setupPage makes the first account, in exchange for the setup code that the
// program showed when it was started.
type setupPage struct {
	*visit
	Error       string
	Name, Login string // as typed before
}

func (v *visit) showSetup(status int, wrong string) error {
	return v.show(status, "staff_setup", v.T("kiosk-staff-setup-title"), setupPage{v, wrong, v.form.Get("name"), v.form.Get("login")})
}

func (k *Kiosk) setup(v *visit) error {
	n, err := k.store.StaffCount(v.ctx())
	if err != nil {
		return fmt.Errorf("count staff: %w", err)
	}
	if n > 0 {
		return v.redirect(v.Path("staff", "sign-in"))
	}
	return v.showSetup(http.StatusOK, "")
}

func (k *Kiosk) makeFirstStaff(v *visit) error {
	name, login, password := strings.TrimSpace(v.form.Get("name")), strings.TrimSpace(v.form.Get("login")), v.form.Get("password")
	if key := weak(password, login, name); key != "" {
		return v.showSetup(http.StatusUnprocessableEntity, v.T(key))
	}
	person := records.Staff{Name: name, Login: login, Role: roleOffice}
	err := k.store.UseSetupCode(v.ctx(), v.form.Get("code"), person, password)
	switch {
	case errors.Is(err, records.ErrNone):
		return v.showSetup(http.StatusUnprocessableEntity, v.T("kiosk-staff-code-unknown"))
	case errors.Is(err, records.ErrText):
		return v.showSetup(http.StatusUnprocessableEntity, v.T("kiosk-staff-text"))
	case errors.Is(err, records.ErrTaken):
		return v.showSetup(http.StatusUnprocessableEntity, v.T("kiosk-staff-taken"))
	}
	if wait, ok := errors.AsType[*records.WaitError](err); ok {
		return v.showSetup(http.StatusTooManyRequests, v.T("kiosk-staff-wait", "n", seconds(wait.For)))
	}
	if err != nil {
		return fmt.Errorf("make first staff account: %w", err)
	}
	return v.redirect(v.Path("staff", "sign-in"))
}

// seconds returns d in whole seconds, rounded up.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// A staffSignInPage asks for login and password.
type staffSignInPage struct {
	*visit
	Error string
	Login string
}

func (v *visit) showStaffSignIn(status int, wrong string) error {
	return v.show(status, "staff_sign_in", v.T("kiosk-staff-sign-in-title"), staffSignInPage{v, wrong, v.form.Get("login")})
}

func (k *Kiosk) staffSignIn(v *visit) error {
	n, err := k.store.StaffCount(v.ctx())
	if err != nil {
		return fmt.Errorf("count staff: %w", err)
	}
	if n == 0 {
		return v.redirect(v.Path("staff", "setup"))
	}
	return v.showStaffSignIn(http.StatusOK, "")
}

// signStaffIn starts a session of staff. Its cookie is not the students', and
// a session that the browser had before ends.
func (k *Kiosk) signStaffIn(v *visit) error {
	person, wait, err := k.store.CheckStaff(v.ctx(), v.form.Get("login"), v.device(), v.form.Get("password"))
	switch {
	case errors.Is(err, records.ErrNone):
		return v.showStaffSignIn(http.StatusUnprocessableEntity, v.T("kiosk-staff-wrong"))
	case err != nil:
		return fmt.Errorf("check staff: %w", err)
	case wait > 0:
		return v.showStaffSignIn(http.StatusTooManyRequests, v.T("kiosk-staff-wait", "n", seconds(wait)))
	}
	if old := v.cookie(staffCookie); old != "" {
		if err := k.store.EndSession(v.ctx(), old); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	token, err := k.store.StartSession(v.ctx(), records.Session{
		Kind: records.StaffSession, Person: person.ID, Device: v.device(), Language: v.lang,
	})
	if err != nil {
		return fmt.Errorf("sign in staff %s: %w", person.ID, err)
	}
	v.keep(staffCookie, token, 0)
	return v.redirect(v.Path("staff", ""))
}

func (k *Kiosk) signStaffOut(v *visit) error {
	if token := v.cookie(staffCookie); token != "" {
		if err := k.store.EndSession(v.ctx(), token); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	v.drop(staffCookie)
	return v.redirect(v.Path("staff", "sign-in"))
}

// A classesPage lists the classes that somebody may open.
type classesPage struct {
	*visit
	Classes []classLine
	Guides  string // address of the pages for staff, "" if the bundle has none
	Office  bool
}

type classLine struct {
	records.Class
	Open bool
}

func (k *Kiosk) classes(v *visit) error {
	all, err := k.store.Classes(v.ctx())
	if err != nil {
		return fmt.Errorf("list classes: %w", err)
	}
	page := classesPage{visit: v, Office: v.Staff.Role == roleOffice}
	for _, c := range all {
		if c.Year != all[0].Year {
			break // the latest year's come first
		}
		if v.Staff.mayTeach(c) {
			page.Classes = append(page.Classes, classLine{c, c.OpenUntil.After(k.now())})
		}
	}
	if f, err := v.on.Staff().Open(v.lang + "/staff/index.html"); err == nil {
		page.Guides = "/" + v.lang + "/staff/index.html"
		_ = f.Close() // it was only looked for
	}
	return v.show(http.StatusOK, "staff_classes", v.T("kiosk-staff-classes-title"), page)
}

// A colleaguesPage makes accounts for other people.
type colleaguesPage struct {
	*visit
	Error             string
	Added             string // name of who was added just now
	Name, Login, Role string // as typed before
}

func (v *visit) showColleagues(status int, page colleaguesPage) error {
	page.visit = v
	return v.show(status, "staff_colleagues", v.T("kiosk-staff-colleagues-title"), page)
}

// officeOnly refuses whoever is not of the office.
func (v *visit) officeOnly() error {
	if v.Staff.Role != roleOffice {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	return nil
}

func (k *Kiosk) colleagues(v *visit) error {
	if err := v.officeOnly(); err != nil {
		return err
	}
	return v.showColleagues(http.StatusOK, colleaguesPage{Role: roleTeacher})
}

func (k *Kiosk) addColleague(v *visit) error {
	if err := v.officeOnly(); err != nil {
		return err
	}
	page := colleaguesPage{Name: strings.TrimSpace(v.form.Get("name")), Login: strings.TrimSpace(v.form.Get("login")), Role: roleTeacher}
	if v.form.Get("role") == roleOffice {
		page.Role = roleOffice
	}
	password := v.form.Get("password")
	if key := weak(password, page.Login, page.Name); key != "" {
		page.Error = v.T(key)
		return v.showColleagues(http.StatusUnprocessableEntity, page)
	}
	err := k.store.AddStaff(v.ctx(), records.Staff{Name: page.Name, Login: page.Login, Role: page.Role}, password)
	switch {
	case errors.Is(err, records.ErrTaken):
		page.Error = v.T("kiosk-staff-taken")
		return v.showColleagues(http.StatusUnprocessableEntity, page)
	case errors.Is(err, records.ErrText):
		page.Error = v.T("kiosk-staff-text")
		return v.showColleagues(http.StatusUnprocessableEntity, page)
	case err != nil:
		return fmt.Errorf("add staff: %w", err)
	}
	return v.showColleagues(http.StatusOK, colleaguesPage{Added: page.Name, Role: roleTeacher})
}
