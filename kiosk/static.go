package kiosk

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for kiosk.js
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"homeroom/internal/bundle"
)

// How long a browser may keep a file.
const (
	never   = "no-store"                            // it is personal
	asked   = "no-cache"                            // it must ask whether the file has changed
	hour    = "public, max-age=3600"                // it hardly ever changes
	forever = "public, max-age=31536000, immutable" // its name changes when it does
)

// fingerprint is part of the name of a file whose name changes with it.
var fingerprint = regexp.MustCompile(`\.[0-9a-f]{16,}\.`)

// file answers with a file of the public site, or says that there is none.
func (k *Kiosk) file(v *visit) error {
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodHead {
		v.w.Header().Set("Allow", "GET, HEAD")
		return &refusal{http.StatusMethodNotAllowed, "no-page"}
	}
	name := strings.TrimPrefix(v.r.URL.Path, "/")
	if lang, rest, _ := strings.Cut(name, "/"); v.on.speaks(lang) {
		switch rest {
		case "kiosk":
			return v.redirect(v.Path(""))
		case "":
			name = lang + "/index.html"
		}
	}
	if private(name) {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	keep := asked
	switch {
	case fingerprint.MatchString(path.Base(name)):
		keep = forever
	case strings.HasPrefix(name, "pictures/"):
		keep = hour
	}
	return v.sendFrom(v.on.Site(), name, keep, v.Path(""))
}

// staffFile answers with a page for staff.
func (k *Kiosk) staffFile(v *visit) error {
	return v.sendFrom(v.on.Staff(), strings.TrimPrefix(v.r.URL.Path, "/"), never, v.Path("staff", ""))
}

// private reports whether a file is not for the public, wherever it may lie:
// what the kiosk's pages are made of, and the pages of staff.
func private(name string) bool {
	_, rest, _ := strings.Cut(name, "/")
	return rest == "frame.html" || strings.HasSuffix(name, ".fragment.html") || strings.HasPrefix(rest, "staff/")
}

// sendFrom answers with a file, or says that there is none. A folder is none.
// A page gets a way back to the kiosk, because a browser without buttons has no
// other.
func (v *visit) sendFrom(files fs.FS, name, keep, back string) error {
	if !fs.ValidPath(name) || strings.Contains(name, "\\") {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	info, err := fs.Stat(files, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	if err != nil {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read file of the site: %w", err)
	}
	if path.Ext(name) == ".html" {
		data = v.withWayBack(data, back)
	}
	tag, ok := v.on.tags.Load(name)
	if !ok {
		sum := sha256.Sum256(data)
		tag = `"` + hex.EncodeToString(sum[:12]) + `"`
		v.on.tags.Store(name, tag)
	}
	if keep != never {
		v.w.Header().Set("ETag", tag.(string))
	}
	return v.send(name, data, keep)
}

// withWayBack puts a link where the kiosk's own pages have the button that
// signs a student out: at the beginning of the header's tools. In a theme that
// has none it is at the beginning of the page's main part.
func (v *visit) withWayBack(page []byte, back string) []byte {
	link := `<p class="session kiosk-return"><a class="button" href="` + template.HTMLEscapeString(back) + `">` +
		template.HTMLEscapeString(v.T("kiosk-return")) + "</a></p>"
	for _, place := range []string{`<div class="tools"`, "<main"} {
		start := bytes.Index(page, []byte(place))
		if start < 0 {
			continue
		}
		if end := bytes.IndexByte(page[start:], '>'); end >= 0 {
			at := start + end + 1
			return slices.Concat(page[:at], []byte(link), page[at:])
		}
	}
	return page
}

// send answers with a file, or with the part of it that was asked for.
func (v *visit) send(name string, data []byte, keep string) error {
	v.w.Header().Set("Content-Type", bundle.TypeOf(name))
	v.w.Header().Set("Cache-Control", keep)
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(data))
	return nil
}

// script is the kiosk's own script. Its address has a piece of its digest in
// it, so that a browser may keep it for ever.
//
//go:embed kiosk.js
var script []byte

var scriptName = func() string {
	sum := sha256.Sum256(script)
	return "kiosk." + hex.EncodeToString(sum[:8]) + ".js"
}()

// Script is the address of the kiosk's own script.
func (v *visit) Script() string { return "/kiosk/assets/" + scriptName }

// asset answers with the kiosk's own script.
func (k *Kiosk) asset(v *visit) error {
	if v.r.PathValue("file") != scriptName {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	return v.send(scriptName, script, forever)
}
