package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write writes a bundle to the folder dir, which must not exist. When Write
// returns nil the bundle is whole and on disk; otherwise there is no dir.
func Write(dir string, c *Contents) (err error) {
	beside, err := os.MkdirTemp(parent(dir), ".bundle-*")
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(beside)
		}
	}()
	m := manifest{Format: Format, Version: c.Version, Sources: c.Sources, Languages: c.Languages, Files: map[string]string{}}
	for f, err := range c.Files {
		if err != nil {
			return err
		}
		name := string(f.Part) + "/" + f.Name
		if !fs.ValidPath(name) {
			return fmt.Errorf("write bundle: %q is no path", name)
		}
		if _, twice := m.Files[name]; twice {
			return fmt.Errorf("write bundle: two files are called %s", name)
		}
		sum := sha256.Sum256(f.Data)
		m.Files[name] = hex.EncodeToString(sum[:])
		if err := put(filepath.Join(beside, filepath.FromSlash(name)), f.Data, 0o600, true); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	if err := put(filepath.Join(beside, "manifest.json"), data, 0o600, true); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	if err := os.Rename(beside, dir); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return syncFolder(parent(dir))
}

// marker is the file by which Export knows a folder that it wrote.
const marker = "homeroom-site.json"

// ErrNotOurs is returned by Export for a folder that holds something else.
var ErrNotOurs = errors.New("folder holds something that homeroom did not write")

// Export writes the public part of a bundle to the folder dir. A folder that
// Export wrote before is replaced as a whole, and stays as it was if anything
// goes wrong; any other folder that is not empty is refused with ErrNotOurs.
// It returns the number of files.
func Export(dir string, c *Contents) (n int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("write site: %w", err)
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
			return 0, fmt.Errorf("write site: %s: %w", dir, ErrNotOurs)
		}
	}
	beside, err := os.MkdirTemp(parent(dir), ".site-*")
	if err != nil {
		return 0, fmt.Errorf("write site: %w", err)
	}
	defer os.RemoveAll(beside) // after success nothing is there
	if err := os.Chmod(beside, 0o755); err != nil {
		return 0, fmt.Errorf("write site: %w", err)
	}
	for f, err := range c.Files {
		if err != nil {
			return 0, err
		}
		if f.Part != Site {
			continue
		}
		if err := put(filepath.Join(beside, filepath.FromSlash(f.Name)), f.Data, 0o644, false); err != nil {
			return 0, fmt.Errorf("write site: %w", err)
		}
		n++
	}
	about, err := json.MarshalIndent(map[string]any{"made-by": "homeroom", "version": c.Version, "languages": c.Languages}, "", " ")
	if err != nil {
		return 0, fmt.Errorf("write site: %w", err)
	}
	if err := put(filepath.Join(beside, marker), append(about, '\n'), 0o644, false); err != nil {
		return 0, fmt.Errorf("write site: %w", err)
	}
	if err := replace(beside, dir); err != nil {
		return 0, fmt.Errorf("write site: %w", err)
	}
	return n, nil
}

// replace moves the folder from to the place of the folder to.
func replace(from, to string) error {
	old, err := os.MkdirTemp(parent(to), ".old-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(old)
	if err := os.Rename(to, filepath.Join(old, "site")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		// Put the old site back, so that there is one.
		return errors.Join(err, os.Rename(filepath.Join(old, "site"), to))
	}
	return nil
}

// put writes one file, and to the disk itself if durable.
func put(name string, data []byte, mode fs.FileMode, durable bool) (err error) {
	folder := fs.FileMode(0o755)
	if mode == 0o600 {
		folder = 0o700
	}
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := os.OpenFile(name, flags, mode)
	if errors.Is(err, fs.ErrNotExist) { // the first file of its folder
		if err := os.MkdirAll(filepath.Dir(name), folder); err != nil {
			return err
		}
		f, err = os.OpenFile(name, flags, mode)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if durable {
		return f.Sync()
	}
	return nil
}

// syncFolder makes the names in a folder durable, where the system can.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

func parent(dir string) string { return filepath.Dir(filepath.Clean(dir)) }
