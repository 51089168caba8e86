package kiosk

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"time"

	"golang.org/x/text/language"
)

// Names of cookies. Each is HttpOnly; over TLS each has the prefix __Host-, so
// that no other host of the school can set it.
const (
	studentCookie  = "hr-student"  // token of a student's session
	staffCookie    = "hr-staff"    // token of a session of staff, never the same as a student's
	deviceCookie   = "hr-device"   // which device this is, to slow down guessing where it happens
	classCookie    = "hr-class"    // ticket: the class's code was typed here
	confirmCookie  = "hr-confirm"  // ticket: a student's secret was right, and is to be confirmed
	languageCookie = "hr-language" // the language that was last chosen here
)

// How long things last.
const (
	mostStudentSession = 90 * time.Minute
	mostStaffSession   = 8 * time.Hour
	confirmTime        = 2 * time.Minute
	classTime          = 24 * time.Hour // at most; the class's being open decides
	deviceTime         = 365 * 24 * time.Hour
)

func (v *visit) cookieName(name string) string {
	if v.r.TLS != nil {
		return "__Host-" + name
	}
	return name
}

// cookie returns the value of a cookie, "" if the browser sent none.
func (v *visit) cookie(name string) string {
	c, err := v.r.Cookie(v.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// keep gives the browser a cookie, for as long as it runs or for a time.
func (v *visit) keep(name, value string, life time.Duration) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.r.TLS != nil,
	})
}

// drop takes a cookie away from the browser.
func (v *visit) drop(names ...string) {
	for _, name := range names {
		http.SetCookie(v.w, &http.Cookie{
			Name: v.cookieName(name), Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.r.TLS != nil,
		})
	}
}

var deviceID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// device returns the id of the browser's device. A browser without one gets
// one.
func (v *visit) device() string {
	if id := v.cookie(deviceCookie); deviceID.MatchString(id) {
		return id
	}
	id := rand.Text()
	v.keep(deviceCookie, id, deviceTime)
	v.r.AddCookie(&http.Cookie{Name: v.cookieName(deviceCookie), Value: id}) // for the rest of this request
	return id
}

// remember keeps the language of the page for the first page of next time.
func (v *visit) remember() {
	if v.cookie(languageCookie) != v.lang {
		v.keep(languageCookie, v.lang, 0)
	}
}

// guessLanguage returns the language of the bundle that suits a browser best:
// the one that was last chosen here, or else what the browser asks for.
func guessLanguage(on *served, r *http.Request) string {
	for _, name := range []string{languageCookie, "__Host-" + languageCookie} {
		if c, err := r.Cookie(name); err == nil && on.speaks(c.Value) {
			return c.Value
		}
	}
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return on.first()
	}
	have := make([]language.Tag, len(on.languages))
	for i, lang := range on.languages {
		have[i] = language.Make(lang)
	}
	_, i, confidence := language.NewMatcher(have).Match(asked...)
	if confidence == language.No {
		return on.first()
	}
	return on.languages[i]
}

// chooseLanguage leads from the bare address to the first page in the
// browser's language.
func (k *Kiosk) chooseLanguage(v *visit) error {
	v.w.Header().Set("Vary", "Accept-Language, Cookie")
	return v.redirect("/" + guessLanguage(v.on, v.r) + "/kiosk/")
}
