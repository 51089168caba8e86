package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// An engine is what differs between the databases. Everything else in the
// package, all SQL of records included, is the same for each of them.
type engine interface {
	name() string
	limits() limits

	// connect returns a new connection for writing. Its settings have been
	// read back and found right, and all that it can see is on the disk.
	connect(ctx context.Context) (*sql.Conn, error)

	// readers returns the pool of connections that cannot write.
	readers(ctx context.Context) (*sql.DB, error)

	begin(ctx context.Context, conn *sql.Conn) error
	commit(ctx context.Context, conn *sql.Conn) error

	// inOrder returns once no other writer can add an event before this
	// transaction ends.
	inOrder(ctx context.Context, conn *sql.Conn) error

	// gone reports whether err ended the transaction or the connection, so
	// that not even the jobs before can be saved.
	gone(err error) bool

	// again reports whether the batch that failed with err may be run anew.
	again(err error) bool

	// check returns an error if the database is damaged.
	check(ctx context.Context, conn *sql.Conn) error

	// tables names the tables of the database.
	tables(ctx context.Context, conn *sql.Conn) ([]string, error)

	// settings returns the settings that durability depends on, by name.
	settings(ctx context.Context, conn *sql.Conn) (map[string]string, error)

	// explain says what a school can do about an error of opening.
	explain(err error) error

	fsync() time.Duration // measured when the store was opened; 0 if unknown
	close() error
}

// limits says how much an engine is given at once.
type limits struct {
	writers  int           // connections that write
	batch    int           // jobs in one transaction
	events   int           // events that one statement adds
	patience time.Duration // for one transaction; 0: as long as it takes
}

// A source answers queries: the pool of readers, or a transaction.
type source interface {
	// one scans the only row of a query. It returns ErrNone if there is none.
	one(dest into, query string, args ...any) error

	// each calls scan for every row of a query.
	each(scan func(*sql.Rows) error, query string, args ...any) error
}

// into lists the variables that a row is scanned into.
type into []any

// A tx is the part of a transaction that one job sees.
type tx struct {
	ctx      context.Context
	conn     *sql.Conn
	prepared map[string]*sql.Stmt // by text; kept as long as conn
	ids      *idMaker
	now      time.Time // the time of the job

	events []Event // of the batch so far; written at its end, see flush
	err    error   // the first error that the database gave this job
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if !storable(args) {
		return 0, ErrText
	}
	stmt, err := t.prepare(query)
	if err != nil {
		return 0, t.failed(err)
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.failed(err)
	}
	n, err := result.RowsAffected()
	return n, t.failed(err)
}

func (t *tx) one(dest into, query string, args ...any) error {
	if !storable(args) {
		return ErrNone
	}
	stmt, err := t.prepare(query)
	if err != nil {
		return t.failed(err)
	}
	return t.failed(scanOne(stmt.QueryRowContext(t.ctx, args...), dest))
}

func (t *tx) each(scan func(*sql.Rows) error, query string, args ...any) error {
	if !storable(args) {
		return nil
	}
	stmt, err := t.prepare(query)
	if err != nil {
		return t.failed(err)
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return t.failed(err)
	}
	return t.failed(scanEach(rows, scan))
}

// mark runs a statement about savepoints, which are the writer's and not the
// job's.
func (t *tx) mark(statement string) error {
	stmt, err := t.prepare(statement)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(t.ctx)
	return err
}

// prepare returns the statement for query, prepared once a connection.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if stmt, ok := t.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := t.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.prepared[query] = stmt
	return stmt, nil
}

// failed remembers the first error of the database, so that a job cannot go on
// as if nothing had happened.
func (t *tx) failed(err error) error {
	if err != nil && t.err == nil && !errors.Is(err, ErrNone) {
		t.err = err
	}
	return err
}

// A pool is the readers, for as long as one question may take.
type pool struct {
	ctx context.Context
	db  *sql.DB
}

func (p pool) one(dest into, query string, args ...any) error {
	if !storable(args) {
		return ErrNone
	}
	return scanOne(p.db.QueryRowContext(p.ctx, query, args...), dest)
}

func (p pool) each(scan func(*sql.Rows) error, query string, args ...any) error {
	if !storable(args) {
		return nil
	}
	rows, err := p.db.QueryContext(p.ctx, query, args...)
	if err != nil {
		return err
	}
	return scanEach(rows, scan)
}

func scanOne(row *sql.Row, dest into) error {
	err := row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	return err
}

func scanEach(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readLimit is how long one question may take. A reader that stays longer
// would keep the database from tidying up.
const readLimit = 5 * time.Second

// read lets do ask the readers. what names the question for an error.
func (s *Store) read(ctx context.Context, what string, do func(source) error) error {
	s.door.RLock()
	closed := s.closed
	s.door.RUnlock()
	if closed {
		return fmt.Errorf("%s: %w", what, ErrClosed)
	}
	ctx, stop := context.WithTimeout(ctx, readLimit)
	defer stop()
	if err := do(pool{ctx, s.readers}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
