//go:build unix

package records

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// A folderLock keeps other processes, and other stores of this process, out of
// a data folder. The system drops it when the process ends, however it ends.
type folderLock struct{ file *os.File }

// lockFolder takes the lock in the file name, and writes this process's number
// into it for whoever comes second.
func lockFolder(name string) (*folderLock, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, explainDisk(err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder, _ := io.ReadAll(io.LimitReader(file, 20))
		return nil, errors.Join(inUse(name, strings.TrimSpace(string(holder))), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), file.Close())
	}
	number := strconv.Itoa(os.Getpid()) + "\n"
	if _, err := file.WriteAt([]byte(number), 0); err != nil {
		return nil, errors.Join(explainDisk(err), file.Close())
	}
	if err := file.Truncate(int64(len(number))); err != nil {
		return nil, errors.Join(explainDisk(err), file.Close())
	}
	return &folderLock{file}, nil
}

// release lets others have the folder. Closing alone would not: a child that
// this process is just starting has a copy of the handle for a moment. The file
// stays, because removing it would let two processes lock two files of one name.
func (l *folderLock) release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
