package records

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// An Event is a fact. Events are only ever added: what was wrong is put right
// by another event. No event holds a name, a secret or an answer, so that they
// may be kept when those are deleted.
type Event struct {
	ID      string          // increases with every event of the store
	Kind    EventKind       // what happened
	Subject string          // the id of the student, class, or member of staff it happened to
	At      time.Time       // by the clock of the machine, which may have been wrong
	Body    json.RawMessage // an object; its members depend on the kind
}

// An EventKind names what happened, in the past tense.
type EventKind string

// The kinds of events, and the members of their bodies.
const (
	RosterSaved      EventKind = "roster-saved"      // subject ""; [RosterFact]
	ClassOpened      EventKind = "class-opened"      // subject class; [ClassFact]
	ClassClosed      EventKind = "class-closed"      // subject class; [ClassFact]
	SecretSet        EventKind = "secret-set"        // subject student; [SecretFact]
	SignInHeld       EventKind = "sign-in-held"      // subject student; [HeldFact]
	SignInAllowed    EventKind = "sign-in-allowed"   // subject student or device; [HeldFact]
	StaffAdded       EventKind = "staff-added"       // subject staff; [StaffFact]
	StaffSignedIn    EventKind = "staff-signed-in"   // subject staff; [StaffFact]
	PasswordSet      EventKind = "password-set"      // subject staff; [StaffFact]
	AttemptStarted   EventKind = "attempt-started"   // subject student; [StartFact]
	AttemptFinished  EventKind = "attempt-finished"  // subject student; [FinishFact]
	LessonCompleted  EventKind = "lesson-completed"  // subject student; [CompletionFact]
	HandwritingAsked EventKind = "handwriting-asked" // subject student; no members
)

// add notes an event of this job. It is written at the end of the batch.
func (t *tx) add(kind EventKind, subject string, fact any) error {
	body, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("event %s: %w", kind, err)
	}
	t.events = append(t.events, Event{Kind: kind, Subject: subject, At: t.now, Body: body})
	return nil
}

// flush writes the events of a batch and returns the id of the last, "" if
// there are none.
//
// Ids are given here, while no other writer can add events, and above the last
// one in the database: whoever has read the events up to an id will never find
// a new one before it.
func (w *writer) flush(t *tx) (last string, err error) {
	if len(t.events) == 0 {
		return "", nil
	}
	if err := w.store.engine.inOrder(t.ctx, t.conn); err != nil {
		return "", err
	}
	var known string
	if err := t.one(into{&known}, "select coalesce(max(id), '') from event"); err != nil {
		return "", err
	}
	t.ids.after(known)
	for rest := t.events; len(rest) > 0; {
		n := min(len(rest), w.store.engine.limits().events)
		args := make([]any, 0, 5*n)
		for _, e := range rest[:n] {
			last = t.ids.next()
			args = append(args, last, string(e.Kind), e.Subject, milli(e.At), string(e.Body))
		}
		if _, err := t.exec(insertEvents(n), args...); err != nil {
			return "", err
		}
		rest = rest[n:]
	}
	return last, nil
}

// insertEvents returns the statement that adds n events.
func insertEvents(n int) string {
	var sql strings.Builder
	sql.WriteString("insert into event (id, kind, subject, happened_at, body) values ")
	for i := range n {
		if i > 0 {
			sql.WriteString(", ")
		}
		fmt.Fprintf(&sql, "($%d, $%d, $%d, $%d, $%d)", 5*i+1, 5*i+2, 5*i+3, 5*i+4, 5*i+5)
	}
	return sql.String()
}

// Events returns at most limit events after the one with the id after, in the
// order of their ids; "" is before the first. An event that appears later than
// this call has a greater id than any that it returned.
func (s *Store) Events(ctx context.Context, after string, limit int) ([]Event, error) {
	var events []Event
	err := s.read(ctx, "read events", func(q source) error {
		return q.each(func(rows *sql.Rows) error {
			var e Event
			var kind, body string
			var at int64
			if err := rows.Scan(&e.ID, &kind, &e.Subject, &at, &body); err != nil {
				return err
			}
			e.Kind, e.At, e.Body = EventKind(kind), moment(at), json.RawMessage(body)
			events = append(events, e)
			return nil
		}, `select id, kind, subject, happened_at, body from event
			where id > $1 order by id limit $2`, after, int64(limit))
	})
	return events, err
}

// lastEvent returns the id of the last event, "" if there is none.
func lastEvent(ctx context.Context, conn *sql.Conn) (id string, err error) {
	err = conn.QueryRowContext(ctx, "select coalesce(max(id), '') from event").Scan(&id)
	if err != nil {
		return "", fmt.Errorf("read the last event: %w", err)
	}
	return id, nil
}
