package records_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"homeroom/records"
)

func init() { children["small disk"] = smallDisk }

// TestSmallDisk runs smallDisk in a child that may mount a disk of its own.
func TestSmallDisk(t *testing.T) {
	t.Parallel()
	c := spawn(t, "small disk", t.TempDir(), "")
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}},
	}
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	err := c.Run()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL) ||
		strings.Contains(said.String(), errNoMount.Error()) {
		t.Skipf("this system lets nobody but root mount a small disk: %v %s", err, said.String())
	}
	if err != nil {
		t.Errorf("%v: %s", err, said.String())
	}
	t.Log(said.String())
}

var errNoMount = errors.New("no mount")

// smallDisk fills a disk of 12 MB with attempts until nothing more is saved, makes
// room, goes on, and at last opens the records on the disk made read-only.
func smallDisk(folder string) error {
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=12m,mode=0700"); err != nil {
		return fmt.Errorf("%w: %w", errNoMount, err)
	}
	ballast := []string{filepath.Join(folder, "ballast1"), filepath.Join(folder, "ballast2")}
	for _, name := range ballast {
		if err := os.WriteFile(name, make([]byte, 3<<20), 0o600); err != nil {
			return err
		}
	}
	ctx, path := context.Background(), filepath.Join(folder, "records.db")
	s, err := records.Open(ctx, path, quiet())
	if err != nil {
		return err
	}
	if err := s.SaveRoster(ctx, roster()); err != nil {
		return err
	}
	before, err := fill(ctx, s, "before")
	if err != nil {
		return err
	}
	if _, err := s.Students(ctx, "c1"); err != nil {
		return fmt.Errorf("reading on a full disk: %w", err)
	}
	if err := os.Remove(ballast[0]); err != nil {
		return err
	}
	if err := untilSaved(ctx, s); err != nil {
		return err
	}
	after, err := fill(ctx, s, "after")
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("close on a full disk: %w", err)
	}
	fmt.Printf("%d attempts were saved before the disk was full, %d after there was room again\n", len(before), len(after))
	if len(before) < 20 || len(after) < 20 {
		return errors.New("too few to mean anything")
	}
	if s, err := records.Open(ctx, path, quiet()); err == nil {
		s.Close() // there was room enough for that
	} else if !strings.Contains(err.Error(), "the disk is full; make room on it") {
		return fmt.Errorf("opening on a full disk is refused with %w", err)
	}
	if err := os.Remove(ballast[1]); err != nil {
		return err
	}
	if err := allWhole(ctx, path, append(before, after...)); err != nil {
		return err
	}
	return readOnlyDisk(ctx, folder, path)
}

// fill finishes attempts until one is refused, and checks how.
func fill(ctx context.Context, s *records.Store, name string) (saved []string, err error) {
	for i := range 100_000 {
		id := fmt.Sprint(name, "-", i)
		err := finishOne(ctx, s, id)
		if err == nil {
			saved = append(saved, id)
			continue
		}
		if !errors.Is(err, records.ErrDegraded) {
			return nil, fmt.Errorf("on a full disk: %w, want ErrDegraded", err)
		}
		return saved, nil
	}
	return nil, errors.New("the disk is never full")
}

// untilSaved tries until the store has repaired itself, for a minute at most.
func untilSaved(ctx context.Context, s *records.Store) (err error) {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if err = s.RaiseHand(ctx, "maria", "c1"); !errors.Is(err, records.ErrDegraded) {
			return err
		}
	}
	return fmt.Errorf("still nothing is saved: %w", err)
}

func allWhole(ctx context.Context, path string, ids []string) error {
	s, err := records.Open(ctx, path, quiet())
	if err != nil {
		return fmt.Errorf("open once there is room: %w", err)
	}
	defer s.Close()
	for _, id := range ids {
		if err := whole(ctx, s, id); err != nil {
			return fmt.Errorf("acknowledged attempt %s: %w", id, err)
		}
	}
	if result, err := s.Integrity(ctx); err != nil || result != "ok" {
		return fmt.Errorf("integrity: %s, %w", result, err)
	}
	return nil
}

// readOnlyDisk makes the disk read-only; opening must be refused in a sentence.
func readOnlyDisk(ctx context.Context, folder, path string) error {
	if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("%w: make it read-only: %w", errNoMount, err)
	}
	s, err := records.Open(ctx, path, quiet())
	if err == nil {
		return errors.Join(errors.New("records were opened on a read-only disk"), s.Close())
	}
	if !strings.Contains(err.Error(), "homeroom cannot write in this folder") {
		return fmt.Errorf("refused with %w", err)
	}
	fmt.Println("on a read-only disk:", err)
	return nil
}
