// Package kiosk is the classroom server: it serves a bundle, signs students
// in, asks them the questions of a quiz, and records what happens.
//
// Every page of its own is a plain form that works without scripts, poured
// into the frame of the bundle, so that it looks like the rest of the site and
// speaks its words. A [Kiosk] has no state of its own that matters: what
// students do is in the records, what they are shown is in the bundle, and
// either may be exchanged or restarted under it. It knows nothing of Markdown,
// of Hugo or of SQL.
//
// The way of a request: guard.go refuses what no honest browser sends and sets
// the headers that every answer has; the table below finds the page and says
// who may see it; visit.go finds out who is there; the page's function does
// the rest and returns an error if it cannot. One place, tell, decides what
// the person in front of the screen is told.
package kiosk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"
)

// Options are what a [Kiosk] is given from outside.
type Options struct {
	Bundle Bundle
	Store  Store

	// Log is told what went wrong, by ids and never by names. nil:
	// slog.Default().
	Log *slog.Logger

	// Now is the clock. nil: time.Now. Dates are shown in its location.
	Now func() time.Time

	// Addr is the address that the kiosk listens on, such as
	// "192.168.1.20:8080". Browsers may call it by this name, beside the
	// names of loopback and those in the district's settings.
	Addr string

	// Version is the program's, for the health page.
	Version string

	// Key signs forms, 32 random bytes that are kept between starts. Without
	// it the kiosk makes one, and forms from before a restart are old.
	Key []byte

	// Sample says that the school is invented: the first page then shows the
	// codes of the open classes, for visitors to try.
	Sample bool
}

// A Kiosk serves a classroom. New makes one; any number of goroutines may use
// it.
type Kiosk struct {
	store   Store
	log     *slog.Logger
	now     func() time.Time
	addr    string
	version string
	sample  bool
	key     key
	on      atomic.Pointer[served]
	here    *presence
	letIn   *permits
	codes   codeGate
	drawing chan struct{}   // a place for each certificate that is being drawn
	gets    map[string]bool // patterns of pages that can be asked for
	handler http.Handler
}

// New returns a kiosk that serves o.Bundle and keeps records in o.Store.
func New(o Options) (*Kiosk, error) {
	k := &Kiosk{
		store: o.Store, log: o.Log, now: o.Now, addr: o.Addr, version: o.Version, sample: o.Sample, key: o.Key,
		here: newPresence(), letIn: newPermits(), drawing: make(chan struct{}, runtime.NumCPU()),
	}
	if k.log == nil {
		k.log = slog.Default()
	}
	if k.now == nil {
		k.now = time.Now
	}
	switch len(k.key) {
	case 32:
	case 0:
		k.key = make([]byte, 32)
		_, _ = rand.Read(k.key) // never fails: see crypto/rand
	default:
		return nil, fmt.Errorf("start kiosk: the key has %d bytes, not 32", len(k.key))
	}
	if o.Store == nil || o.Bundle == nil {
		return nil, errors.New("start kiosk: it needs a bundle and records")
	}
	if err := k.Swap(o.Bundle); err != nil {
		return nil, fmt.Errorf("start kiosk: %w", err)
	}
	k.handler = k.guard(k.mux())
	return k, nil
}

// Handler returns what answers the requests of browsers.
func (k *Kiosk) Handler() http.Handler { return k.handler }

// Swap serves b from now on. Requests that are under way end with the bundle
// that they began with. If b cannot be served, the old one stays.
func (k *Kiosk) Swap(b Bundle) error {
	on, err := newServed(b)
	if err != nil {
		return fmt.Errorf("serve bundle: %w", err)
	}
	k.on.Store(on)
	return nil
}

// Who may see a page.
type who int

const (
	everybody who = iota
	student       // a signed-in student whose class is open
	door          // whoever may sign in as staff: on this machine, or over TLS
	staff         // signed-in staff
)

// A route is one page of the kiosk.
type route struct {
	pattern string // of http.ServeMux
	who     who
	do      func(*visit) error
}

