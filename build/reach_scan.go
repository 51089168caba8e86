package build

import "bytes"

// mayReach reports whether a page may have a reach, at a small part of the
// time that it takes to parse it. It looks at each "=" for the name before it
// and the value after it, and at the tags that are refused outright. It is
// never false for a page of which [pageReaches] finds something; for a page
// that is written in an unusual way it may be true without need.
func mayReach(page []byte) bool {
	for rest, at := page, 0; ; {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			return mayFrame(page)
		}
		at += i
		if mayBe(page, at) {
			return true
		}
		at++
		rest = page[at:]
	}
}

// mayBe reports whether the "=" at a place gives a reach its value.
func mayBe(page []byte, at int) bool {
	end := at
	for end > 0 && page[end-1] <= ' ' {
		end--
	}
	start := end
	for start > 0 && nameByte(page[start-1]) {
		start--
	}
	var lower [16]byte
	name := page[start:end]
	if len(name) < 2 || len(name) > len(lower) {
		return len(name) > 2 && name[0]|0x20 == 'o' && name[1]|0x20 == 'n' // the longest handlers
	}
	for i, c := range name {
		if lower[i] = c; 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	switch key := string(lower[:len(name)]); {
	case key[:2] == "on", key == "style", key == "srcdoc":
		return true
	case key == "http-equiv":
		return !bytes.HasPrefix(page[at+1:], []byte(`"Content-Security-Policy"`))
	case fetched(key):
		return !plainAddress(page[at+1:]) && !(key == "href" && hyperlink(page, start))
	}
	return false
}

// nameByte reports whether a byte can be in the name of an attribute as far
// as mayReach cares: all that browsers allow but quotes.
func nameByte(c byte) bool {
	return c > ' ' && c != '"' && c != '\'' && c != '/' && c != '>' && c != '<' && c != '='
}

// plainAddress reports whether the quoted value at the beginning of text is an
// address inside the site beyond all doubt.
func plainAddress(text []byte) bool {
	if len(text) == 0 || text[0] != '"' {
		return false
	}
	end := bytes.IndexByte(text[1:], '"')
	if end < 0 {
		return false
	}
	value := text[1 : 1+end]
	if len(value) >= 2 && value[0] == '/' && value[1] == '/' {
		return false
	}
	for _, c := range value {
		if c <= ' ' || c == ':' || c == '&' || c == '\\' || c == ',' {
			return false
		}
	}
	return true
}

// hyperlink reports whether the attribute that begins at a place is one of an
// <a> that is written as Hugo writes it, and leads to where a reader may go.
func hyperlink(page []byte, attribute int) bool {
	tag := bytes.LastIndexByte(page[:attribute], '<')
	if tag < 0 || !bytes.HasPrefix(page[tag:], []byte("<a ")) {
		return false
	}
	for at := tag + 3; at <= attribute; {
		if at == attribute {
			return followed(page[at+len(`href=`):])
		}
		switch c := page[at]; {
		case c <= ' ':
			at++
		case !nameByte(c):
			return false
		default:
			for at < attribute && nameByte(page[at]) {
				at++
			}
			if page[at] != '=' {
				continue
			}
			if page[at+1] != '"' {
				return false
			}
			end := bytes.IndexByte(page[at+2:], '"')
			if end < 0 {
				return false
			}
			at += end + 3
		}
	}
	return false
}

// followed reports whether a quoted value is an address to which a reader can
// go: of another site, or of a letter or a call.
func followed(value []byte) bool {
	for _, prefix := range []string{`"https://`, `"http://`, `"mailto:`, `"tel:`, `"./`, `"../`, `"#`} {
		if bytes.HasPrefix(value, []byte(prefix)) {
			return true
		}
	}
	return false
}

// mayFrame reports whether a page may have a tag that is refused. It looks at
// the first two letters of each tag; few that Hugo writes begin like those.
func mayFrame(page []byte) bool {
	for {
		i := bytes.IndexByte(page, '<')
		if i < 0 || i+1 == len(page) {
			return false
		}
		page = page[i+1:]
		if len(page) < 4 {
			return false
		}
		switch [2]byte{page[0] | 0x20, page[1] | 0x20} {
		case [2]byte{'s', 'c'}:
			if !bytes.HasPrefix(page, []byte(`script src="`)) {
				return true
			}
		case [2]byte{'s', 't'}:
			if !bytes.HasPrefix(page, []byte("strong")) {
				return true
			}
		case [2]byte{'i', 'f'}, [2]byte{'f', 'r'}, [2]byte{'o', 'b'}, [2]byte{'e', 'm'},
			[2]byte{'a', 'p'}, [2]byte{'b', 'a'}, [2]byte{'p', 'o'}, [2]byte{'f', 'e'}:
			if !bytes.HasPrefix(page, []byte("em>")) {
				return true
			}
		}
	}
}
