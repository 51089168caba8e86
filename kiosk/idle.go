package kiosk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"homeroom/records"
)

// Shared devices are left alone. A session ends when nobody does anything for
// as long as the district says; a minute before, the screen asks. With scripts
// it asks in a dialog over the page (kiosk.js), and keys, clicks and
// scrolling count as doing something. Without, the browser is sent to a page
// that asks.

// warning is how long before the end the screen asks.
const warning = time.Minute

// scriptsCookie is set by the kiosk's script, so that browsers that run it are
// not sent to the asking page.
const scriptsCookie = "hr-scripts"

// idle is how long nobody may do anything in the session that the page is
// for.
func (v *visit) idle() time.Duration {
	set := v.on.settings()
	switch {
	case v.StaffPage():
		return minutes(set.StaffMinutes, 5)
	case strings.Contains(v.r.URL.Path, "/kiosk/attempts/"):
		return minutes(set.QuizMinutes, 10)
	}
	return minutes(set.IdleMinutes, 6)
}

// StaffPage reports whether the page is one for staff.
func (v *visit) StaffPage() bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(v.r.URL.Path, "/"), "/")
	return strings.HasPrefix(rest, "kiosk/staff/") || strings.HasPrefix(rest, "staff/")
}

// IdleSeconds is how long nobody may do anything on the page, for its script.
func (v *visit) IdleSeconds() int { return int(v.idle() / time.Second) }

// StillHere is the address of the page that asks whether somebody is there.
func (v *visit) StillHere() string {
	return v.Path("still-here") + "?" + url.Values{"to": {v.Here()}}.Encode()
}

// askLater sends a browser without scripts to the page that asks, a minute
// before the session ends.
func (v *visit) askLater() {
	if _, err := v.r.Cookie(scriptsCookie); err == nil || v.Student == nil && v.Staff == nil {
		return
	}
	v.w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", int((v.idle()-warning)/time.Second), v.StillHere()))
}

// A stillHerePage asks whether somebody is there.
type stillHerePage struct {
	*visit
	To string
}

// stillHere asks. It does not count as doing something, since a browser comes
// here by itself; and a minute later the browser goes on to the first page.
func (k *Kiosk) stillHere(v *visit) error {
	to := v.local(v.r.URL.Query().Get("to"))
	after := v.Path("") + "?why=away"
	if strings.Contains(to, "/staff/") {
		after = v.Path("staff", "sign-in")
	}
	v.w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", int(warning/time.Second), after))
	return v.show(http.StatusOK, "still_here", v.T("kiosk-still-title"), stillHerePage{v, to})
}

// stayHere counts as doing something, if the session is not over yet.
func (k *Kiosk) stayHere(v *visit) error {
	to := v.local(v.form.Get("to"))
	at := *v
	at.r = v.r.Clone(v.ctx())
	at.r.URL = &url.URL{Path: to}
	name, absolute := studentCookie, mostStudentSession
	if at.StaffPage() {
		name, absolute = staffCookie, mostStaffSession
	}
	token := v.cookie(name)
	session, err := k.store.Session(v.ctx(), token, at.idle(), absolute)
	if err != nil && !errors.Is(err, records.ErrNone) {
		return fmt.Errorf("find session: %w", err)
	}
	if err == nil {
		if err := k.store.Touch(v.ctx(), token); err != nil {
			return fmt.Errorf("keep session: %w", err)
		}
		k.here.seen(session.Person, k.now())
	}
	if v.form.Has("quiet") { // from the script, which stays on the page
		status := http.StatusNoContent
		if err != nil {
			status = http.StatusForbidden
		}
		v.w.WriteHeader(status)
		return nil
	}
	return v.redirect(to)
}

// local returns an address that somebody wants to go back to, if it is a page
// of this site in a language of the bundle; otherwise home.
func (v *visit) local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\\\r\n") || !v.on.speaks(firstPart(u.Path)) {
		return v.Path("home")
	}
	return u.EscapedPath()
}

// hand raises or lowers the student's hand on the teacher's page.
func (k *Kiosk) hand(v *visit) error {
	var err error
	if v.form.Get("hand") == "down" {
		err = k.store.LowerHand(v.ctx(), v.Student.ID, v.Student.Class.ID)
	} else {
		err = k.store.RaiseHand(v.ctx(), v.Student.ID, v.Student.Class.ID)
	}
	if err != nil {
		return fmt.Errorf("raise hand of student %s: %w", v.Student.ID, err)
	}
	return v.redirect(v.local(v.form.Get("to")))
}

// handUp reports whether a student has asked for help.
func (v *visit) handUp(p *pupil) (bool, error) {
	raised, err := v.k.store.Hands(v.ctx(), p.Class.ID)
	if err != nil {
		return false, fmt.Errorf("list hands of class %s: %w", p.Class.ID, err)
	}
	for _, id := range raised {
		if id == p.ID {
			return true, nil
		}
	}
	return false, nil
}

// health says whether the kiosk can save, for whoever watches over it. It
// holds nothing personal.
func (k *Kiosk) health(v *visit) error {
	h, err := k.store.Health(v.ctx())
	status, state := http.StatusOK, "ok"
	if err != nil || h.Degraded {
		status, state = http.StatusServiceUnavailable, "not saving"
	}
	body := `{"status":` + strconv.Quote(state) + `,"version":` + strconv.QuoteToASCII(k.version) +
		`,"bundle":` + strconv.QuoteToASCII(v.on.Digest()) + `}` + "\n"
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, _ = v.w.Write([]byte(body))
	return nil
}
