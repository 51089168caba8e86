package records_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"homeroom/records"
)

// A child is this test program, started again to do one thing to the records in
// a folder. It says on its output what it has done, and stops when its input
// ends.
const (
	childIs     = "HOMEROOM_TEST_CHILD"  // what it does
	childFolder = "HOMEROOM_TEST_FOLDER" // where
	childRun    = "HOMEROOM_TEST_RUN"    // prefix of the ids it makes
)

// children are the things a child can do.
var children = map[string]func(folder string) error{
	"hold":        func(folder string) error { return holdRecords(folder) },
	"write":       func(folder string) error { return writeForever(folder, records.Open) },
	"write-eager": func(folder string) error { return writeForever(folder, records.OpenEager) },
}

func TestMain(m *testing.M) {
	do, child := children[os.Getenv(childIs)]
	if !child {
		flag.Set("rapid.checks", "40") // unless the command line says otherwise
		os.Exit(m.Run())
	}
	if err := do(os.Getenv(childFolder)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// spawn returns the command that starts a child.
func spawn(t testing.TB, is, folder, run string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	check(t, err)
	c := exec.CommandContext(t.Context(), program)
	c.Env = append(os.Environ(), childIs+"="+is, childFolder+"="+folder, childRun+"="+run)
	c.Stderr = os.Stderr
	return c
}

func quiet() records.Options {
	return records.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Pepper: pepper}
}

// holdRecords opens the records and keeps them open.
func holdRecords(folder string) error {
	s, err := records.Open(context.Background(), filepath.Join(folder, "records.db"), quiet())
	if err != nil {
		return err
	}
	fmt.Println("open")
	io.Copy(io.Discard, os.Stdin)
	return s.Close()
}

type opener = func(context.Context, string, records.Options) (*records.Store, error)

// writeForever finishes attempts from eight goroutines and says "ack ID" of each
// after the store has acknowledged it.
func writeForever(folder string, open opener) error {
	ctx := context.Background()
	s, err := open(ctx, filepath.Join(folder, "records.db"), quiet())
	if err != nil {
		return err
	}
	if err := s.SaveRoster(ctx, roster()); err != nil {
		return err
	}
	failed := make(chan error)
	for g := range 8 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%s-%d-%d", os.Getenv(childRun), g, i)
				if err := finishOne(ctx, s, id); err != nil {
					failed <- err
					return
				}
				os.Stdout.WriteString("ack " + id + "\n") // one system call
			}
		}()
	}
	return <-failed
}

// finishOne starts, answers and passes an attempt in three steps.
func finishOne(ctx context.Context, s *records.Store, id string) error {
	student := roster().Students[len(id)%4].ID
	_, err := s.StartAttempt(ctx, records.Attempt{
		ID: id, Student: student, Class: "c1", Quiz: "quiz-" + id, Edition: "e", Asked: []string{"a", "b"},
	})
	if err != nil {
		return err
	}
	err = s.SaveAnswers(ctx, id, student, picks{"a": json.RawMessage(`"` + id + `"`)})
	if err != nil && !errors.Is(err, records.ErrFinished) { // by an earlier try, whose answer was lost
		return err
	}
	_, err = s.FinishAttempt(ctx, records.Finish{
		Attempt: id, Student: student, Right: 1, Total: 2, Passed: true,
		Answers: picks{"b": json.RawMessage(`"` + id + `"`)}, Lesson: "lesson-" + id, LessonEdition: "l",
	})
	return err
}

// acks sends the ids of the whole "ack" lines of r, and closes the channel at
// the end.
func acks(r io.Reader, ids chan<- string) {
	defer close(ids)
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return // a line without an end was not an acknowledgement
		}
		if id, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "ack "); ok {
			ids <- id
		}
	}
}
