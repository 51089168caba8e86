package records

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// Modes of what holds personal data: for its owner only.
const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// prepareFolder makes the folder of path, or takes an existing one for itself
// as PostgreSQL does with its own: nobody else may look into it afterwards.
func prepareFolder(path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return err
	}
	if err := checkDisk(folder); err != nil {
		return err
	}
	return tighten(folder, folderMode)
}

// prepareFile makes the database file before SQLite does, so that it never has
// another mode. SQLite gives the files beside it the same mode.
func prepareFile(path string) error {
	if err := createPrivate(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, beside := range []string{"", "-wal", "-shm"} {
		err := tighten(path+beside, fileMode)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// createPrivate makes an empty file that nobody else may read.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	if err != nil {
		return explainDisk(err)
	}
	return errors.Join(f.Sync(), f.Close(), syncFolder(filepath.Dir(path)))
}

// syncFile flushes a file that is not the database.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// tighten takes the permissions beyond mode away from name and reads back that
// they are gone. Windows has no such modes; there the folder's list decides.
func tighten(name string, mode fs.FileMode) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSticky != 0 {
		return fmt.Errorf("%s is shared by everybody on this computer; give homeroom a folder of its own", name)
	}
	if info.Mode().Perm()&^mode == 0 {
		return nil
	}
	if err := os.Chmod(name, info.Mode().Perm()&mode); err != nil {
		return fmt.Errorf("others may read %s: %w", name, err)
	}
	if info, err = os.Stat(name); err != nil {
		return err
	}
	if info.Mode().Perm()&^mode != 0 {
		return fmt.Errorf("others may read %s, and the disk does not let homeroom change that", name)
	}
	return nil
}

// syncFolder flushes the names in a folder. Windows has no such call and needs
// none.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// measureFsync returns the median time that the disk of folder takes to flush
// 4 KB, from nine tries.
func measureFsync(folder string) (time.Duration, error) {
	probe, err := os.CreateTemp(folder, "fsync-*.probe")
	if err != nil {
		return 0, explainDisk(err)
	}
	defer os.Remove(probe.Name())
	defer probe.Close()

	page := make([]byte, 4096)
	times := make([]time.Duration, 9)
	for i := range times {
		if _, err := probe.Write(page); err != nil {
			return 0, explainDisk(err)
		}
		start := time.Now()
		if err := probe.Sync(); err != nil {
			return 0, explainDisk(err)
		}
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// explainDisk says in one sentence what a school can do about a disk that cannot
// be written.
func explainDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("the disk is full; make room on it and start again: %w", err)
	}
	return fmt.Errorf("homeroom cannot write in this folder: %w", err)
}

// capacity estimates how many answers a second a disk saves that takes flush
// for each flush. While one half of 64 submitters waits for the disk, the other
// half's 32 jobs gather, at a tenth of a millisecond each. 0: unknown.
func capacity(flush time.Duration) int {
	if flush == 0 {
		return 0
	}
	const jobs, each = 32, 100 * time.Microsecond
	return int(jobs * time.Second / (flush + jobs*each))
}

// inUse says that another process holds the lock file name; holder is its
// number if known.
func inUse(name, holder string) error {
	folder := filepath.Dir(name)
	if holder == "" {
		return fmt.Errorf("another homeroom is using the records in %s; stop it first", folder)
	}
	return fmt.Errorf("another homeroom (process %s) is using the records in %s; stop it first", holder, folder)
}
