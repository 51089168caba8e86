package records

import (
	"fmt"
	"time"
)

// SchoolYear returns the school year that t is in, such as "2026-27". A school
// year is from 1 July to 30 June, on the calendar of t's own location.
func SchoolYear(t time.Time) string {
	year := t.Year()
	if t.Month() < time.July {
		year--
	}
	return fmt.Sprintf("%d-%02d", year, (year+1)%100)
}

// milli returns t as the database keeps it: unix milliseconds, 0 for the zero
// time.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is the inverse of milli. It returns a time in UTC.
func moment(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}
