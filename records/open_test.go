package records_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"homeroom/records"
)

// refused opens a place that must be refused with a sentence that holds words.
func (p place) refused(t *testing.T, words string) {
	t.Helper()
	s, err := records.Open(t.Context(), p.url, p.options())
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("refused with %q, want a sentence with %q", err, words)
	}
	if strings.Contains(strings.TrimSpace(err.Error()), "\n") {
		t.Errorf("refused with more than one line: %q", err)
	}
}

func TestReopening(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		a := start(t, s, "maria")
		check(t, s.SaveAnswers(t.Context(), a.ID, "maria", picks{"a": []byte(`1`)}))
		before := events(t, s)
		check(t, s.Close())
		s = p.open(t)
		differ(t, "the attempt", a, start(t, s, "maria"))
		answers, err := s.Answers(t.Context(), a.ID)
		check(t, err)
		differ(t, "its answers", picks{"a": []byte(`1`)}, answers)
		differ(t, "the events", before, events(t, s))
	})
}

func TestSettingsAreAsserted(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		h, err := s.Health(t.Context())
		check(t, err)
		want := map[string]map[string]string{
			"sqlite": {
				"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0",
				"cell_size_check": "1", "secure_delete": "1", "wal_autocheckpoint": "1000",
				"journal_size_limit": "67108864", "mmap_size": "0", "query_only": "0",
			},
			"postgres": {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"},
		}[h.Engine]
		for name, value := range want {
			differ(t, name, value, h.Settings[name])
		}
		if h.Degraded || h.Reason != "" || h.Saved == 0 || h.LastEvent == "" || h.Settings["version"] == "" {
			t.Errorf("Health: %+v", h)
		}
		if h.Engine == "sqlite" && (h.Fsync <= 0 || h.Capacity <= 0) {
			t.Errorf("the disk was not measured: %+v", h)
		}
	})
}

// A reader cannot write, whatever it is asked.
func TestReadersCannotWrite(t *testing.T) {
	stores(t, func(t *testing.T, s *records.Store, _ *clock) {
		n, err := s.Count(t.Context(), "insert into school (id, name) values ('x', 'x') returning 1")
		if err == nil {
			t.Errorf("a reader wrote: %d", n)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		s := p.open(t)
		check(t, s.Exec(t.Context(), "insert into homeroom_schema (version, name, applied_at) values (99, 'from the future', 1)"))
		check(t, s.Close())
		p.refused(t, "a newer homeroom wrote these records (version 99, this one knows")
	})
}

func TestForeignDatabaseIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, p place) {
		driver, source := "pgx", p.url
		if !strings.HasPrefix(p.url, "postgres") {
			driver, source = "sqlite", "file:"+p.url
		}
		db, err := sql.Open(driver, source)
		check(t, err)
		_, err = db.Exec("create table cookbook (dish text)")
		check(t, err)
		check(t, db.Close())
		before, _ := os.ReadFile(p.url)
		p.refused(t, `this database belongs to another program (it has a table "cookbook")`)
		after, _ := os.ReadFile(p.url)
		if string(before) != string(after) {
			t.Error("the other program's database was changed")
		}
	})
}

func TestOtherFilesAreRefused(t *testing.T) {
	p := place{filepath.Join(t.TempDir(), "records.db"), newClock()}
	const letter = "Dear families, this is not a database, but it is long enough to look like one to a hurried eye."
	check(t, os.WriteFile(p.url, []byte(strings.Repeat(letter, 100)), 0o600))
	p.refused(t, "is not a database")
	after, err := os.ReadFile(p.url)
	check(t, err)
	differ(t, "the file", strings.Repeat(letter, 100), string(after))
}

func TestWrongAddressesAreRefused(t *testing.T) {
	for name, url := range map[string]string{
		"a folder":                        t.TempDir(),
		"a PostgreSQL that is not there":  "postgres://homeroom@127.0.0.1:1/homeroom?connect_timeout=2",
		"an address that cannot be read":  "postgres://%zz",
		"a name with a NUL":               filepath.Join(t.TempDir(), "a\x00b"),
		"a folder that is a file's child": filepath.Join(os.Args[0], "records.db"),
	} {
		if s, err := records.Open(t.Context(), url, records.Options{}); err == nil {
			t.Errorf("%s was opened", name)
			s.Close()
		}
	}
}

// A path is a path, whatever an address would make of its characters.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"with space.db", "with?question.db", "with#hash.db", "with%20percent.db", "ñandú.db", "a&b=c.db"} {
		if runtime.GOOS == "windows" && strings.Contains(name, "?") {
			continue
		}
		p := place{filepath.Join(t.TempDir(), "sub folder", name), newClock()}
		s := p.open(t)
		check(t, s.SaveRoster(t.Context(), roster()))
		check(t, s.Close())
		if _, err := os.Stat(p.url); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecondStoreIsRefused(t *testing.T) {
	p := place{filepath.Join(t.TempDir(), "records.db"), newClock()}
	s := p.open(t)
	p.refused(t, fmt.Sprintf("another homeroom (process %d) is using the records in %s", os.Getpid(), filepath.Dir(p.url)))
	check(t, s.SaveRoster(t.Context(), roster())) // the first one goes on
	check(t, s.Close())
	check(t, p.open(t).SaveRoster(t.Context(), roster()))
}

func TestSecondProcessIsRefused(t *testing.T) {
	p := place{filepath.Join(t.TempDir(), "records.db"), newClock()}
	c := spawn(t, "hold", filepath.Dir(p.url), "")
	input, err := c.StdinPipe()
	check(t, err)
	defer input.Close()
	output, err := c.StdoutPipe()
	check(t, err)
	check(t, c.Start())
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "open\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	p.refused(t, "is using the records in")
	check(t, c.Process.Kill()) // the system drops the lock, however the process ends
	c.Wait()
	check(t, p.open(t).SaveRoster(t.Context(), roster()))
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	for _, name := range []string{"a new folder", "an old folder that others may read"} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			p := place{filepath.Join(folder, "records.db"), newClock()}
			if name != "a new folder" {
				check(t, os.Mkdir(folder, 0o755))
				check(t, os.Chmod(folder, 0o755))
				check(t, os.WriteFile(p.url, nil, 0o644))
				check(t, os.Chmod(p.url, 0o644))
			}
			s := p.open(t)
			check(t, s.SaveRoster(t.Context(), roster()))
			got := make(map[string]string)
			check(t, filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
				got[filepath.Base(path)] = info.Mode().String()
				return err
			}))
			differ(t, "modes", map[string]string{
				"data": "drwx------", "records.db": "-rw-------", "records.db-wal": "-rw-------",
				"records.db-shm": "-rw-------", "records.db.lock": "-rw-------",
			}, got)
		})
	}
}

func TestSharedFolderIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	folder := t.TempDir()
	check(t, os.Chmod(folder, 0o777|os.ModeSticky))
	place{filepath.Join(folder, "records.db"), newClock()}.refused(t, "is shared by everybody on this computer")
}

func TestReadOnlyFolderIsRefused(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("root may write everywhere, and Windows has no such modes; see TestSmallDisk for a disk that is read-only for everybody")
	}
	folder := t.TempDir()
	check(t, os.Chmod(folder, 0o500))
	defer os.Chmod(folder, 0o700)
	place{filepath.Join(folder, "records.db"), newClock()}.refused(t, "homeroom cannot write in this folder")
}
