package records

import (
	"fmt"
	"syscall"
)

// Kinds of file systems whose locks and flushes SQLite cannot rely on.
//
// Source: statfs(2)
var networkDisks = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB2",
	0x564c:     "NCP",
	0x5346414f: "AFS",
	0x01021997: "9p",
}

// checkDisk refuses a folder that is on another computer's disk.
func checkDisk(folder string) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return fmt.Errorf("look at the disk of %s: %w", folder, err)
	}
	if kind, ok := networkDisks[uint32(disk.Type)]; ok {
		return fmt.Errorf("%s is on another computer's disk (%s), which may lose work; "+
			"give homeroom a folder on this computer", folder, kind)
	}
	return nil
}
