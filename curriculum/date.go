package curriculum

import (
	"fmt"
	"time"
)

// A Date is a day of the calendar, without a time or a zone. The zero Date is
// no date.
type Date struct{ day string }

// ParseDate parses a date written as 2026-05-12.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return Date{}, fmt.Errorf("%q is not a date such as 2026-05-12", s)
	}
	return Date{s}, nil
}

// String returns the date as 2026-05-12, or "" for no date.
func (d Date) String() string { return d.day }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.day == "" }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.day < e.day }

// MarshalText writes the date as 2026-05-12.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.day), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}
