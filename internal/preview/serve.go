package preview

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// ErrOpen is returned by Listen for an address that other machines can reach.
var ErrOpen = errors.New("other machines could reach that address")

// Listen opens an address, host:port, of this machine alone. Port 0 is any
// free one.
func Listen(addr string) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	if !at.IP.IsLoopback() {
		return nil, fmt.Errorf("listen on %s: %w", addr, ErrOpen)
	}
	return net.ListenTCP("tcp", at)
}

// How long a browser may take, and how long the end may.
const (
	headerTime = 5 * time.Second
	endTime    = 2 * time.Second
)

// Serve answers on the listener until ctx is done, and returns nil then. It
// closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTime,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends the streams of events
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	ending, stop := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer stop()
	if err := server.Shutdown(ending); err != nil {
		return server.Close()
	}
	return nil
}

// mine reports whether a request calls this machine by a name of loopback. Any
// other may be a foreign site whose name was pointed here.
func mine(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if host == "localhost" {
		return true
	}
	at, err := netip.ParseAddr(host)
	return err == nil && at.IsLoopback()
}
