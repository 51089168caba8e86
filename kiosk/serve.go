package kiosk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Limits of the server. Slow browsers are given time, but none may hold a
// place for long: thirty children press the button at once.
const (
	headerTime     = 5 * time.Second
	readTime       = 15 * time.Second
	writeTime      = 60 * time.Second
	idleTime       = 60 * time.Second
	shutdownTime   = 10 * time.Second
	mostConnection = 4096
)

// Serve answers with handler on a listener, which may have TLS, until ctx is
// done. It then takes no new requests, ends those that are under way, for ten
// seconds at most, and returns nil. It closes the listener.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger) error {
	if logger == nil {
		logger = slog.Default()
	}
	server := newServer(handler)
	done := make(chan error, 1)
	go func() { done <- server.Serve(netutil.LimitListener(listener, mostConnection)) }()
	logger.Info("kiosk open", "addr", listener.Addr().String())
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	stopping, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer stop()
	err := server.Shutdown(stopping)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if err != nil {
		return fmt.Errorf("stop kiosk: %w", err)
	}
	logger.Info("kiosk closed")
	return nil
}

// newServer returns a server with all limits set. What net/http itself has to
// say of broken connections holds addresses of people's devices, and is not
// kept.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: mostHeaders, DisableGeneralOptionsHandler: true,
		ErrorLog: log.New(io.Discard, "", 0),
	}
}
