package kiosk

import (
	"context"
	"encoding/json"
	"io/fs"
	"time"

	"homeroom/curriculum"
	"homeroom/internal/search"
	"homeroom/internal/translate"
	"homeroom/records"
)

// A Bundle is what a build made. *bundle.Bundle is one.
type Bundle interface {
	Digest() string
	Languages() []string // the first is that of the originals
	Site() fs.FS         // all that may be public
	Staff() fs.FS        // pages for signed-in staff, below <lang>/staff/
	Course(lang string) *curriculum.Curriculum
	Words(lang string) *translate.Words
	Search(lang string) *search.Index
	Frame(lang string) []byte
	Address(lang, source string) (string, bool)
	Fragment(lang, source string) ([]byte, bool)
}

// A Store keeps what the kiosk records. *records.Store is one; what each
// method promises is written there.
type Store interface {
	roster
	secrets
	sessions
	staffBook
	attemptLog
	hands
	Health(ctx context.Context) (records.Health, error)
}

// A roster knows schools, classes and who is in them.
type roster interface {
	Schools(ctx context.Context) ([]records.School, error)
	ClassByCode(ctx context.Context, code string) (records.Class, error)
	Class(ctx context.Context, id string) (records.Class, error)
	Classes(ctx context.Context) ([]records.Class, error)
	Students(ctx context.Context, class string) ([]records.Student, error)
	Student(ctx context.Context, id string) (records.Student, error)
	OpenClass(ctx context.Context, class, by string, until time.Time) error
	CloseClass(ctx context.Context, class, by string) error
}

// secrets are how students prove who they are.
type secrets interface {
	Secret(ctx context.Context, student string) (kind string, err error)
	SetSecret(ctx context.Context, student, kind, secret string) error
	AllowStudent(ctx context.Context, student, by string) error
	CheckSecret(ctx context.Context, student, device, secret string) (ok bool, wait time.Duration, err error)
}

// sessions are who is signed in where.
type sessions interface {
	StartSession(ctx context.Context, s records.Session) (token string, err error)
	Session(ctx context.Context, token string, idle, absolute time.Duration) (records.Session, error)
	Touch(ctx context.Context, token string) error
	EndSession(ctx context.Context, token string) error
	EndSessionsOf(ctx context.Context, class string) error
}

// A staffBook knows the accounts of staff.
type staffBook interface {
	StaffCount(ctx context.Context) (int, error)
	Staff(ctx context.Context, id string) (records.Staff, error)
	AddStaff(ctx context.Context, s records.Staff, password string) error
	CheckStaff(ctx context.Context, login, device, password string) (s records.Staff, wait time.Duration, err error)
	UseSetupCode(ctx context.Context, code string, s records.Staff, password string) error
}

// An attemptLog remembers what students answered and completed.
type attemptLog interface {
	StartAttempt(ctx context.Context, a records.Attempt) (records.Attempt, error)
	OpenAttempt(ctx context.Context, student, quiz string) (records.Attempt, error)
	Attempt(ctx context.Context, id string) (records.Attempt, error)
	Attempts(ctx context.Context, student, quiz string) ([]records.Attempt, error)
	SaveAnswers(ctx context.Context, attempt, student string, answers map[string]json.RawMessage) error
	Answers(ctx context.Context, attempt string) (map[string]json.RawMessage, error)
	FinishAttempt(ctx context.Context, f records.Finish) (records.Attempt, error)
	Completions(ctx context.Context, student string) ([]records.Completion, error)
	ClassProgress(ctx context.Context, class string) ([]records.Progress, error)
}

// hands are who asked for help.
type hands interface {
	RaiseHand(ctx context.Context, student, class string) error
	LowerHand(ctx context.Context, student, class string) error
	Hands(ctx context.Context, class string) ([]string, error)
	FlagHandwriting(ctx context.Context, student, runes string) error
}
