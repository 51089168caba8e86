// Package preview shows a site to its author while it is being written. Each
// page in the browser follows the site by itself; a mistake is shown over the
// page, which stays as it was until the mistake is mended.
//
// A [Server] answers with what it was given last by [Server.Show] and
// [Server.Fail]. The package knows nothing of how a site is made or of when its
// sources change, and keeps nothing. It shows what readers must not see, so it
// listens to this machine alone ([Listen]) and answers to its names alone.
package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"

	"homeroom/internal/diag"
)

// A Site is all files of a site in one language, and what its author is told
// of its pages.
type Site struct {
	Lang      string
	Languages []string // that the site will have
	Home      string   // address of the first page
	Files     fs.FS    // names are addresses without the first slash
	Pages     []Page
	Warnings  []diag.Problem
}

// A Page is one page of a Site, and what of it readers will not see.
type Page struct {
	Address string // from the root of the site
	Title   string
	File    string // where its author writes it; "" if nobody does
	Draft   bool   // the site will not have it
	Staff   bool   // the public site will not have it
	Answers bool   // the public site will not have its answers
}

// Words are the words of the interface in one language. *translate.Words is
// one.
type Words interface {
	T(key string, pairs ...any) string
	N(key string, n int, pairs ...any) string
	Lang() string
	Dir() string
}

// A Server is the preview of one site. Any number of goroutines may use it.
type Server struct {
	words Words

	mu      sync.Mutex
	now     showing
	changed chan struct{} // closed when now is replaced
}

// showing is what a Server shows. It is replaced as a whole.
type showing struct {
	site     *Site          // the last one that was right; nil before the first
	version  string         // of the site's files; "" without a site
	mistakes []diag.Problem // why the site is not the newest
	mark     string         // of the mistakes; "" without any
}

// New returns a server that speaks in words. It answers when it has something
// to show.
func New(words Words) *Server { return &Server{words: words, changed: make(chan struct{})} }

// Show shows a site from now on. It must not change any more.
func (s *Server) Show(site *Site) error {
	version, err := digest(site.Files)
	if err != nil {
		return fmt.Errorf("read site: %w", err)
	}
	s.replace(func(*showing) showing { return showing{site: site, version: version} })
	return nil
}

// Fail shows mistakes over the site that was shown last, if there was one.
func (s *Server) Fail(mistakes []diag.Problem) {
	h := sha256.New()
	for _, m := range mistakes {
		fmt.Fprintf(h, "%q\n", []any{m.At(), m.Layer, m.Message, m.Text, m.Hint})
	}
	mark := hex.EncodeToString(h.Sum(nil)[:12])
	s.replace(func(now *showing) showing { return showing{now.site, now.version, mistakes, mark} })
}

// replace puts another thing to show, and tells everybody who waits.
func (s *Server) replace(with func(*showing) showing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = with(&s.now)
	close(s.changed)
	s.changed = make(chan struct{})
}

// look returns what is shown, and a channel that is closed when that changes.
func (s *Server) look() (showing, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, s.changed
}

// wait returns what is shown, as soon as there is something.
func (s *Server) wait(ctx context.Context) (showing, error) {
	for {
		now, changed := s.look()
		if now.site != nil || now.mark != "" {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
}

// digest returns a digest of all files: the same for the same site, also after
// the program was started again.
func digest(files fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%q %d\n", name, len(data))
		h.Write(data)
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)[:12]), err
}

// page returns what is known of the page at an address.
func (s *Site) page(address string) Page {
	for _, p := range s.Pages {
		if p.Address == address {
			return p
		}
	}
	return Page{}
}