// routes are all pages of the kiosk. A page that is not here is a file of the
// public site, or there is none.
func (k *Kiosk) routes() []route {
	return []route{
		{"GET /{$}", everybody, k.chooseLanguage},
		{"GET /healthz", everybody, k.health},
		{"GET /kiosk/assets/{file}", everybody, k.asset},
		{"GET /{lang}/search", everybody, k.search},
		{"GET /{lang}/search.html", everybody, k.searchMoved},
		{"GET /{lang}/staff/{path...}", staff, k.staffFile},
		{"/", everybody, k.file},

		{"GET /{lang}/kiosk/{$}", everybody, k.welcome},
		{"POST /{lang}/kiosk/class", everybody, k.enterClass},
		{"GET /{lang}/kiosk/names", everybody, k.names},
		{"GET /{lang}/kiosk/names/{student}", everybody, k.secret},
		{"POST /{lang}/kiosk/names/{student}", everybody, k.trySecret},
		{"GET /{lang}/kiosk/confirm", everybody, k.confirm},
		{"POST /{lang}/kiosk/confirm", everybody, k.signIn},
		{"POST /{lang}/kiosk/sign-out", everybody, k.signOut},
		{"GET /{lang}/kiosk/still-here", everybody, k.stillHere},
		{"POST /{lang}/kiosk/still-here", everybody, k.stayHere},

		{"GET /{lang}/kiosk/home", student, k.home},
		{"GET /{lang}/kiosk/record", student, k.record},
		{"GET /{lang}/kiosk/lessons/{lesson}", student, k.lesson},
		{"POST /{lang}/kiosk/quizzes/{quiz}", student, k.startQuiz},
		{"GET /{lang}/kiosk/attempts/{attempt}", student, k.resumeQuiz},
		{"GET /{lang}/kiosk/attempts/{attempt}/{number}", student, k.askQuestion},
		{"POST /{lang}/kiosk/attempts/{attempt}/{number}", student, k.saveAnswer},
		{"GET /{lang}/kiosk/attempts/{attempt}/check", student, k.checkAnswers},
		{"POST /{lang}/kiosk/attempts/{attempt}/check", student, k.handIn},
		{"GET /{lang}/kiosk/attempts/{attempt}/result", student, k.result},
		{"GET /{lang}/kiosk/certificates/{completion}", student, k.certificate},
		{"POST /{lang}/kiosk/hand", student, k.hand},

		{"GET /{lang}/kiosk/staff/setup", door, k.setup},
		{"POST /{lang}/kiosk/staff/setup", door, k.makeFirstStaff},
		{"GET /{lang}/kiosk/staff/sign-in", door, k.staffSignIn},
		{"POST /{lang}/kiosk/staff/sign-in", door, k.signStaffIn},
		{"POST /{lang}/kiosk/staff/sign-out", door, k.signStaffOut},
		{"GET /{lang}/kiosk/staff/{$}", staff, k.classes},
		{"GET /{lang}/kiosk/staff/colleagues", staff, k.colleagues},
		{"POST /{lang}/kiosk/staff/colleagues", staff, k.addColleague},
		{"GET /{lang}/kiosk/staff/classes/{class}", staff, k.class},
		{"POST /{lang}/kiosk/staff/classes/{class}/open", staff, k.openClass},
		{"POST /{lang}/kiosk/staff/classes/{class}/close", staff, k.closeClass},
		{"POST /{lang}/kiosk/staff/classes/{class}/help", staff, k.helpStudent},
		{"GET /{lang}/kiosk/staff/classes/{class}/cards", staff, k.chooseCards},
		{"POST /{lang}/kiosk/staff/classes/{class}/cards", staff, k.makeCards},
	}
}

func (k *Kiosk) mux() *http.ServeMux {
	mux := http.NewServeMux()
	k.gets = map[string]bool{}
	for _, rt := range k.routes() {
		k.gets[rt.pattern] = true
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) {
			v := k.newVisit(w, r)
			if err := v.enter(rt.who, rt.do); err != nil {
				k.tell(v, err)
			}
		})
	}
	return mux
}
