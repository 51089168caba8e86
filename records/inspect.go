package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"modernc.org/sqlite"
)

// SQLiteVersion is the version of SQLite in this program.
const SQLiteVersion = sqlite3.SQLITE_VERSION

// An Inspection says how a database of records is. It holds nothing of what is
// in it, and no path, so that it may be shown to anybody.
type Inspection struct {
	Version int    // how many migrations it has had
	Newest  int    // how many this program knows
	Wrong   string // what is wrong with it, in a few words; "" if it is sound
}

// Inspect looks at the SQLite database at path without changing it, whether a
// kiosk has it open or not. The error is fs.ErrNotExist if there is none, and
// that of ctx if it ended first.
func Inspect(ctx context.Context, path string) (Inspection, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Inspection{}, fmt.Errorf("inspect records: %w", err)
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return Inspection{Wrong: "it is not a file"}, nil
	}
	if err != nil {
		return Inspection{}, fmt.Errorf("inspect records: %w", err)
	}
	logged := hasLog(path)
	i, err := inspect(ctx, path, logged)
	if (err != nil || i.Wrong != "") && !logged && hasLog(path) { // a kiosk has started in the meantime
		i, err = inspect(ctx, path, true)
	}
	if err != nil {
		return i, fmt.Errorf("inspect records: %w", err)
	}
	return i, nil
}

// hasLog reports whether a database has a log: whether it is open, or was when
// its kiosk lost power.
func hasLog(path string) bool {
	_, err := os.Stat(path + "-wal")
	return !errors.Is(err, fs.ErrNotExist)
}

func inspect(ctx context.Context, path string, logged bool) (Inspection, error) {
	all, err := migrations()
	if err != nil {
		return Inspection{}, err
	}
	i := Inspection{Newest: len(all)}
	db, err := openToRead(path, logged)
	if err != nil {
		return i, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return i.failed(ctx, err)
	}
	defer conn.Close()
	e := &sqliteEngine{path: path}
	if err := e.check(ctx, conn); err != nil {
		return i.failed(ctx, err)
	}
	tables, err := e.tables(ctx, conn)
	if err != nil {
		return i.failed(ctx, err)
	}
	if len(tables) > 0 && !strings.Contains(" "+strings.Join(tables, " ")+" ", " homeroom_schema ") {
		i.Wrong = "it belongs to another program"
		return i, nil
	}
	if len(tables) > 0 {
		if err := conn.QueryRowContext(ctx, "select coalesce(max(version), 0) from homeroom_schema").Scan(&i.Version); err != nil {
			return i.failed(ctx, err)
		}
	}
	if i.Version > i.Newest {
		i.Wrong = "a newer homeroom wrote it"
	}
	return i, nil
}

// failed says what is wrong in words that hold no path and nothing of what is
// in the database.
func (i Inspection) failed(ctx context.Context, err error) (Inspection, error) {
	if ctx.Err() != nil {
		return i, ctx.Err()
	}
	switch primary(err) {
	case sqliteNotADB:
		i.Wrong = "it is not a database"
	case 0, sqliteCorrupt: // quick_check speaks in words, without a code
		i.Wrong = "it is damaged"
	default:
		i.Wrong = "it cannot be read"
	}
	return i, nil
}

// openToRead opens a database so that nothing is written. One without a log is
// opened as if it could not change, because SQLite would make a log beside it.
func openToRead(path string, logged bool) (*sql.DB, error) {
	query := url.Values{"mode": {"ro"}, "_pragma": {"query_only(1)", "trusted_schema(0)", "cell_size_check(1)", "busy_timeout(2000)"}}
	if !logged {
		query.Set("immutable", "1")
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… becomes file:///C:/…
	}
	address := url.URL{Scheme: "file", Path: path, OmitHost: true, RawQuery: query.Encode()}
	connector, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return db, nil
}
