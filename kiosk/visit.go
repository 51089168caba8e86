package kiosk

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"homeroom/curriculum"
	"homeroom/internal/translate"
	"homeroom/records"
)

// A visit is one request: who asks, in which language, and what is served.
// Pages are drawn with it, so that a template says {{.T "key"}} and
// {{.Path "home"}}.
type visit struct {
	*translate.Words
	lang    string // as addresses and the bundle write it
	k       *Kiosk
	w       http.ResponseWriter
	r       *http.Request
	on      *served
	form    url.Values
	Student *pupil    // nil unless a student is signed in
	Staff   *employee // nil unless staff is signed in, on pages for staff
	Young   bool      // the page is for a child who is learning to read
}

// A pupil is a signed-in student.
type pupil struct {
	records.Student
	Class  records.Class
	HandUp bool
	token  string
}

// An employee is a signed-in member of staff.
type employee struct{ records.Staff }

func (k *Kiosk) newVisit(w http.ResponseWriter, r *http.Request) *visit {
	on := k.on.Load()
	lang := firstPart(r.URL.Path)
	if !on.speaks(lang) {
		lang = guessLanguage(on, r)
	}
	return &visit{Words: on.Words(lang), lang: lang, k: k, w: w, r: r, on: on}
}

func firstPart(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// course is the curriculum in the language of the page.
func (v *visit) course() *curriculum.Curriculum { return v.on.Course(v.lang) }

// LessonIn returns the language of a lesson's title, "" if it is the page's.
func (v *visit) LessonIn(l *curriculum.Lesson) string {
	if l.Rendition.None() {
		return v.on.originals().Lang
	}
	return l.Langs["title"]
}

// quizIn returns the language of a quiz's title, "" if it is the page's.
func (v *visit) quizIn(q *curriculum.Quiz) string {
	if q.Rendition.None() {
		return v.on.originals().Lang
	}
	return q.TitleLang
}

// Path returns the address of a page of the kiosk in the language of this one.
func (v *visit) Path(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = url.PathEscape(p)
	}
	return "/" + v.lang + "/kiosk/" + strings.Join(escaped, "/")
}

// There returns the address of this page in another language, or of the first
// page if this one cannot be asked for again.
func (v *visit) There(lang string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(v.r.URL.EscapedPath(), "/"), "/")
	if !v.on.speaks(first) || !v.again() {
		rest = "kiosk/"
	}
	if rest == "search" {
		rest += "?" + v.r.URL.Query().Encode()
	}
	return "/" + lang + "/" + rest
}

// Here returns the address of this page, or of the student's own page if this
// one cannot be asked for again.
func (v *visit) Here() string {
	if !v.again() {
		return v.Path("home")
	}
	return v.r.URL.EscapedPath()
}

// again reports whether the address of the page can be asked for again.
func (v *visit) again() bool {
	return v.r.Method == http.MethodGet || v.r.Method == http.MethodHead || v.k.gets["GET"+strings.TrimPrefix(v.r.Pattern, "POST")]
}

// enter lets a visitor in whom the page is for, and does what the page does.
func (v *visit) enter(page who, do func(*visit) error) error {
	if lang := v.r.PathValue("lang"); lang != "" {
		if !v.on.speaks(lang) {
			return &refusal{http.StatusNotFound, "no-page"}
		}
	}
	if page == door || page == staff {
		if !v.k.safeForStaff(v.r) {
			return &refusal{http.StatusForbidden, "staff-unsafe"}
		}
	}
	v.w.Header().Set("Cache-Control", "no-store")
	if v.r.Method == http.MethodPost {
		if err := v.readForm(); err != nil {
			return err
		}
	}
	var err error
	switch page {
	case student:
		err = v.findStudent()
	case staff:
		err = v.findStaff()
	case everybody, door:
	}
	if err != nil {
		return err
	}
	return do(v)
}

// readForm reads the posted form, all of it or none: a form that was cut off
// on its way is an error, so that it is never graded.
func (v *visit) readForm() error {
	unreadable := &refusal{http.StatusBadRequest, "form-unreadable"}
	if kind, _, _ := strings.Cut(v.r.Header.Get("Content-Type"), ";"); strings.TrimSpace(kind) != "application/x-www-form-urlencoded" {
		return unreadable
	}
	if err := v.r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return &refusal{http.StatusRequestEntityTooLarge, "form-unreadable"}
		}
		return unreadable
	}
	strange := func(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }
	n := 0
	for name, values := range v.r.PostForm {
		n += len(values)
		if n > mostFields || strange(name) || slices.ContainsFunc(values, strange) {
			return unreadable
		}
	}
	v.form = v.r.PostForm
	return nil
}

// findStudent finds out which student is signed in on this browser, and sends
// away whoever is not.
func (v *visit) findStudent() error {
	p, why, err := v.lookForStudent()
	if err != nil {
		return err
	}
	if p == nil {
		return v.sendAway(why)
	}
	return v.attend(p)
}

// attend notes that a signed-in student is at work on the page.
func (v *visit) attend(p *pupil) (err error) {
	if p.HandUp, err = v.handUp(p); err != nil {
		return err
	}
	if err := v.k.store.Touch(v.ctx(), p.token); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	v.k.here.seen(p.ID, v.k.now())
	v.Student = p
	v.Young = young(cmp.Or(p.Grade, p.Class.Grade))
	v.remember()
	return nil
}

