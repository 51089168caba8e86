package records_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"homeroom/records"
)

// kills is how often the crash test kills the writer; HOMEROOM_TEST_KILLS sets
// another number.
func kills(t *testing.T) int {
	n := 20
	if text := os.Getenv("HOMEROOM_TEST_KILLS"); text != "" {
		var err error
		n, err = strconv.Atoi(text)
		check(t, err)
	}
	return n
}

// A writer is killed in the middle of its work, again and again. Whatever it
// said was saved is there, once, and the database is sound.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	folder, n := t.TempDir(), kills(t)
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var acked []string
	for run := range n {
		ids := killedRun(t, random, folder, "write", run)
		acked = append(acked, ids...)
		if lost := examine(t, folder, ids); len(lost) > 0 {
			t.Fatalf("kill %d: %d of %d acknowledged attempts are lost or wrong:\n%v", run, len(lost), len(ids), lost)
		}
	}
	if lost := examine(t, folder, acked); len(lost) > 0 {
		t.Errorf("in the end %d of %d acknowledged attempts are lost or wrong:\n%v", len(lost), len(acked), lost)
	}
	soundness(t, folder)
	t.Logf("%d kills, %d acknowledged attempts checked", n, len(acked))
	if floor := 10 * n; len(acked) < floor {
		t.Errorf("only %d acknowledgements were checked, want at least %d", len(acked), floor)
	}
}

// The same test finds a writer that acknowledges before it commits.
func TestKilledEagerWriterIsCaught(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	random := rand.New(rand.NewPCG(2, 0))
	for run := range 20 {
		if lost := examine(t, folder, killedRun(t, random, folder, "write-eager", run)); len(lost) > 0 {
			t.Logf("caught at kill %d: %d acknowledged attempts lost", run+1, len(lost))
			return
		}
	}
	t.Error("20 kills did not catch a writer that acknowledges before it commits")
}

// killedRun starts a writer, kills it, and returns what it acknowledged. Every
// other time it is killed after a number of acknowledgements, else after some
// milliseconds, which may be before it has opened its records.
func killedRun(t *testing.T, random *rand.Rand, folder, is string, run int) (acked []string) {
	t.Helper()
	c := spawn(t, is, folder, fmt.Sprint("run", run))
	output, err := c.StdoutPipe()
	check(t, err)
	check(t, c.Start())
	after := 1 + random.IntN(60)
	if run%2 == 1 {
		after = -1
		timer := time.AfterFunc(time.Duration(random.IntN(120))*time.Millisecond, func() { c.Process.Kill() })
		defer timer.Stop()
	}
	ids := make(chan string)
	go acks(output, ids)
	for id := range ids {
		acked = append(acked, id)
		if len(acked) == after {
			c.Process.Kill()
		}
	}
	c.Wait() // it was killed, which is an error
	return acked
}

// examine returns which of the acknowledged attempts are not whole.
func examine(t *testing.T, folder string, acked []string) (wrong []string) {
	t.Helper()
	s, err := records.Open(t.Context(), filepath.Join(folder, "records.db"), quiet())
	check(t, err)
	defer s.Close()
	for _, id := range acked {
		if err := whole(t.Context(), s, id); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", id, err))
		}
	}
	return wrong
}

// whole returns an error unless an attempt of finishOne is there with its answers
// and its completion. Its events are replay's to check.
func whole(ctx context.Context, s *records.Store, id string) error {
	a, err := s.Attempt(ctx, id)
	if err != nil {
		return err
	}
	if a.Finished.IsZero() || a.Right != 1 || a.Total != 2 || !a.Passed {
		return fmt.Errorf("it is %+v", a)
	}
	answers, err := s.Answers(ctx, id)
	if err != nil {
		return err
	}
	if want := `"` + id + `"`; string(answers["a"]) != want || string(answers["b"]) != want {
		return fmt.Errorf("its answers are %s", answers)
	}
	n, err := s.Count(ctx, "select count(*) from completion where attempt = $1 and student = $2", id, a.Student)
	if err != nil || n != 1 {
		return fmt.Errorf("it has %d completions, %v", n, err)
	}
	return nil
}

// soundness checks the whole database with SQLite, and that events and rows tell
// the same story.
func soundness(t *testing.T, folder string) {
	t.Helper()
	s, err := records.Open(t.Context(), filepath.Join(folder, "records.db"), quiet())
	check(t, err)
	defer s.Close()
	result, err := s.Integrity(t.Context())
	check(t, err)
	differ(t, "integrity", "ok", result)
	replay(t, s)
}

