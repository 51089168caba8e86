package records_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"homeroom/records"
)

func init() { children["write some"] = writeSome }

// writeSome finishes 240 attempts from eight goroutines, sending each again until
// it is saved, and says "ack ID" of each.
func writeSome(folder string) error {
	ctx := context.Background()
	s, err := records.Open(ctx, filepath.Join(folder, "records.db"), quiet())
	if err != nil {
		return err
	}
	for errors.Is(s.SaveRoster(ctx, roster()), records.ErrDegraded) {
		fmt.Println("refused")
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 30 {
				id := fmt.Sprintf("some-%d-%d", g, i)
				for try := 0; ; try++ {
					err := finishOne(ctx, s, id)
					if err == nil {
						break
					}
					if !errors.Is(err, records.ErrDegraded) || try > 10_000 {
						fmt.Fprintln(os.Stderr, "unexpected:", err)
						os.Exit(1)
					}
					fmt.Println("refused")
				}
				os.Stdout.WriteString("ack " + id + "\n")
			}
		})
	}
	all.Wait()
	return s.Close()
}

// One call of the system after another fails, as on a disk that dies, while
// attempts are saved. Whatever was acknowledged is there, and the store goes on
// without being started again.
func TestDiskErrors(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command(strace, "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %s", out)
	}
	faults := []string{ // when counts the calls of each thread for itself
		"fsync:error=EIO:when=3", "fsync:error=EIO:when=11", "fsync:error=EIO:when=13", "fsync:error=EIO:when=16",
		"fsync:error=EIO:when=14+10", "fsync:error=EIO:when=30",
		"pwrite64:error=EIO:when=5", "pwrite64:error=EIO:when=40", "pwrite64:error=EIO:when=150",
		"pwrite64:error=ENOSPC:when=7", "pwrite64:error=ENOSPC:when=60", "pwrite64:error=ENOSPC:when=200+300",
	}
	checked, refused, unopened := 0, 0, 0
	for _, fault := range faults {
		folder := t.TempDir()
		examine(t, folder, nil) // makes the database, so that the faults come later
		c := spawn(t, "write some", folder, "")
		c.Args = append([]string{strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,pwrite64,ftruncate", "-e", "inject=" + fault}, c.Path)
		c.Path = strace
		c.Env = append(c.Env, "GOMAXPROCS=1") // few threads, so that one of them comes to the fault
		var said, failed bytes.Buffer
		c.Stdout, c.Stderr = &said, &failed
		if err := c.Run(); err != nil {
			if strings.Contains(failed.String(), "unexpected") || strings.Contains(said.String(), "ack") {
				t.Errorf("%s: %v: %s", fault, err, failed.String())
			}
			t.Logf("%s: not opened: %s", fault, failed.String())
			unopened++
			continue
		}
		ids := make(chan string, 1000)
		acks(bytes.NewReader(said.Bytes()), ids)
		var acked []string
		for id := range ids {
			acked = append(acked, id)
		}
		checked += len(acked)
		refused += strings.Count(said.String(), "refused")
		if lost := examine(t, folder, acked); len(lost) > 0 {
			t.Errorf("%s: %d of %d acknowledged attempts are lost:\n%v", fault, len(lost), len(acked), lost)
		}
		soundness(t, folder)
	}
	t.Logf("%d faults: %d acknowledged attempts checked, %d changes refused, %d times not opened",
		len(faults), checked, refused, unopened)
	if checked < 800 || refused < 10 {
		t.Error("too few to mean anything")
	}
}