// lookForStudent returns the student who is signed in on this browser; nil, and
// why, if there is none.
func (v *visit) lookForStudent() (p *pupil, why string, err error) {
	token := v.cookie(studentCookie)
	if token == "" {
		return nil, "", nil
	}
	session, err := v.k.store.Session(v.ctx(), token, v.idle(), mostStudentSession)
	if errors.Is(err, records.ErrNone) || err == nil && session.Kind != records.StudentSession {
		return nil, "away", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("find session: %w", err)
	}
	p = &pupil{token: token}
	if p.Student, err = v.k.store.Student(v.ctx(), session.Person); err != nil {
		return nil, "", fmt.Errorf("find student %s: %w", session.Person, err)
	}
	if p.Class, err = v.k.store.Class(v.ctx(), session.Class); err != nil {
		return nil, "", fmt.Errorf("find class %s: %w", session.Class, err)
	}
	if !p.Class.OpenUntil.After(v.k.now()) {
		return nil, "closed", nil
	}
	return p, "", nil
}

// sendAway leads to the first page, which says why.
func (v *visit) sendAway(why string) error {
	to := v.Path("")
	if why != "" {
		to += "?" + url.Values{"why": {why}}.Encode()
	}
	if v.r.Method == http.MethodPost {
		return &refusal{http.StatusForbidden, "signed-out"}
	}
	return v.redirect(to)
}

// findStaff finds out who of the staff is signed in.
func (v *visit) findStaff() error {
	token := v.cookie(staffCookie)
	session := records.Session{}
	err := records.ErrNone
	if token != "" {
		idle := minutes(v.on.settings().StaffMinutes, 5)
		session, err = v.k.store.Session(v.ctx(), token, idle, mostStaffSession)
	}
	if errors.Is(err, records.ErrNone) || err == nil && session.Kind != records.StaffSession {
		if v.r.Method == http.MethodPost {
			return &refusal{http.StatusForbidden, "staff-signed-out"}
		}
		return v.redirect(v.Path("staff", "sign-in"))
	}
	if err != nil {
		return fmt.Errorf("find session: %w", err)
	}
	person, err := v.k.store.Staff(v.ctx(), session.Person)
	if err != nil {
		return fmt.Errorf("find staff %s: %w", session.Person, err)
	}
	if err := v.k.store.Touch(v.ctx(), token); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	v.Staff = &employee{person}
	return nil
}

// redirect leads the browser to another page of the kiosk. It returns
// errDone, so that a caller can return it and nothing more happens.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return errDone
}

// errDone says that the visitor has been answered.
var errDone = errors.New("answered")

// A refusal is an answer that a visitor can do something about. Its key names
// two texts, what happened and what to do now: "refusal-KEY" and
// "refusal-KEY-do".
type refusal struct {
	status int
	key    string
}

// Error returns the key, for tests and logs.
func (r *refusal) Error() string { return "refused: " + r.key }

// tell is the one place that decides what a visitor learns of an error.
func (k *Kiosk) tell(v *visit, err error) {
	var no *refusal
	switch {
	case errors.Is(err, errDone):
	case errors.As(err, &no):
		v.showRefusal(no, "")
	case errors.Is(err, records.ErrDegraded), errors.Is(err, records.ErrBusy), errors.Is(err, records.ErrClosed):
		v.w.Header().Set("Retry-After", "5")
		k.log.Error("request not saved", "pattern", v.r.Pattern, "err", err.Error())
		v.showRefusal(&refusal{http.StatusServiceUnavailable, "not-saved"}, "")
	case v.ctx().Err() != nil: // the browser has gone
	default:
		code := newCode()
		k.log.Error("request failed", "code", code, "pattern", v.r.Pattern, "err", err.Error())
		k.tellCode(v, code)
	}
}

// tellCode says that something went wrong here, with a code by which it can
// be found in the log.
func (k *Kiosk) tellCode(v *visit, code string) {
	v.showRefusal(&refusal{http.StatusInternalServerError, "failed"}, code)
}

// A refusalPage says what happened and what to do now.
type refusalPage struct {
	*visit
	Key  string
	Code string // for the adult who looks into it, "" if there is nothing to look into
}

func (v *visit) showRefusal(no *refusal, code string) {
	v.w.Header().Set("Cache-Control", "no-store")
	page := refusalPage{visit: v, Key: "refusal-" + no.key, Code: code}
	if err := v.show(no.status, "refusal", v.T(page.Key), page); err != nil {
		v.k.log.Error("refusal not shown", "err", err.Error())
		http.Error(v.w, v.T(page.Key), no.status)
	}
}

// newCode returns a code short enough to be read out.
func newCode() string { return rand.Text()[:6] }

// minutes returns n minutes, or the default for a setting that is not set.
func minutes(n, unset int) time.Duration {
	if n <= 0 {
		n = unset
	}
	return time.Duration(n) * time.Minute
}

// Code is the language of the page as addresses write it.
func (v *visit) Code() string { return v.lang }

// StudentName is the name in the header: "Maria B.".
func (v *visit) StudentName() string { return shownName(v.Student.Student) }

// GivenName is how a student is greeted.
func (v *visit) GivenName() string { return plainName(v.Student.Given) }

// StaffName is the name in the header.
func (v *visit) StaffName() string { return plainName(v.Staff.Name) }
