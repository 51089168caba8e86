package kiosk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"homeroom/internal/certificate"
	"homeroom/records"
)

// A classPage is what a teacher sees during a lesson: who is here, who is done,
// who asks for help. It shows no scores, because it may be on a wall.
type classPage struct {
	*visit
	Class records.Class
	Open  bool
	Lines []studentLine
	Hands int
	Note  string // what was just done
}

type studentLine struct {
	tile
	Here    bool
	Hand    bool
	LetIn   bool
	Annual  bool // the annual form of this year is done
	Done    int  // lessons completed this year
	ByHand  string
	NoCard  bool // the student has no secret yet
	Started bool // a quiz is open
}

// ownClass returns the class of the page's address, if it is the teacher's.
func (v *visit) ownClass() (records.Class, error) {
	c, err := v.k.store.Class(v.ctx(), v.r.PathValue("class"))
	if errors.Is(err, records.ErrNone) || err == nil && !v.Staff.mayTeach(c) {
		return c, &refusal{http.StatusNotFound, "no-page"}
	}
	if err != nil {
		return c, fmt.Errorf("find class: %w", err)
	}
	return c, nil
}

// notes are what the class page may say was just done.
var notes = []string{"opened", "closed", "lowered", "let-in"}

func (k *Kiosk) class(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	page := classPage{visit: v, Class: c, Open: c.OpenUntil.After(k.now())}
	if note := v.r.URL.Query().Get("note"); slices.Contains(notes, note) {
		page.Note = v.T("kiosk-staff-note-" + note)
	}
	if err := v.fillClass(&page); err != nil {
		return fmt.Errorf("read class %s: %w", c.ID, err)
	}
	return v.show(http.StatusOK, "staff_class", v.T("kiosk-staff-class-title", "class", isolate(plainName(c.Name))), page)
}

func (v *visit) fillClass(page *classPage) error {
	students, err := v.k.store.Students(v.ctx(), page.Class.ID)
	if err != nil {
		return err
	}
	raised, err := v.k.store.Hands(v.ctx(), page.Class.ID)
	if err != nil {
		return err
	}
	progress, err := v.k.store.ClassProgress(v.ctx(), page.Class.ID)
	if err != nil {
		return err
	}
	annual := map[string]bool{}
	for _, l := range v.course().Lessons {
		annual[l.ID] = l.Annual()
	}
	page.Hands = len(raised)
	for _, s := range students {
		line := studentLine{
			tile: newTile(s), Here: v.k.here.here(s.ID, v.k.now(), v.k.stays()), Hand: slices.Contains(raised, s.ID),
			LetIn: v.k.letIn.has(s.ID, v.k.now()),
		}
		for _, p := range progress {
			if p.Student == s.ID {
				line.count(p, annual[p.Lesson])
			}
		}
		if missing := certificate.Missing(fullName(s)); len(missing) > 0 {
			line.ByHand = string(missing)
		}
		if _, err := v.k.store.Secret(v.ctx(), s.ID); errors.Is(err, records.ErrNone) {
			line.NoCard = true
		} else if err != nil {
			return err
		}
		page.Lines = append(page.Lines, line)
	}
	// Whoever waits for help stands first, the longest waiting at the top.
	slices.SortStableFunc(page.Lines, func(a, b studentLine) int { return waiting(raised, a.ID) - waiting(raised, b.ID) })
	return nil
}

func (l *studentLine) count(p records.Progress, annual bool) {
	switch {
	case !p.Completed.IsZero():
		l.Done++
		l.Annual = l.Annual || annual
	case p.Open:
		l.Started = true
	}
}

func waiting(raised []string, student string) int {
	if i := slices.Index(raised, student); i >= 0 {
		return i
	}
	return len(raised)
}

// stays is how long a student who does nothing counts as being here.
func (k *Kiosk) stays() time.Duration { return minutes(k.on.Load().settings().QuizMinutes, 10) }

// back leads back to the class, with a note of what was done.
func (v *visit) back(c records.Class, note string) error {
	return v.redirect(v.Path("staff", "classes", c.ID) + "?" + url.Values{"note": {note}}.Encode())
}

// openClass opens a class for some hours, or until the end of the day.
func (k *Kiosk) openClass(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	now := k.now()
	until := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
	if hours, err := strconv.Atoi(v.form.Get("hours")); err == nil && hours >= 1 && hours <= 12 {
		until = now.Add(time.Duration(hours) * time.Hour)
	}
	if err := k.store.OpenClass(v.ctx(), c.ID, v.Staff.ID, until); err != nil {
		return fmt.Errorf("open class %s: %w", c.ID, err)
	}
	return v.back(c, "opened")
}

