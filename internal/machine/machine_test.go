package machine_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"homeroom/internal/machine"
)

func TestFreeAndMemory(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skip("this system is not asked")
	}
	if bytes, known := machine.Free(t.TempDir()); !known || bytes == 0 {
		t.Errorf("Free = %d, %t", bytes, known)
	}
	if bytes, known := machine.Memory(); !known || bytes < 64<<20 {
		t.Errorf("Memory = %d, %t", bytes, known)
	}
	if _, known := machine.Free(filepath.Join(t.TempDir(), "none")); known {
		t.Error("Free knows the disk of a folder that is not there")
	}
}

func TestWritableLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := machine.Writable(dir); err != nil {
		t.Errorf("Writable: %v", err)
	}
	if bytes, files := machine.Size(dir); bytes != 0 || files != 0 {
		t.Errorf("%d files are left", files)
	}
	if err := machine.Writable(filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that is not there is writable")
	}
}

func TestFoldsCase(t *testing.T) {
	dir := t.TempDir()
	if _, known := machine.FoldsCase(dir); known {
		t.Error("an empty folder says something")
	}
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folds, known := machine.FoldsCase(dir)
	_, err := os.Stat(filepath.Join(dir, "CONFIG.YAML"))
	if !known || folds != (err == nil) {
		t.Errorf("FoldsCase = %t, %t; Stat of the other name: %v", folds, known, err)
	}
	if folds {
		return // there cannot be a second file
	}
	if err := os.WriteFile(filepath.Join(dir, "CONFIG.YAML"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if folds, _ := machine.FoldsCase(dir); folds {
		t.Error("two files that differ by case are taken for one")
	}
}

func TestNearest(t *testing.T) {
	dir := t.TempDir()
	if got := machine.Nearest(filepath.Join(dir, "a", "b")); got != dir {
		t.Errorf("Nearest = %s, want %s", got, dir)
	}
}
