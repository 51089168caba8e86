package records_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"homeroom/records"
)

// A backup that is made while eight students finish attempts holds at least what
// was acknowledged before it, and whole attempts only.
func TestBackup(t *testing.T) {
	t.Parallel()
	p := place{filepath.Join(t.TempDir(), "records.db"), newClock()}
	s := p.open(t)
	check(t, s.SaveRoster(t.Context(), roster()))
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	var acked []string
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprint(g, "-", i)
				if finishOne(ctx, s, id) == nil {
					mu.Lock()
					acked = append(acked, id)
					mu.Unlock()
				}
			}
		})
	}
	count := func() []string {
		mu.Lock()
		defer mu.Unlock()
		return acked[:len(acked):len(acked)]
	}
	for len(count()) < 50 {
		check(t, s.Job(t.Context(), "", func() error { return nil }))
	}
	before := count()
	file := filepath.Join(t.TempDir(), "backup.db")
	check(t, s.Backup(t.Context(), file))
	stop()
	all.Wait()

	info, err := os.Stat(file)
	check(t, err)
	differ(t, "mode of the copy", os.FileMode(0o600), info.Mode())
	copied := place{file, p.clock}.open(t)
	for _, id := range before {
		if err := whole(t.Context(), copied, id); err != nil {
			t.Errorf("attempt %s, acknowledged before the backup: %v", id, err)
		}
	}
	replay(t, copied)
	if result, err := copied.Integrity(t.Context()); err != nil || result != "ok" {
		t.Errorf("integrity of the copy: %s, %v", result, err)
	}
	if err := s.Backup(t.Context(), file); err == nil {
		t.Error("a file was overwritten")
	}
}

func TestBackupOfPostgresIsTheServers(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		h, err := s.Health(t.Context())
		check(t, err)
		if err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "b.db")); (err == nil) != (h.Engine == "sqlite") {
			t.Errorf("Backup of %s: %v", h.Engine, err)
		}
	})
}
