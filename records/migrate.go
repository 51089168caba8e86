package records

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// A migration takes the schema from one version to the next. Version n is the
// n-th file.
type migration struct{ name, sql string }

// migrations returns all migrations, oldest first.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	all := make([]migration, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all[i] = migration{name, string(text)}
	}
	return all, nil
}

// migrate brings the database up to date, each migration in a transaction of
// its own, so that a stop in the middle leaves a whole version.
func migrate(ctx context.Context, e engine, conn *sql.Conn, all []migration, now time.Time) error {
	version, err := schemaVersion(ctx, e, conn, all)
	if err != nil {
		return err
	}
	for version < len(all) {
		if version, err = step(ctx, e, conn, all, now); err != nil {
			return err
		}
	}
	return nil
}

// step runs the next migration and returns the version afterwards. Another
// process may have been quicker; then it only returns the version.
func step(ctx context.Context, e engine, conn *sql.Conn, all []migration, now time.Time) (int, error) {
	if err := e.begin(ctx, conn); err != nil {
		return 0, err
	}
	version, err := stepInside(ctx, e, conn, all, now)
	if err != nil {
		_, undo := conn.ExecContext(ctx, "rollback")
		return 0, errors.Join(err, undo)
	}
	return version, e.commit(ctx, conn)
}

func stepInside(ctx context.Context, e engine, conn *sql.Conn, all []migration, now time.Time) (int, error) {
	if err := e.inOrder(ctx, conn); err != nil {
		return 0, err
	}
	version, err := schemaVersion(ctx, e, conn, all)
	if err != nil || version >= len(all) {
		return version, err
	}
	next := all[version]
	if _, err := conn.ExecContext(ctx, next.sql); err != nil {
		return 0, fmt.Errorf("migration %s: %w", next.name, err)
	}
	_, err = conn.ExecContext(ctx, `
		insert into homeroom_schema (version, name, applied_at) values ($1, $2, $3)`,
		int64(version+1), next.name, milli(now))
	if err != nil {
		return 0, fmt.Errorf("migration %s: %w", next.name, err)
	}
	return version + 1, nil
}

// schemaVersion returns how many migrations the database has had. It refuses a
// database with tables of another program, and one that had more than all.
func schemaVersion(ctx context.Context, e engine, conn *sql.Conn, all []migration) (int, error) {
	tables, err := e.tables(ctx, conn)
	if err != nil {
		return 0, fmt.Errorf("list tables: %w", err)
	}
	if len(tables) == 0 {
		return 0, nil
	}
	if !slices.Contains(tables, "homeroom_schema") {
		return 0, fmt.Errorf("this database belongs to another program (it has a table %q); "+
			"give homeroom one of its own", tables[0])
	}
	var version int
	err = conn.QueryRowContext(ctx, "select coalesce(max(version), 0) from homeroom_schema").Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if version > len(all) {
		return 0, fmt.Errorf("a newer homeroom wrote these records (version %d, this one knows %d); "+
			"install that one or a later one", version, len(all))
	}
	return version, nil
}
