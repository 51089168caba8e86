package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// sqliteFloor is the oldest SQLite that may keep records. Until 3.51.2 a rare
// race in the write-ahead log could damage a database.
//
// Source: https://sqlite.org/wal.html#walresetbug
var sqliteFloor = [3]int{3, 51, 3}

// sqlitePragmas are the settings of the writing connection, as SQLite reports
// them. A commit is on the disk before it returns (wal, synchronous 2), what is
// deleted is overwritten (secure_delete), and the log stays below 64 MB.
var sqlitePragmas = map[string]string{
	"journal_mode":       "wal",
	"synchronous":        "2",
	"foreign_keys":       "1",
	"trusted_schema":     "0",
	"cell_size_check":    "1",
	"secure_delete":      "1",
	"wal_autocheckpoint": "1000",
	"journal_size_limit": "67108864",
	"mmap_size":          "0",
	"query_only":         "0",
}

// appleFlush are the settings without which macOS does not flush the cache of
// the disk itself.
var appleFlush = map[string]string{"fullfsync": "1", "checkpoint_fullfsync": "1"}

// sqliteEngine keeps records in one file of a folder of its own. It holds the
// folder's lock file as long as it is open, and never opens the database files
// itself: closing one would drop the locks that SQLite holds on it.
type sqliteEngine struct {
	path    string
	pragmas map[string]string
	write   *sql.DB
	lock    *folderLock
	flush   time.Duration
}

// openSQLite makes the folder ready, locks it, measures its disk, and makes sure
// that the database is ours to change.
func openSQLite(ctx context.Context, path string, log *slog.Logger) (*sqliteEngine, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: path, pragmas: maps.Clone(sqlitePragmas)}
	if runtime.GOOS == "darwin" {
		maps.Copy(e.pragmas, appleFlush)
	}
	if err := prepareFolder(path); err != nil {
		return nil, err
	}
	if e.lock, err = lockFolder(path + ".lock"); err != nil {
		return nil, err
	}
	if err := e.prepare(ctx, log); err != nil {
		return nil, errors.Join(err, e.lock.release())
	}
	return e, nil
}

func (e *sqliteEngine) prepare(ctx context.Context, log *slog.Logger) (err error) {
	if err := prepareFile(e.path); err != nil {
		return err
	}
	if e.flush, err = measureFsync(filepath.Dir(e.path)); err != nil {
		return err
	}
	if e.flush < 20*time.Microsecond {
		log.Warn("this disk says that it has saved faster than a disk can; a power cut may lose work",
			"fsync", e.flush)
	}
	if err := e.peek(ctx); err != nil {
		return e.explain(err)
	}
	e.write, err = e.pool(1, e.pragmas)
	return err
}

// peek refuses a database of another program or of a newer homeroom before any
// setting changes its file.
func (e *sqliteEngine) peek(ctx context.Context) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	db, err := e.pool(1, nil)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = schemaVersion(ctx, e, conn, all)
	return err
}

// pool returns connections to the database that start with the pragmas.
func (e *sqliteEngine) pool(size int, pragmas map[string]string) (*sql.DB, error) {
	query := url.Values{"_defensive": {"true"}, "_dqs": {"false"}, "_error_rc": {"true"}}
	query.Add("_pragma", "busy_timeout(5000)")
	for name, value := range pragmas {
		query.Add("_pragma", name+"("+value+")")
	}
	path := filepath.ToSlash(e.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… becomes file:///C:/…
	}
	address := url.URL{Scheme: "file", Path: path, OmitHost: true, RawQuery: query.Encode()}
	connector, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

func (e *sqliteEngine) name() string         { return "sqlite" }
func (e *sqliteEngine) fsync() time.Duration { return e.flush }

// limits adds few events at once, because the driver compares every parameter
// of a statement with every other.
func (e *sqliteEngine) limits() limits { return limits{writers: 1, batch: 256, events: 8} }

// connect opens the writing connection. It moves the whole log into the
// database and flushes it before it returns: after a crash the log may hold
// transactions that were written but not flushed, which nobody may be told of
// as saved before they are.
func (e *sqliteEngine) connect(ctx context.Context) (*sql.Conn, error) {
	conn, err := e.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := e.assert(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	var busy, log, moved int64
	row := conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)")
	if err := row.Scan(&busy, &log, &moved); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if busy != 0 {
		return nil, errors.Join(errors.New("a reader keeps the log from being flushed"), conn.Close())
	}
	return conn, nil
}

// assert reads back what must be so.
func (e *sqliteEngine) assert(ctx context.Context, conn *sql.Conn) error {
	settings, err := e.settings(ctx, conn)
	if err != nil {
		return err
	}
	for name, want := range e.pragmas {
		if got := settings[name]; got != want {
			return fmt.Errorf("SQLite did not accept %s = %s, it is %q", name, want, got)
		}
	}
	return checkFloor(settings["version"])
}

// checkFloor refuses a version of SQLite below sqliteFloor.
func checkFloor(version string) error {
	var v [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2]); err != nil {
		return fmt.Errorf("SQLite's version %q is not a version", version)
	}
	for i, least := range sqliteFloor {
		if v[i] != least {
			if v[i] < least {
				return fmt.Errorf("SQLite %s may damage a database; at least %d.%d.%d is needed",
					version, sqliteFloor[0], sqliteFloor[1], sqliteFloor[2])
			}
			return nil
		}
	}
	return nil
}

