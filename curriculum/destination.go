package curriculum

import (
	"net/url"
	"path"
	"strings"
)

// An address is what the destination of a link means.
type address struct {
	scheme   string // in small letters; "" for a page or file of the layer
	host     bool   // begins with two slashes
	path     string // source path; that of the page itself for "#id"
	fragment string
	query    bool
	folder   bool   // ends with a slash
	bad      string // why it cannot be read, or ""
}

// local reports whether the address is that of a page or file of the layer.
func (a address) local() bool { return a.scheme == "" && !a.host && a.bad == "" && a.path != "" }

// rooted returns a local address as it may stand in any page.
func (a address) rooted() string {
	s := "/" + a.path
	if a.fragment != "" {
		s += "#" + a.fragment
	}
	return s
}

// destination reads the destination of a link in the file from.
func destination(from, dest string) address {
	dest = strings.TrimSpace(dest)
	if i := strings.IndexFunc(dest, func(r rune) bool { return r < 0x20 || r == 0x7f }); i >= 0 {
		return address{bad: "it has a control character"}
	}
	if dest == "" {
		return address{bad: "it is empty"}
	}
	if i := strings.IndexAny(dest, ":/?#"); i > 0 && dest[i] == ':' {
		return address{scheme: strings.ToLower(dest[:i])}
	}
	if strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, `/\`) || strings.HasPrefix(dest, `\`) {
		return address{host: true}
	}
	var a address
	rest, fragment, _ := strings.Cut(dest, "#")
	rest, _, a.query = strings.Cut(rest, "?")
	decoded, err := url.PathUnescape(rest)
	if err != nil || strings.ContainsAny(decoded, "\\\x00\n") {
		return address{bad: "it cannot be read"}
	}
	a.fragment = fragment
	a.folder = strings.HasSuffix(decoded, "/")
	switch {
	case decoded == "":
		a.path = from
	case decoded[0] == '/':
		a.path = strings.TrimPrefix(path.Clean(decoded), "/")
	default:
		a.path = path.Join(path.Dir(from), decoded)
	}
	if a.path == ".." || strings.HasPrefix(a.path, "../") || a.path == "" || a.path == "." {
		return address{bad: "it leads out of the folder"}
	}
	return a
}
