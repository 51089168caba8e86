package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresFloor is the oldest PostgreSQL that the tests are run on.
const postgresFloor = 15

// eventLock is the first number of the advisory lock that a transaction holds
// while it adds events; the second is made from the schema's name.
const eventLock = 0x686f6d65 // "home"

// postgresEngine keeps records on a PostgreSQL server. Any number of processes
// may share one.
type postgresEngine struct {
	write, read *sql.DB
}

// openPostgres reads the address. It does not connect yet.
func openPostgres(address string) (*postgresEngine, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL address: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "homeroom"
	}
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["timezone"] = "UTC"

	writing := config.Copy()
	writing.RuntimeParams["lock_timeout"] = "10s"
	writing.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	reading := config.Copy()
	reading.RuntimeParams["default_transaction_read_only"] = "on"
	reading.RuntimeParams["statement_timeout"] = strconv.FormatInt(readLimit.Milliseconds(), 10)

	e := &postgresEngine{write: stdlib.OpenDB(*writing), read: stdlib.OpenDB(*reading)}
	e.write.SetMaxOpenConns(e.limits().writers)
	e.read.SetMaxOpenConns(16)
	e.read.SetMaxIdleConns(4)
	e.read.SetConnMaxIdleTime(5 * time.Minute)
	return e, nil
}

func (e *postgresEngine) name() string         { return "postgres" }
func (e *postgresEngine) fsync() time.Duration { return 0 }

// limits keeps a batch below 64 savepoints: a transaction with more makes
// every other one look it up on the disk. Many events go in one statement,
// because each statement is a journey to the server and back.
//
// Source: https://www.postgresql.org/docs/15/subxacts.html
func (e *postgresEngine) limits() limits {
	return limits{writers: 2, batch: 60, events: 32, patience: 30 * time.Second}
}

func (e *postgresEngine) connect(ctx context.Context) (*sql.Conn, error) {
	conn, err := e.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	if err := e.assert(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// assert reads back what must be so.
func (e *postgresEngine) assert(ctx context.Context, conn *sql.Conn) error {
	settings, err := e.settings(ctx, conn)
	if err != nil {
		return err
	}
	for name, want := range map[string]string{
		"synchronous_commit": "on",
		"fsync":              "on",
		"server_encoding":    "UTF8",
	} {
		if got := settings[name]; got != want {
			return fmt.Errorf("PostgreSQL has %s = %q where %q is needed", name, got, want)
		}
	}
	number, err := strconv.Atoi(settings["server_version_num"])
	if err != nil {
		return fmt.Errorf("PostgreSQL's version: %w", err)
	}
	if number/10000 < postgresFloor {
		return fmt.Errorf("PostgreSQL %s is too old; at least %d is needed", settings["version"], postgresFloor)
	}
	if settings["schema"] == "" {
		return errors.New("PostgreSQL has no schema of the name in search_path; create it first")
	}
	return nil
}

func (e *postgresEngine) settings(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	const query = `select current_setting('synchronous_commit'), current_setting('fsync'),
		current_setting('full_page_writes'), current_setting('server_encoding'),
		current_setting('server_version'), current_setting('server_version_num'),
		coalesce(current_schema(), '')`
	var commit, fsync, pages, encoding, version, number, schema string
	row := conn.QueryRowContext(ctx, query)
	if err := row.Scan(&commit, &fsync, &pages, &encoding, &version, &number, &schema); err != nil {
		return nil, fmt.Errorf("read PostgreSQL's settings: %w", err)
	}
	return map[string]string{
		"synchronous_commit": commit, "fsync": fsync, "full_page_writes": pages,
		"server_encoding": encoding, "version": version, "server_version_num": number, "schema": schema,
	}, nil
}

func (e *postgresEngine) readers(context.Context) (*sql.DB, error) { return e.read, nil }

func (e *postgresEngine) begin(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "begin isolation level read committed")
	return err
}

func (e *postgresEngine) commit(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "commit")
	return err
}

// inOrder waits for the one lock that the writers of all processes share, so
// that events become visible in the order of their ids.
func (e *postgresEngine) inOrder(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "select pg_advisory_xact_lock($1, hashtext(current_schema()))", int32(eventLock))
	return err
}

// gone treats an answer of the server about the statement alone as such (its
// class is the first two characters of the code), and all else as the end.
//
// Source: https://www.postgresql.org/docs/15/errcodes-appendix.html
func (e *postgresEngine) gone(err error) bool {
	no, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(no.Code) != 5 {
		return true
	}
	switch no.Code[:2] {
	case "0A", "21", "22", "23", "42", "44":
		return false
	}
	return true
}

// Codes of transactions that were in each other's way.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

func (e *postgresEngine) again(err error) bool {
	no, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (no.Code == serializationFailure || no.Code == deadlockDetected)
}

// check asks the server nothing that a query would not: it checks itself when
// it starts.
func (e *postgresEngine) check(ctx context.Context, conn *sql.Conn) error {
	var one int
	return conn.QueryRowContext(ctx, "select 1").Scan(&one)
}

func (e *postgresEngine) tables(ctx context.Context, conn *sql.Conn) ([]string, error) {
	return names(conn.QueryContext(ctx, `select table_name::text from information_schema.tables
		where table_schema = current_schema() order by table_name`))
}

// explain has nothing to add: PostgreSQL explains itself.
func (e *postgresEngine) explain(err error) error { return err }

func (e *postgresEngine) close() error { return errors.Join(e.write.Close(), e.read.Close()) }
