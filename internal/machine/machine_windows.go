package machine

import (
	"syscall"
	"unsafe"
)

var kernel = syscall.NewLazyDLL("kernel32.dll")

// free asks GetDiskFreeSpaceExW, which heeds the quota of whoever asks.
func free(folder string) (bytes uint64, known bool) {
	name, err := syscall.UTF16PtrFromString(folder)
	if err != nil {
		return 0, false
	}
	done, _, _ := kernel.NewProc("GetDiskFreeSpaceExW").Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&bytes)), 0, 0)
	return bytes, done != 0
}

// memoryStatus is MEMORYSTATUSEX.
type memoryStatus struct {
	length, load uint32
	total        uint64
	_            [6]uint64
}

// memory asks GlobalMemoryStatusEx.
func memory() (uint64, bool) {
	var m memoryStatus
	m.length = uint32(unsafe.Sizeof(m))
	done, _, _ := kernel.NewProc("GlobalMemoryStatusEx").Call(uintptr(unsafe.Pointer(&m)))
	return m.total, done != 0
}
