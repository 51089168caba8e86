package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"homeroom/build"
)

// recordIDs writes the ids of the pages in a district's folder to its file
// lessons/ids.yaml, whole or not at all. The curriculum was checked before.
func recordIDs(t terminal, on *folders) error {
	layers, err := on.stack()
	if err != nil {
		return err
	}
	text, _, err := build.Ledger(layers, layerDistrict)
	if err != nil {
		return fmt.Errorf("record ids: %w", err)
	}
	if text == nil {
		return errProblems // somebody wrote while we read
	}
	name := filepath.Join(on.district, "lessons", "ids.yaml")
	was, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("record ids: %w", err)
	}
	if bytes.Equal(was, text) {
		_, err := fmt.Fprintf(t.out, "%s has all ids\n", name)
		return err
	}
	if err := replaceFile(on.district, "lessons/ids.yaml", text); err != nil {
		return fmt.Errorf("record ids: %w", err)
	}
	_, err = fmt.Fprintf(t.out, "wrote %s\n", name)
	return err
}

// replaceFile writes a file in the folder dir under another name and renames
// it, so that nobody ever sees half of it. No link leads it out of dir.
func replaceFile(dir, name string, text []byte) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	beside := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".new")
	f, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = root.Rename(beside, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(beside))
	}
	return nil
}
