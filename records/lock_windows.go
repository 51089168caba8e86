package records

import (
	"errors"
	"fmt"
	"syscall"
)

// errSharing is ERROR_SHARING_VIOLATION: another handle has the file.
const errSharing = syscall.Errno(32)

// A folderLock keeps other processes, and other stores of this process, out of
// a data folder. The system drops it when the process ends, however it ends.
type folderLock struct{ handle syscall.Handle }

// lockFolder opens the file name without sharing it.
func lockFolder(name string) (*folderLock, error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	const noSharing = 0
	handle, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, noSharing,
		nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharing) {
		return nil, inUse(name, "")
	}
	if err != nil {
		return nil, explainDisk(fmt.Errorf("lock %s: %w", name, err))
	}
	return &folderLock{handle}, nil
}

// release lets others have the folder.
func (l *folderLock) release() error { return syscall.CloseHandle(l.handle) }
