package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"homeroom/internal/machine"
	"homeroom/records"
)

// What a kiosk should have at least.
const (
	leastMemory = 1 << 30   // bytes of memory
	leastRoom   = 200 << 20 // bytes of disk, below which writing will soon fail
	littleRoom  = 1 << 30   // bytes of disk, below which somebody should look
	muchCache   = 2 << 30   // bytes of cache, above which somebody may want to know
)

// machine reports on the computer: clock, memory, file names, folders.
func (d *doctor) machine() {
	d.clock()
	if memory, known := machine.Memory(); known && memory < leastMemory {
		d.note("memory", "use a computer with 2 GB or more for a kiosk", "this computer has %s", size(memory))
	} else if known {
		d.ok("memory", "%s, %s", size(memory), count(runtime.NumCPU(), "processor"))
	}
	for _, f := range []struct{ about, dir string }{{layerDistrict, d.on.district}, {layerSchool, d.on.school}} {
		if f.dir == "" {
			continue
		}
		if err := machine.Writable(f.dir); err != nil {
			d.note(f.about, `only "take" and "move" need to`, "this account may not write in the folder: %s", why(err))
		}
		if folds, known := machine.FoldsCase(f.dir); known && folds {
			d.note(f.about, "use small letters only, as homeroom asks", "names that differ by capitals are one file on this disk")
		}
	}
	d.cache()
}

// released is a day on which no homeroom was built yet.
var released = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// builtAt returns when the program was built, as far as it knows.
func builtAt() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return at
			}
		}
	}
	return released
}

// clock reports a clock that cannot be right, and the time zone.
func (d *doctor) clock() {
	built := builtAt()
	switch {
	case d.now.Before(built):
		d.trouble("clock", "set the date; certificates and records carry it", "it says %s, which is before this homeroom was made", d.now.Format(time.DateOnly))
	case d.now.After(built.AddDate(15, 0, 0)):
		d.trouble("clock", "set the date; certificates and records carry it", "it says %s, which is far ahead", d.now.Format(time.DateOnly))
	default:
		d.ok("clock", "%s", d.now.Format("2006-01-02 15:04"))
	}
	zone, offset := d.now.Zone()
	if offset == 0 && zone == "UTC" {
		d.note("time zone", "set the zone of the school, if it is another", "it is UTC; days on certificates begin and end in it")
	} else {
		d.ok("time zone", "UTC%s", d.now.Format("-07:00"))
	}
}

// cache reports on what can be made again.
func (d *doctor) cache() {
	dir, err := os.UserCacheDir()
	if err != nil {
		d.note("cache", "set HOME, or the folder for caches, of this account", "this account has no folder for caches; builds use the temporary one")
		return
	}
	dir = filepath.Join(dir, "homeroom")
	above := machine.Nearest(dir)
	if err := machine.Writable(above); err != nil {
		d.trouble("cache", "let this account write there", "builds cannot keep what they need: %s", why(err))
		return
	}
	bytes, files := machine.Size(dir)
	if files == 0 {
		d.ok("cache", "it is empty")
	} else if bytes > muchCache {
		d.note("cache", "delete it while no build runs, if the disk is small", "it has %s", size(uint64(bytes)))
	} else {
		d.ok("cache", "%s", size(uint64(bytes)))
	}
}

// kiosk reports on what the classroom server needs: a folder, its records and
// secrets, and an address.
func (d *doctor) kiosk(ctx context.Context) {
	d.listening(ctx)
	if strings.Contains(d.data, "://") {
		d.note("records", "look at the server with its own tools", "they are on a database server, which is not looked at from here")
		return
	}
	dir, err := d.dataPath()
	if err != nil {
		d.trouble("data folder", "say where with --data", "this account has no folder of its own for data")
		return
	}
	d.room(dir)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.ok("data folder", "there is none yet; the first start of a kiosk makes it")
		return
	case err != nil:
		d.trouble("data folder", "run this as the account that runs the kiosk", "it cannot be looked at: %s", why(err))
		return
	case !info.IsDir():
		d.trouble("data folder", "choose a folder with --data", "it is not a folder")
		return
	}
	if err := machine.Writable(dir); err != nil {
		d.trouble("data folder", "run this as the account that runs the kiosk, or let that account write there", "this account may not write in it: %s", why(err))
	} else if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		d.note("data folder", "the next start of the kiosk takes their permissions away", "other accounts may look into it")
	} else {
		d.ok("data folder", "it is this account's own")
	}
	d.records(ctx, dir)
}

