package records

import (
	"context"
	"time"
)

// graceDays is how long after 30 June what was picked in a school year is kept.
const graceDays = 90

// Expire deletes what students picked, and on which devices they signed in,
// once 90 days have passed since the 30 June that ended their school year. How
// a finished attempt ended and what was completed stays. It returns how many
// attempts lost their answers. It may be called at any time and any number of
// times; a kiosk does so every day.
//
// A clock that jumped ahead must not cost a year's answers, so the time is
// taken from the latest event that was recorded at least a day ago: nothing is
// deleted on the first day after a jump, and somebody can set the clock right.
func (s *Store) Expire(ctx context.Context) (attempts int, err error) {
	err = s.write(ctx, "delete what is no longer kept", "", func(t *tx) error {
		attempts = 0
		var known int64
		err := t.one(into{&known}, "select coalesce(max(happened_at), 0) from event where happened_at <= $1",
			milli(t.now.Add(-24*time.Hour)))
		if err != nil || known == 0 {
			return err
		}
		before := milli(keptSince(moment(known).In(t.now.Location())))
		n, err := t.exec("delete from answer where attempt in (select id from attempt where started_at < $1)", before)
		if err != nil {
			return err
		}
		attempts = int(n)
		for _, statement := range []string{
			"delete from session where started_at < $1",
			"delete from sign_in_failure where failed_at < $1",
			"delete from sign_in where failed_at < $1 and known_at < $1",
			"delete from sign_in_strange where failed_at < $1",
		} {
			if _, err := t.exec(statement, before); err != nil {
				return err
			}
		}
		return nil
	})
	return attempts, err
}

// keptSince returns the beginning of the first school year whose answers are
// still kept at a time: of the present one, and of the last one for 90 days.
func keptSince(now time.Time) time.Time {
	year := now.Year()
	if now.Month() < time.July {
		year--
	}
	began := time.Date(year, time.July, 1, 0, 0, 0, 0, now.Location())
	if now.Before(began.AddDate(0, 0, graceDays)) {
		began = began.AddDate(-1, 0, 0)
	}
	return began
}
