package curriculum

import (
	"fmt"
	"strconv"
	"strings"
)

// A PassMark is the share of questions a student must answer correctly to
// complete a quiz, in whole percent from 1 to 100. The zero PassMark is not
// valid; make one with [NewPassMark] or [ParsePassMark].
//
// A PassMark is an integer so that 80 means 80 in the file, in the database
// and on the certificate, with no rounding on the way.
type PassMark struct{ percent int }

// NewPassMark returns the pass mark for percent.
// It returns an error if percent is outside 1–100.
func NewPassMark(percent int) (PassMark, error) {
	if percent < 1 || percent > 100 {
		return PassMark{}, fmt.Errorf("pass mark %d%% is outside 1–100%%", percent)
	}
	return PassMark{percent}, nil
}

// ParsePassMark parses a pass mark as authors write it: "80" or "80%".
func ParsePassMark(s string) (PassMark, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	if err != nil {
		return PassMark{}, fmt.Errorf("pass mark %q is not a whole number of percent", s)
	}
	return NewPassMark(n)
}

// Percent returns the mark as a whole number from 1 to 100.
func (m PassMark) Percent() int { return m.percent }

// Met reports whether correct answers out of total reach the mark. The share
// is compared exactly, without rounding: 4 of 6 does not meet 67%.
// Met reports false when total is zero, because a quiz without questions
// cannot be passed.
func (m PassMark) Met(correct, total int) bool {
	return total > 0 && correct*100 >= total*m.percent
}

// MarshalText writes the mark as a whole number of percent.
func (m PassMark) MarshalText() ([]byte, error) {
	return strconv.AppendInt(nil, int64(m.percent), 10), nil
}

// UnmarshalText reads what MarshalText wrote.
func (m *PassMark) UnmarshalText(text []byte) (err error) {
	*m, err = ParsePassMark(string(text))
	return err
}