// room reports how much the disk of the data folder has left.
func (d *doctor) room(dir string) {
	free, known := machine.Free(machine.Nearest(dir))
	switch {
	case !known:
	case free < leastRoom:
		d.trouble("disk", "make room now; answers cannot be saved on a full disk", "%s are left where records are kept", size(free))
	case free < littleRoom:
		d.note("disk", "make room soon", "%s are left where records are kept", size(free))
	default:
		d.ok("disk", "%s are left where records are kept", size(free))
	}
}

// longestLook is how long the check of a database may take.
const longestLook = 30 * time.Second

// records reports on the database and on the secret without which no student
// can sign in. Nothing of what is in them is printed.
func (d *doctor) records(ctx context.Context, dir string) {
	file := filepath.Join(dir, "records.db")
	ctx, stop := context.WithTimeout(ctx, longestLook)
	defer stop()
	found, err := records.Inspect(ctx, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.ok("records", "there are none yet")
		return
	case errors.Is(err, context.DeadlineExceeded):
		d.note("records", "run this again while the kiosk is stopped", "the check took longer than %s and was stopped", longestLook)
	case err != nil:
		d.trouble("records", "run this as the account that runs the kiosk", "they cannot be opened: %s", why(err))
	case found.Wrong != "":
		d.trouble("records", "stop the kiosk, copy the whole folder, and restore a backup", "something is wrong with the database: %s", found.Wrong)
	case found.Version < found.Newest:
		d.ok("records", "the database is sound; the next start brings it up to date (%d of %d)", found.Version, found.Newest)
	default:
		d.ok("records", "the database is sound and up to date")
	}
	if info, err := os.Stat(file); err == nil && info.ModTime().After(d.now.Add(time.Hour)) {
		d.trouble("clock", "set the date; it was ahead of now when records were last saved", "the records are dated after now")
	}
	info, err := os.Stat(filepath.Join(dir, "pepper"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.trouble("records", "restore the file pepper from a backup, or give every student new pictures", "the secret for sign-in is missing")
	case err == nil && info.Size() != 32:
		d.trouble("records", "restore the file pepper from a backup", "the secret for sign-in is damaged")
	}
}

// listening reports whether a kiosk could listen.
func (d *doctor) listening(ctx context.Context) {
	_, port, err := net.SplitHostPort(d.addr)
	if err != nil {
		d.trouble("network", "write HOST:PORT, such as 127.0.0.1:8080", "the address to listen on cannot be read")
		return
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", d.addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		d.note("network", "nothing, if it is the kiosk; or else choose another with --addr", "a program listens on port %s", port)
	case errors.Is(err, fs.ErrPermission):
		d.trouble("network", "choose a port above 1023 with --addr", "this account may not listen on port %s", port)
	case err != nil:
		d.trouble("network", "choose an address of this computer with --addr", "a kiosk could not listen on port %s", port)
	default:
		if err := listener.Close(); err != nil {
			d.note("network", "", "port %s could not be given back", port)
			return
		}
		d.ok("network", "port %s is free", port)
	}
}

// why returns the reason of an error of the operating system, without the path
// that it is about.
func why(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	for _, known := range []error{fs.ErrPermission, fs.ErrNotExist, fs.ErrExist} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "the system gives no reason"
}

// size returns a number of bytes for people.
func size(bytes uint64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d KB", (bytes+1023)>>10)
}
