//go:build !linux

package records

// checkDisk would refuse a folder that is on another computer's disk; only on
// Linux does it know.
func checkDisk(string) error { return nil }
