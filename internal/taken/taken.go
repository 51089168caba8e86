// Package taken remembers which files of a district's folder are copies of
// files that homeroom brings, and of which edition of them, so that it can say
// later what has become of both.
//
// It knows nothing of what the files mean. What it remembers is one file in
// the district's folder, [File], which people may read and keep in version
// control; entries are only added at its end, so that two commands at a time
// do not lose one.
package taken

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/diff"
)

// File is the name of the file in a district's folder.
const File = "taken.yaml"

// mostFile is how many bytes of it are read.
const mostFile = 1 << 20

// A Copy is what a file was copied from.
type Copy struct {
	From    string `yaml:"from"`    // the layer, such as "built-in"
	Version string `yaml:"version"` // of homeroom
	Digest  string `yaml:"sha256"`  // of the original, see [Digest]
}

// Digest returns the SHA-256 of a text as if its lines ended with "\n", in
// hexadecimal digits: a copy that passed through an editor on another system
// is still the same text.
func Digest(text []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// Read returns what is remembered in a folder, by path. There may be nothing.
func Read(folder fs.FS) (map[string]Copy, error) {
	info, err := fs.Stat(folder, File)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]Copy{}, nil
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > mostFile) {
		err = errors.New("it is no file of homeroom's")
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", File, err)
	}
	data, err := fs.ReadFile(folder, File)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", File, err)
	}
	return parse(data)
}

// position is where goccy/go-yaml says that a mistake is.
var position = regexp.MustCompile(`^\[(\d+):\d+\] (.*)`)

// parse reads the text of the file. Of entries for the same path, the last one
// holds.
func parse(data []byte) (copies map[string]Copy, err error) {
	defer func() {
		if recover() != nil { // the parser gave up on what no person writes
			err = fmt.Errorf("read %s: it is no YAML", File)
		}
	}()
	copies = map[string]Copy{}
	err = yaml.UnmarshalWithOptions(data, &copies, yaml.Strict(), yaml.AllowDuplicateMapKey())
	if err == nil {
		return copies, nil
	}
	said, _, _ := strings.Cut(err.Error(), "\n")
	if m := position.FindStringSubmatch(said); m != nil {
		return nil, fmt.Errorf("read %s:%s: %s", File, m[1], m[2])
	}
	return nil, fmt.Errorf("read %s: %s", File, said)
}

// heading is what the file begins with.
const heading = `# Copies of files that homeroom brings, each with what it was copied from.
# "homeroom take" writes this file; "homeroom doctor" reads it, and says which
# copies are of an older edition.
`

// Remember notes what a file of the folder was copied from, in place of what
// was noted for it before.
func Remember(folder *os.Root, path string, c Copy) error {
	known, err := Read(folder.FS())
	if err != nil {
		return err
	}
	switch was, there := known[path]; {
	case there && was == c:
		return nil
	case there:
		known[path] = c
		err = rewrite(folder, known)
	default:
		err = add(folder, entry(path, c))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", File, err)
	}
	return nil
}

// plainPath is a path that needs no quotation marks in YAML.
var plainPath = regexp.MustCompile(`^[a-z][a-z0-9._/-]*$`)

func entry(path string, c Copy) string {
	if !plainPath.MatchString(path) {
		path = strconv.Quote(path)
	}
	return fmt.Sprintf("%s:\n  from: %s\n  version: %s\n  sha256: %s\n", path, strconv.Quote(c.From), strconv.Quote(c.Version), strconv.Quote(c.Digest))
}

// add writes an entry at the end of the file, in one piece.
func add(folder *os.Root, entry string) (err error) {
	before, err := folder.ReadFile(File)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(before) == 0:
		entry = heading + entry
	case err != nil:
		return err
	case before[len(before)-1] != '\n':
		entry = "\n" + entry
	}
	f, err := folder.OpenFile(File, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(entry)
	return errors.Join(err, f.Close())
}

// rewrite writes all entries to a new file, and puts it in place of the old.
func rewrite(folder *os.Root, copies map[string]Copy) error {
	var b strings.Builder
	b.WriteString(heading)
	for _, path := range slices.Sorted(maps.Keys(copies)) {
		b.WriteString(entry(path, copies[path]))
	}
	const fresh = "." + File + ".new"
	if err := folder.WriteFile(fresh, []byte(b.String()), 0o644); err != nil {
		return err
	}
	if err := folder.Rename(fresh, File); err != nil {
		return errors.Join(err, folder.Remove(fresh))
	}
	return nil
}

// A State is what has become of a copy and its original.
type State int

// The states of a copy, of which some ask for nothing.
const (
	Current State = iota // edited, and the original is what it was
	Idle                 // not edited, and the original is what it was
	Same                 // the copy is what the original is now
	Older                // not edited, and the original has changed
	Both                 // edited, and the original has changed
)

// Compare says what has become of a copy, given its text and that of the
// original as they are now.
func (c Copy) Compare(text, original []byte) State {
	mine, theirs := Digest(text), Digest(original)
	switch {
	case theirs == c.Digest && mine == c.Digest:
		return Idle
	case mine == theirs:
		return Same
	case theirs == c.Digest:
		return Current
	case mine == c.Digest:
		return Older
	}
	return Both
}

// Diff returns what must change in the text of one name to make it the other,
// in the form of "diff -u", and how many lines of each are not in the other.
// Equal texts give "".
func Diff(oldName string, old []byte, newName string, new []byte) (text string, taken, added int) {
	crlf, lf := []byte("\r\n"), []byte("\n")
	out := diff.Diff(oldName, bytes.ReplaceAll(old, crlf, lf), newName, bytes.ReplaceAll(new, crlf, lf))
	for i, line := range bytes.Split(out, lf) {
		switch {
		case i < 3 || len(line) == 0: // the names
		case line[0] == '-':
			taken++
		case line[0] == '+':
			added++
		}
	}
	return string(out), taken, added
}
