package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"homeroom/build"
	"homeroom/internal/bundle"
	"homeroom/kiosk"
	"homeroom/records"
)

// serving are the settings of "homeroom serve".
type serving struct {
	on   folders
	data string // folder or PostgreSQL address of the records
	addr string // host:port to listen on
}

// newServing returns the settings that hold without flags.
func newServing() *serving {
	return &serving{data: os.Getenv("HOMEROOM_DATA"), addr: cmp.Or(os.Getenv("HOMEROOM_ADDR"), "127.0.0.1:8080")}
}

// flags adds the flags for where the kiosk keeps its data and listens.
func (s *serving) flags(c *cobra.Command) {
	c.Flags().StringVar(&s.data, "data", s.data, "keep bundles and records in this `FOLDER` (HOMEROOM_DATA)")
	c.Flags().StringVar(&s.addr, "addr", s.addr, "listen on this `HOST:PORT` (HOMEROOM_ADDR)")
}

func serveCommand(t terminal) *cobra.Command {
	s := newServing()
	c := &cobra.Command{
		Use:   "serve [DIR]",
		Short: "Build when needed, and start the classroom kiosk",
		Long: `Serve builds the site of the district whose folder is DIR, keeps it, and serves
it with the kiosk: sign-in, lessons, quizzes and certificates. It needs no
internet. What students do is kept in the data folder, and nowhere else. If the
curriculum has a mistake, the site that was built before stays served.

The first run prints a setup code, with which a member of staff makes the first
account. With --sample an invented school is there to try.

Exit statuses: 0 stopped, 1 nothing to serve, 2 command line, 3 failed.`,
		Example: `  homeroom serve --sample
  homeroom serve tern-hollow --data /var/lib/homeroom
  homeroom serve tern-hollow --addr 192.168.1.20:8080`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			s.on.arg(args)
			return s.run(c.Context(), t)
		},
	}
	s.on.flags(c)
	c.Flags().BoolVar(&s.on.sample, "sample", false, "bring an invented school with classes and students")
	s.flags(c)
	return c
}

func (s *serving) run(ctx context.Context, t terminal) (err error) {
	data, err := s.dataFolder()
	if err != nil {
		return err
	}
	site, err := s.bundle(ctx, t, data)
	if err != nil {
		return err
	}
	pepper, err := secretFile(filepath.Join(data, "pepper"))
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	store, err := records.Open(ctx, filepath.Join(data, "records.db"), records.Options{Log: log, Pepper: pepper})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if s.on.sample {
		if err := enrolSample(ctx, store); err != nil {
			return err
		}
	}
	key, err := secretFile(filepath.Join(data, "form-key"))
	if err != nil {
		return err
	}
	k, err := kiosk.New(kiosk.Options{
		Bundle: site, Store: store, Log: log, Addr: s.addr, Version: version(), Key: key, Sample: s.on.sample,
	})
	if err != nil {
		return fmt.Errorf("start kiosk: %w", err)
	}
	listener, err := net.Listen("tcp", s.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return hinted{err, "another program listens there; stop it, or choose another address with --addr"}
	}
	if err != nil {
		return err
	}
	if err := s.greet(ctx, t, store); err != nil {
		return errors.Join(err, listener.Close())
	}
	go expireDaily(ctx, store, log)
	return kiosk.Serve(ctx, listener, k.Handler(), log)
}

// expireDaily deletes what is no longer kept, now and every day, until ctx ends.
func expireDaily(ctx context.Context, store *records.Store, log *slog.Logger) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		if _, err := store.Expire(ctx); err != nil && ctx.Err() == nil {
			log.Error("records that are no longer kept stay for now", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-day.C:
		}
	}
}

// dataPath returns the absolute folder for bundles and records, which need not
// exist.
func (s *serving) dataPath() (string, error) {
	dir := s.data
	if dir == "" {
		home, err := personalFolder()
		if err != nil {
			return "", hinted{err, "say where with --data"}
		}
		dir = filepath.Join(home, "homeroom")
		if s.on.sample {
			dir = filepath.Join(home, "homeroom-sample")
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find data folder: %w", err)
	}
	return dir, nil
}

// dataFolder returns the absolute folder for bundles and records, and makes it.
func (s *serving) dataFolder() (string, error) {
	dir, err := s.dataPath()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", hinted{fmt.Errorf("make data folder: %w", err), "choose a folder that you may write to with --data"}
	}
	return dir, nil
}

// personalFolder returns where the operating system keeps a program's data for
// the person who runs it.
func personalFolder() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" && filepath.IsAbs(dir) {
		return dir, nil
	}
	if runtime.GOOS == "linux" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find data folder: %w", err)
		}
		return filepath.Join(home, ".local", "share"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find data folder: %w", err)
	}
	return dir, nil
}

// bundle returns the bundle of the folders: the one that is kept if nothing
// has changed, or else one built now. If the curriculum has mistakes it
// returns the bundle that was served last, if there is one.
func (s *serving) bundle(ctx context.Context, t terminal, data string) (*bundle.Bundle, error) {
	layers, err := s.on.stack()
	if err != nil {
		return nil, err
	}
	shelf, err := bundle.NewShelf(filepath.Join(data, "bundles"))
	if err != nil {
		return nil, err
	}
	sources, err := build.Digest(layers, version())
	if err != nil {
		return nil, err
	}
	kept, err := shelf.Find(sources)
	if err == nil {
		return kept, shelf.Choose(kept)
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, bundle.ErrDamaged) {
		return nil, err
	}
	fmt.Fprintln(t.err, "Building the site …")
	contents, err := compile(ctx, t, &s.on, layers)
	var mistake *build.Mistake
	if errors.As(err, &mistake) {
		last, lastErr := shelf.Current()
		if lastErr != nil {
			return nil, err
		}
		fmt.Fprintln(t.err, "The site that was built before stays served.")
		return last, nil
	}
	if err != nil {
		return nil, err
	}
	built, err := shelf.Put(contents)
	if err != nil {
		return nil, err
	}
	return built, shelf.Tidy(built, 2)
}

// greet says on the terminal where the kiosk is and how to get in.
func (s *serving) greet(ctx context.Context, t terminal, store *records.Store) error {
	fmt.Fprintf(t.out, "\nhomeroom is ready:  http://%s/\n", s.addr)
	if s.on.sample {
		if err := greetSample(t); err != nil {
			return err
		}
	}
	n, err := store.StaffCount(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		code := rand.Text()[:12]
		if err := store.SetSetupCode(ctx, code); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "\nFirst run: make the first staff account at  http://%s/en/kiosk/staff/setup\n"+
			"with the setup code  %s-%s-%s  (works once; a new one is shown at each start until it is used)\n",
			s.addr, code[:4], code[4:8], code[8:])
	}
	_, err = fmt.Fprintln(t.out, "\nStop with Ctrl-C.")
	return err
}

// secretFile returns the 32 random bytes kept in the file name, which is made
// on the first call and readable by its owner alone.
func secretFile(name string) ([]byte, error) {
	secret, err := os.ReadFile(name)
	if err == nil && len(secret) == 32 {
		return secret, nil
	}
	if err == nil {
		return nil, hinted{fmt.Errorf("read %s: it has %d bytes, not 32", name, len(secret)), "restore it from a backup; without it no student can sign in"}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	secret = make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	_, err = f.Write(secret)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	return secret, nil
}
