package kiosk

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"homeroom/records"
)

// The way in has four steps, none of which needs a keyboard but the first:
// the class's code, the name, the pictures, "are you Maria B.?". What has been
// done on the way is in signed tickets that the browser keeps.

// A welcomePage is the first page: what is recorded, and the class's code.
type welcomePage struct {
	*visit
	Why   string         // key of why somebody was led here, "" if they came by themselves
	Error string         // key of what is wrong with the code
	Class *records.Class // the class whose code was typed here before, if it is open
	Codes []string       // codes to try, on a sample kiosk
}

// whys are the reasons for which a browser is led to the first page.
var whys = map[string]string{"away": "kiosk-why-away", "closed": "kiosk-why-closed", "done": "kiosk-why-done"}

func (k *Kiosk) welcome(v *visit) error {
	if p, _, err := v.lookForStudent(); err == nil && p != nil {
		return v.redirect(v.Path("home")) // somebody is at work here
	}
	return v.showWelcome(http.StatusOK, "")
}

func (v *visit) showWelcome(status int, wrong string) error {
	v.remember()
	page := welcomePage{visit: v, Why: whys[v.r.URL.Query().Get("why")], Error: wrong}
	if class, err := v.classHere(); err == nil {
		page.Class = &class
	}
	if v.k.sample {
		classes, err := v.k.store.Classes(v.ctx())
		if err != nil {
			return fmt.Errorf("list sample classes: %w", err)
		}
		for _, c := range classes {
			if c.OpenUntil.After(v.k.now()) {
				page.Codes = append(page.Codes, c.Code)
			}
		}
	}
	return v.show(status, "welcome", v.T("kiosk-welcome-title"), page)
}

// enterClass finds the class of the code that was typed.
func (k *Kiosk) enterClass(v *visit) error {
	if !k.codes.allow(k.now()) {
		return v.showWelcome(http.StatusTooManyRequests, "kiosk-code-wait")
	}
	class, err := k.store.ClassByCode(v.ctx(), v.form.Get("code"))
	if errors.Is(err, records.ErrNone) {
		k.codes.wrong(k.now())
		return v.showWelcome(http.StatusUnprocessableEntity, "kiosk-code-unknown")
	}
	if err != nil {
		return fmt.Errorf("find class: %w", err)
	}
	if !class.OpenUntil.After(k.now()) {
		return v.showWelcome(http.StatusUnprocessableEntity, "kiosk-code-closed")
	}
	until := k.now().Add(classTime).Unix()
	v.keep(classCookie, k.key.write(classTicket, ticket{Class: class.ID, Device: v.device(), Until: until}), 0)
	return v.redirect(v.Path("names"))
}

// errNoClass says that no open class's code was typed on this browser.
var errNoClass = errors.New("no open class here")

// classHere returns the class whose code was typed on this browser, while it
// is open.
func (v *visit) classHere() (records.Class, error) {
	t, ok := v.k.key.read(classTicket, v.device(), v.cookie(classCookie), v.k.now())
	if !ok {
		return records.Class{}, errNoClass
	}
	class, err := v.k.store.Class(v.ctx(), t.Class)
	if errors.Is(err, records.ErrNone) || err == nil && !class.OpenUntil.After(v.k.now()) {
		return records.Class{}, errNoClass
	}
	return class, err
}

// A tile is one child's place on the page of names.
type tile struct {
	ID      string
	Name    string // "Maria B."
	Picture *picture
}

func newTile(s records.Student) tile {
	return tile{ID: s.ID, Name: shownName(s), Picture: animal(s.Animal)}
}

// shownName returns the name as classmates may see it, without the characters
// that turn the direction of the text around it.
func shownName(s records.Student) string { return plainName(s.Shown()) }

func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
}

// A namesPage has a tile for each child of the class.
type namesPage struct {
	*visit
	Why   string
	Class records.Class
	Tiles []tile
}

