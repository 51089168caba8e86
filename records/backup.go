package records

import (
	"context"
	"errors"
	"fmt"
)

// Backup writes a copy of the records, as they are at one moment, to a new file
// while the store goes on working, and checks the copy. The copy is a database
// like any other: restoring it is putting it in the place of the old one while
// homeroom is stopped. It is not encrypted.
//
// Backup refuses to overwrite a file. On PostgreSQL it returns an error, because
// a server is backed up with its own tools.
func (s *Store) Backup(ctx context.Context, file string) error {
	s.door.RLock()
	closed := s.closed
	s.door.RUnlock()
	if closed {
		return fmt.Errorf("back up records: %w", ErrClosed)
	}
	e, ok := s.engine.(interface {
		backup(ctx context.Context, file, last string) error
	})
	if !ok {
		return errors.New("back up records: PostgreSQL is backed up with pg_dump or pg_basebackup")
	}
	if err := e.backup(ctx, file, s.state.last()); err != nil {
		return fmt.Errorf("back up records: %w", err)
	}
	return nil
}

// backup copies the database to file, which must hold the event last.
func (e *sqliteEngine) backup(ctx context.Context, file, last string) error {
	if err := createPrivate(file); err != nil {
		return err
	}
	db, err := e.pool(1, map[string]string{"trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0"})
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "vacuum into $1", file); err != nil {
		return explainDisk(err)
	}
	if err := e.checkCopy(ctx, file, last); err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	return syncFile(file)
}

// checkCopy returns an error unless the database in file is sound and holds the
// event last.
func (e *sqliteEngine) checkCopy(ctx context.Context, file, last string) error {
	there := &sqliteEngine{path: file}
	db, err := there.pool(1, map[string]string{"query_only": "1", "trusted_schema": "0", "cell_size_check": "1"})
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := there.check(ctx, conn); err != nil {
		return err
	}
	copied, err := lastEvent(ctx, conn)
	if err == nil && copied < last {
		err = fmt.Errorf("its last event is %q, not %q", copied, last)
	}
	return err
}