// closeClass closes a class and signs all its students out.
func (k *Kiosk) closeClass(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	if err := k.store.CloseClass(v.ctx(), c.ID, v.Staff.ID); err != nil {
		return fmt.Errorf("close class %s: %w", c.ID, err)
	}
	if err := k.store.EndSessionsOf(v.ctx(), c.ID); err != nil {
		return fmt.Errorf("end sessions of class %s: %w", c.ID, err)
	}
	return v.back(c, "closed")
}

// helpStudent lowers a hand, lets a student in without the pictures, or lets
// one try again who guessed too often.
func (k *Kiosk) helpStudent(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	s, err := v.member(c, v.form.Get("student"))
	if err != nil {
		return err
	}
	switch v.form.Get("help") {
	case "lower":
		if err := k.store.LowerHand(v.ctx(), s.ID, c.ID); err != nil {
			return fmt.Errorf("lower hand of student %s: %w", s.ID, err)
		}
		return v.back(c, "lowered")
	case "let-in":
		if err := k.store.AllowStudent(v.ctx(), s.ID, v.Staff.ID); err != nil {
			return fmt.Errorf("allow student %s: %w", s.ID, err)
		}
		k.letIn.give(s.ID, k.now())
		return v.back(c, "let-in")
	}
	return &refusal{http.StatusBadRequest, "form-unreadable"}
}

// member returns a student of a class.
func (v *visit) member(c records.Class, id string) (records.Student, error) {
	students, err := v.k.store.Students(v.ctx(), c.ID)
	if err != nil {
		return records.Student{}, fmt.Errorf("list students of class %s: %w", c.ID, err)
	}
	i := slices.IndexFunc(students, func(s records.Student) bool { return s.ID == id })
	if i < 0 {
		return records.Student{}, &refusal{http.StatusNotFound, "no-page"}
	}
	return students[i], nil
}

// A chooseCardsPage asks whose cards are to be made. A card cannot be printed
// again, since nobody can read a secret back: making one makes a new secret.
type chooseCardsPage struct {
	*visit
	Class records.Class
	Tiles []tile
}

func (k *Kiosk) chooseCards(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	students, err := k.store.Students(v.ctx(), c.ID)
	if err != nil {
		return fmt.Errorf("list students of class %s: %w", c.ID, err)
	}
	page := chooseCardsPage{visit: v, Class: c}
	for _, s := range students {
		page.Tiles = append(page.Tiles, newTile(s))
	}
	return v.show(http.StatusOK, "staff_choose_cards", v.T("kiosk-staff-cards-title"), page)
}

// A cardsPage shows new cards once, to be printed.
type cardsPage struct {
	*visit
	Class records.Class
	Cards []card
}

type card struct {
	tile
	Pictures []picture
	PIN      string
}

// makeCards gives new secrets to one student or to all of a class.
func (k *Kiosk) makeCards(v *visit) error {
	c, err := v.ownClass()
	if err != nil {
		return err
	}
	students, err := k.store.Students(v.ctx(), c.ID)
	if err != nil {
		return fmt.Errorf("list students of class %s: %w", c.ID, err)
	}
	whom := v.form.Get("student")
	page := cardsPage{visit: v, Class: c}
	for _, s := range students {
		if whom != s.ID && whom != "all" {
			continue
		}
		made, err := v.makeCard(s)
		if err != nil {
			return err
		}
		page.Cards = append(page.Cards, made)
	}
	if len(page.Cards) == 0 {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	return v.show(http.StatusOK, "staff_cards", v.T("kiosk-staff-cards-title"), page)
}

func (v *visit) makeCard(s records.Student) (card, error) {
	made := card{tile: newTile(s)}
	kind, secret := records.PIN, newPIN()
	if v.form.Get("kind") == records.PIN {
		made.PIN = secret
	} else {
		ids := NewPictures(s.Grade)
		kind, secret = records.Pictures, strings.Join(ids, " ")
		for _, id := range ids {
			made.Pictures = append(made.Pictures, newPicture(id))
		}
	}
	if err := v.k.store.SetSecret(v.ctx(), s.ID, kind, secret); err != nil {
		return card{}, fmt.Errorf("set secret of student %s: %w", s.ID, err)
	}
	return made, nil
}

// newPIN returns six random digits.
func newPIN() string { return fmt.Sprintf("%06d", random(1_000_000)) }