func (k *Kiosk) names(v *visit) error {
	class, err := v.classHere()
	if errors.Is(err, errNoClass) {
		return v.sendAway("")
	}
	if err != nil {
		return err
	}
	v.remember()
	students, err := k.store.Students(v.ctx(), class.ID)
	if err != nil {
		return fmt.Errorf("list students of class %s: %w", class.ID, err)
	}
	v.Young = young(class.Grade)
	page := namesPage{visit: v, Class: class, Why: whys[v.r.URL.Query().Get("why")]}
	for _, s := range students {
		page.Tiles = append(page.Tiles, newTile(s))
	}
	return v.show(http.StatusOK, "names", v.T("kiosk-names-title"), page)
}

// candidate returns the student whose tile was chosen, if the student is in
// the class whose code was typed here.
func (v *visit) candidate(id string) (records.Student, records.Class, error) {
	class, err := v.classHere()
	if errors.Is(err, errNoClass) {
		return records.Student{}, class, v.sendAway("")
	}
	if err != nil {
		return records.Student{}, class, err
	}
	students, err := v.k.store.Students(v.ctx(), class.ID)
	if err != nil {
		return records.Student{}, class, fmt.Errorf("list students of class %s: %w", class.ID, err)
	}
	i := slices.IndexFunc(students, func(s records.Student) bool { return s.ID == id })
	if i < 0 {
		return records.Student{}, class, &refusal{http.StatusNotFound, "no-page"}
	}
	v.Young = young(cmp.Or(students[i].Grade, class.Grade))
	return students[i], class, nil
}

// A secretPage asks a child for the pictures, or for the number or the words.
type secretPage struct {
	*visit
	Tile     tile
	Kind     string
	Count    int      // how many pictures a child of this grade has
	Picked   []string // ids of the pictures that were picked so far
	Pictures []picture
	LetIn    bool   // the teacher has let the child in, no secret is needed
	Error    string // what went wrong, in words
}

// Number is the number of the picture that is to be picked next.
func (p secretPage) Number() int { return len(p.Picked) + 1 }

// Carried is what the form keeps of the pictures that were picked.
func (p secretPage) Carried() string { return strings.Join(p.Picked, " ") }

// Dots returns the state of each picture of the secret: "done", or "" for one
// that is still to be picked.
func (p secretPage) Dots() []string {
	dots := make([]string, max(p.Count, len(p.Picked)))
	for i := range p.Picked {
		dots[i] = "done"
	}
	return dots
}

// Enough reports whether the pictures that were picked may be all.
func (p secretPage) Enough() bool { return len(p.Picked) >= 2 }

func (v *visit) newSecretPage(s records.Student) (secretPage, error) {
	kind, err := v.k.store.Secret(v.ctx(), s.ID)
	if err != nil && !errors.Is(err, records.ErrNone) {
		return secretPage{}, fmt.Errorf("find secret of student %s: %w", s.ID, err)
	}
	return secretPage{visit: v, Tile: newTile(s), Kind: kind, Count: PictureCount(s.Grade), Pictures: pictures, LetIn: v.k.letIn.has(s.ID, v.k.now())}, nil
}

func (v *visit) showSecret(status int, page secretPage) error {
	return v.show(status, "secret", v.T("kiosk-secret-title"), page)
}

func (k *Kiosk) secret(v *visit) error {
	s, _, err := v.candidate(v.r.PathValue("student"))
	if err != nil {
		return err
	}
	page, err := v.newSecretPage(s)
	if err != nil {
		return err
	}
	return v.showSecret(http.StatusOK, page)
}

// trySecret takes the next picture, or tries the secret if it is whole.
func (k *Kiosk) trySecret(v *visit) error {
	s, class, err := v.candidate(v.r.PathValue("student"))
	if err != nil {
		return err
	}
	page, err := v.newSecretPage(s)
	if err != nil {
		return err
	}
	if v.form.Has("let-in") && k.letIn.use(s.ID, k.now()) {
		return v.confirmed(s, class)
	}
	tried := v.form.Get("secret")
	if page.Kind == records.Pictures {
		picked, whole := v.picked(s.Grade)
		if !whole {
			page.Picked = picked
			return v.showSecret(http.StatusOK, page)
		}
		tried = strings.Join(picked, " ")
	}
	ok, wait, err := k.store.CheckSecret(v.ctx(), s.ID, v.device(), tried)
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, records.ErrAskAdult), errors.Is(err, records.ErrReissue), errors.Is(err, records.ErrNone):
		page.Error = v.T("kiosk-secret-ask")
	case errors.Is(err, records.ErrText):
		page.Error = v.T("kiosk-secret-wrong-" + page.Kind)
	case err != nil:
		return fmt.Errorf("check secret of student %s: %w", s.ID, err)
	case wait > 0:
		status = http.StatusTooManyRequests
		seconds := int((wait + time.Second - 1) / time.Second)
		v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
		page.Error = v.N("kiosk-secret-wait", seconds)
	case ok:
		return v.confirmed(s, class)
	default:
		page.Error = v.T("kiosk-secret-wrong-" + page.Kind)
	}
	return v.showSecret(status, page)
}