// A database with damaged bytes is refused or read, but nothing panics or hangs.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	source := t.TempDir()
	s, err := records.Open(t.Context(), filepath.Join(source, "records.db"), quiet())
	check(t, err)
	check(t, s.SaveRoster(t.Context(), roster()))
	for i := range 50 {
		check(t, finishOne(t.Context(), s, fmt.Sprint(i)))
	}
	check(t, s.Close())
	good, err := os.ReadFile(filepath.Join(source, "records.db"))
	check(t, err)

	random := rand.New(rand.NewPCG(3, 0))
	refused := 0
	for i := range 40 {
		bad := append([]byte(nil), good...)
		switch i % 4 {
		case 0:
			bad = bad[:random.IntN(len(bad))]
		case 1:
			page := random.IntN(len(bad)/4096) * 4096
			clear(bad[page : page+4096])
		default:
			for range 20 {
				bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
			}
		}
		folder := t.TempDir()
		check(t, os.WriteFile(filepath.Join(folder, "records.db"), bad, 0o600))
		if readAll(t.Context(), filepath.Join(folder, "records.db")) != nil {
			refused++
		}
	}
	t.Logf("%d of 40 damaged files were refused", refused)
	if refused == 0 {
		t.Error("no damage was noticed at all")
	}
}

// readAll opens records, writes one thing and reads everything.
func readAll(ctx context.Context, path string) error {
	s, err := records.Open(ctx, path, quiet())
	if err != nil {
		return err
	}
	defer s.Close()
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	if err := finishOne(ctx, s, "new"); err != nil {
		return err
	}
	if _, err := s.Events(ctx, "", 10_000); err != nil {
		return err
	}
	for _, student := range roster().Students {
		if _, err := s.Completions(ctx, student.ID); err != nil {
			return err
		}
	}
	result, err := s.Integrity(ctx)
	if err == nil && result != "ok" {
		err = fmt.Errorf("integrity: %s", result)
	}
	return err
}

// A database whose write-ahead log was cut short somewhere is a whole one of an
// earlier moment.
func TestLogCutShort(t *testing.T) {
	t.Parallel()
	source := t.TempDir()
	c := spawn(t, "write", source, "run")
	output, err := c.StdoutPipe()
	check(t, err)
	check(t, c.Start())
	ids := make(chan string)
	go acks(output, ids)
	n := 0
	for range ids {
		if n++; n == 30 {
			c.Process.Kill()
		}
	}
	c.Wait()
	database, err := os.ReadFile(filepath.Join(source, "records.db"))
	check(t, err)
	log, err := os.ReadFile(filepath.Join(source, "records.db-wal"))
	check(t, err)
	if len(log) == 0 {
		t.Fatal("there is no log to cut")
	}
	random := rand.New(rand.NewPCG(4, 0))
	for range 20 {
		folder := t.TempDir()
		check(t, os.WriteFile(filepath.Join(folder, "records.db"), database, 0o600))
		check(t, os.WriteFile(filepath.Join(folder, "records.db-wal"), log[:random.IntN(len(log))], 0o600))
		soundness(t, folder)
	}
}

// The server ends all connections of the store every now and then while 16
// students write. What was acknowledged is there, once.
func TestServerCutsConnections(t *testing.T) {
	server := os.Getenv("HOMEROOM_TEST_POSTGRES")
	if server == "" {
		t.Skip("HOMEROOM_TEST_POSTGRES is not set")
	}
	t.Parallel()
	schema := freshSchema(t, server)
	p := place{withSchema(server, schema) + "&application_name=" + schema, newClock()}
	s := p.open(t)
	check(t, s.SaveRoster(t.Context(), roster()))
	db, err := sql.Open("pgx", server)
	check(t, err)
	defer db.Close()

	const attempts = 400
	var acked [attempts]bool
	var cut atomic.Int64
	submitters(attempts, 16, func(i int) {
		if i%50 == 49 {
			var n int64
			err := db.QueryRow(`select count(pg_terminate_backend(pid)) from pg_stat_activity
				where application_name = $1`, schema).Scan(&n)
			if err != nil {
				t.Error(err)
			}
			cut.Add(n)
		}
		for try := 0; try < 100 && !acked[i]; try++ {
			acked[i] = finishOne(context.Background(), s, fmt.Sprint("cut-", i)) == nil
		}
	})
	for i, ok := range acked {
		if !ok {
			t.Errorf("attempt %d was never acknowledged", i)
		} else if err := whole(t.Context(), s, fmt.Sprint("cut-", i)); err != nil {
			t.Errorf("attempt %d: %v", i, err)
		}
	}
	replay(t, s)
	t.Logf("%d connections were cut, %d acknowledged attempts checked", cut.Load(), attempts)
	if cut.Load() == 0 {
		t.Error("no connection was cut")
	}
}