func (e *sqliteEngine) settings(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	settings := make(map[string]string)
	for name := range e.pragmas {
		var value string
		err := conn.QueryRowContext(ctx, "pragma "+name).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) && name == "mmap_size" {
			value, err = "0", nil // built without memory maps
		}
		if err != nil {
			return nil, fmt.Errorf("read pragma %s: %w", name, err)
		}
		settings[name] = value
	}
	var version string
	err := conn.QueryRowContext(ctx, "select sqlite_version()").Scan(&version)
	settings["version"] = version
	return settings, err
}

func (e *sqliteEngine) readers(ctx context.Context) (*sql.DB, error) {
	db, err := e.pool(max(4, 2*runtime.NumCPU()), map[string]string{
		"query_only": "1", "trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0",
	})
	if err != nil {
		return nil, err
	}
	var only int
	if err := db.QueryRowContext(ctx, "pragma query_only").Scan(&only); err != nil || only != 1 {
		return nil, errors.Join(fmt.Errorf("SQLite did not accept query_only = 1, it is %d", only), err, db.Close())
	}
	return db, nil
}

func (e *sqliteEngine) begin(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "begin immediate")
	return err
}

func (e *sqliteEngine) commit(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "commit")
	return err
}

// inOrder has nothing to do: there is one writer.
func (e *sqliteEngine) inOrder(context.Context, *sql.Conn) error { return nil }

// Primary result codes of SQLite.
//
// Source: https://sqlite.org/rescode.html
const (
	sqliteError      = 1
	sqliteReadOnly   = 8
	sqliteIOError    = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteTooBig     = 18
	sqliteConstraint = 19
	sqliteMismatch   = 20
	sqliteRange      = 25
	sqliteNotADB     = 26
)

// primary returns the primary result code of err, 0 if it is not SQLite's.
func primary(err error) int {
	if no, ok := errors.AsType[*sqlite.Error](err); ok {
		return no.Code() & 0xff
	}
	return 0
}

// gone keeps the transaction only after errors that are about the statement.
// After every other one SQLite may have rolled it back by itself.
//
// Source: https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
func (e *sqliteEngine) gone(err error) bool {
	switch primary(err) {
	case sqliteError, sqliteTooBig, sqliteConstraint, sqliteMismatch, sqliteRange:
		return false
	}
	return true
}

// again is always false: with one writer no transaction is in another's way.
func (e *sqliteEngine) again(error) bool { return false }

func (e *sqliteEngine) check(ctx context.Context, conn *sql.Conn) error {
	var result string
	if err := conn.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return fmt.Errorf("the database is damaged, restore it from a backup: %s", result)
	}
	return nil
}

func (e *sqliteEngine) tables(ctx context.Context, conn *sql.Conn) ([]string, error) {
	return names(conn.QueryContext(ctx,
		"select name from sqlite_schema where type = 'table' and name not like 'sqlite@_%' escape '@' order by name"))
}

// explain says in one sentence what a school can do about err.
func (e *sqliteEngine) explain(err error) error {
	advice := map[int]string{
		sqliteNotADB:   "it is not a database; give homeroom a folder of its own or restore a backup",
		sqliteCorrupt:  "it is damaged; restore a backup",
		sqliteFull:     "the disk is full; make room on it and start again",
		sqliteIOError:  "the disk cannot be read or written",
		sqliteReadOnly: "homeroom cannot write in this folder",
	}
	if words, ok := advice[primary(err)]; ok {
		return fmt.Errorf("%s: %s: %w", e.path, words, err)
	}
	return fmt.Errorf("%s: %w", e.path, err)
}

func (e *sqliteEngine) close() error {
	return errors.Join(e.write.Close(), e.lock.release())
}

// names collects the only column of rows.
func names(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var all []string
	err = scanEach(rows, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		all = append(all, name)
		return err
	})
	return all, err
}
