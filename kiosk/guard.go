package kiosk

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Most that a browser may send.
const (
	mostBody    = 64 << 10 // bytes of a form
	mostFields  = 200      // fields of a form
	mostHeaders = 16 << 10 // bytes of headers
)

// policy is the Content-Security-Policy of every answer. Nothing is inline and
// nothing comes from elsewhere; scripts may make script addresses only under
// the name "homeroom", whose rule is: same origin.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types homeroom"

// headers are on every answer, also on errors.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// guard refuses what no honest browser of the school sends, before anything
// looks at it: a body of unknown length, because two servers may disagree
// where it ends; another site's name, because a foreign page may have led the
// browser here; a form that another site made. It also catches panics and
// writes one line for each request.
func (k *Kiosk) guard(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.refuse(w, r, &refusal{http.StatusForbidden, "foreign-form"})
	}))
	inner := sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		begun, out := k.now(), &witness{ResponseWriter: w}
		defer k.write(out, r, begun)
		defer k.rescue(out, r)
		switch {
		case len(r.TransferEncoding) > 0 || r.ContentLength < 0 && r.ProtoMajor < 2:
			w.Header().Set("Connection", "close")
			k.refuse(out, r, &refusal{http.StatusBadRequest, "form-unreadable"})
		case !k.mine(r):
			w.Header().Set("Connection", "close")
			k.refuse(out, r, &refusal{http.StatusMisdirectedRequest, "wrong-host"})
		default:
			r.Body = http.MaxBytesReader(out, r.Body, mostBody)
			inner.ServeHTTP(out, r)
		}
	})
}

// refuse tells the person at the browser why a request goes no further.
func (k *Kiosk) refuse(w http.ResponseWriter, r *http.Request, no *refusal) {
	k.tell(k.newVisit(w, r), no)
}

// rescue answers for a page that panicked. Nothing of it has been sent, since
// pages are whole before they are written.
func (k *Kiosk) rescue(w *witness, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	// A panic's text may hold what somebody typed; its type and the stack do not.
	code := newCode()
	k.log.Error("request panicked", "code", code, "pattern", r.Pattern, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	if w.status == 0 {
		k.tellCode(k.newVisit(w, r), code)
	}
}

// write logs a request by the name of its page: an address may hold what
// somebody typed.
func (k *Kiosk) write(w *witness, r *http.Request, begun time.Time) {
	k.log.Info("request", "pattern", r.Pattern, "method", knownMethod(r.Method), "status", w.status,
		"ms", k.now().Sub(begun).Milliseconds())
}

func knownMethod(m string) string {
	if slices.Contains([]string{"GET", "HEAD", "POST"}, m) {
		return m
	}
	return "other"
}

// A witness remembers the status that was sent.
type witness struct {
	http.ResponseWriter
	status int
}

// WriteHeader sends a status and remembers it.
func (w *witness) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends data.
func (w *witness) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(data)
}

// Unwrap is for http.ResponseController.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// mine reports whether a request calls the kiosk by a name of its own: one of
// loopback's, the address that it listens on, the address that the connection
// came to, or one from the district's settings. Any other name may be a
// foreign site whose address was pointed here.
func (k *Kiosk) mine(r *http.Request) bool {
	name := hostOf(r.Host)
	if name == "" {
		return false
	}
	if name == "localhost" || name == hostOf(k.addr) || slices.ContainsFunc(k.on.Load().settings().Hosts, func(h string) bool { return hostOf(h) == name }) {
		return true
	}
	called, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	return called.IsLoopback() || called.Unmap() == localAddr(r)
}

// localAddr is the address of this machine that a request came to.
func localAddr(r *http.Request) netip.Addr {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return netip.Addr{}
	}
	ap, err := netip.ParseAddrPort(at.String())
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// hostOf returns the name in host:port, in lower case and without brackets
// or the dot of a full domain name.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// safeForStaff reports whether a password may be typed into this browser: the
// connection does not leave the machine, or it is encrypted, or the district
// takes the risk.
func (k *Kiosk) safeForStaff(r *http.Request) bool {
	if r.TLS != nil || k.on.Load().settings().StaffOverHTTP {
		return true
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback()
}
