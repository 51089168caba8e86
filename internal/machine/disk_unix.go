//go:build linux || darwin || freebsd

package machine

import "syscall"

// free asks the file system.
//
// Source: statfs(2)
func free(folder string) (uint64, bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return 0, false
	}
	return uint64(disk.Bavail) * uint64(disk.Bsize), true
}