// picked returns the pictures that the form has, and whether they are all.
func (v *visit) picked(grade string) (picked []string, whole bool) {
	for _, id := range append(strings.Fields(v.form.Get("picked")), v.form.Get("pick")) {
		if isPicture(id) && len(picked) < mostPictures {
			picked = append(picked, id)
		}
	}
	all := v.form.Has("all") && len(picked) >= 2
	return picked, all || len(picked) >= PictureCount(grade)
}

// confirmed leads on to "are you Maria B.?".
func (v *visit) confirmed(s records.Student, class records.Class) error {
	t := ticket{Class: class.ID, Student: s.ID, Device: v.device(), Until: v.k.now().Add(confirmTime).Unix()}
	v.keep(confirmCookie, v.k.key.write(studentTicket, t), confirmTime)
	return v.redirect(v.Path("confirm"))
}

// A confirmPage asks whether it is the right child who signs in.
type confirmPage struct {
	*visit
	Tile tile
}

// expected returns the student whose secret was right on this browser a
// moment ago.
func (v *visit) expected() (records.Student, records.Class, error) {
	t, ok := v.k.key.read(studentTicket, v.device(), v.cookie(confirmCookie), v.k.now())
	if !ok {
		v.drop(confirmCookie)
		return records.Student{}, records.Class{}, v.redirect(v.Path("names"))
	}
	s, class, err := v.candidate(t.Student)
	if err == nil && class.ID != t.Class {
		v.drop(confirmCookie)
		err = v.redirect(v.Path("names"))
	}
	return s, class, err
}

func (k *Kiosk) confirm(v *visit) error {
	s, _, err := v.expected()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "confirm", v.T("kiosk-confirm-title", "name", isolate(shownName(s))), confirmPage{v, newTile(s)})
}

// signIn starts the student's session. A session that the browser had before
// ends: one device has one student.
func (k *Kiosk) signIn(v *visit) error {
	s, class, err := v.expected()
	if err != nil {
		return err
	}
	v.drop(confirmCookie)
	if v.form.Get("answer") != "yes" {
		return v.redirect(v.Path("names"))
	}
	if old := v.cookie(studentCookie); old != "" {
		if err := k.store.EndSession(v.ctx(), old); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	lang := v.lang
	if lang == v.on.first() && v.on.speaks(s.Language) {
		lang = s.Language // nobody chose a language here, so the roster's counts
	}
	token, err := k.store.StartSession(v.ctx(), records.Session{
		Kind: records.StudentSession, Person: s.ID, Class: class.ID, Device: v.device(), Language: lang,
	})
	if err != nil {
		return fmt.Errorf("sign in student %s: %w", s.ID, err)
	}
	v.keep(studentCookie, token, 0)
	return v.redirect("/" + lang + "/kiosk/home")
}

// signOut ends the session at the server, so that nothing that the browser
// may have kept is good for anything. The next child finds the names.
func (k *Kiosk) signOut(v *visit) error {
	if token := v.cookie(studentCookie); token != "" {
		if session, err := k.store.Session(v.ctx(), token, mostStudentSession, mostStudentSession); err == nil {
			k.here.gone(session.Person)
		}
		if err := k.store.EndSession(v.ctx(), token); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	v.drop(studentCookie, confirmCookie, languageCookie)
	if v.r.TLS != nil {
		v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
	to := v.Path("")
	if _, err := v.classHere(); err == nil {
		to = v.Path("names")
	}
	return v.redirect(to + "?" + url.Values{"why": {"done"}}.Encode())
}
