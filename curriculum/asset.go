package curriculum

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// A credit is what NAME.credit.yaml says of the file NAME.
type credit struct {
	src   *source
	asset Asset
	used  bool
}

// loadAssets reads the files beside the pages and their credits.
func (l *loader) loadAssets() error {
	l.credits = map[string]*credit{}
	for _, name := range l.found.credits {
		s, err := l.read(name)
		if err != nil {
			return err
		}
		if s != nil {
			l.credits[strings.TrimSuffix(name, ".credit.yaml")] = l.credit(s)
		}
	}
	l.assets = map[string]bool{}
	for _, name := range l.found.assets {
		l.assets[name] = true
		at := whole(&source{path: name, layer: l.layer(name)})
		asset := Asset{Path: name}
		switch c := l.credits[name]; {
		case c != nil:
			c.used = true
			asset = c.asset
			asset.Path = name
		case path.Ext(name) != ".vtt":
			l.wrong(at, "missing-credit", "write "+path.Base(name)+".credit.yaml with its title, author, source and licence", "nobody is credited for this file")
		}
		if path.Ext(name) == ".svg" {
			if err := l.checkSVG(name); err != nil {
				return err
			}
		}
		l.course.Assets = append(l.course.Assets, asset)
	}
	for name, c := range l.credits {
		if !c.used {
			l.wrong(whole(c.src), "unused-credit", didYouMean(name, l.found.assets, "take it away, or add the file"), "there is no file %s beside this credit", quote(path.Base(name)))
		}
	}
	return nil
}

// credit reads a file of credits.
func (l *loader) credit(s *source) *credit {
	c := &credit{src: s}
	n := l.yaml(s, 0, len(s.text))
	if n == nil {
		return c
	}
	f := l.fields(n, "a credit")
	c.asset = Asset{
		Title:   f.must("title"),
		Author:  f.must("author"),
		Source:  f.must("source"),
		Changed: f.text("changed"),
		People:  f.oneOf("people", "none", "unrecognisable", "recognisable"),
	}
	l.licence(f, &c.asset)
	l.people(f, &c.asset, strings.TrimSuffix(s.path, ".credit.yaml"))
	f.done()
	return c
}

// checkSVG reports what makes an SVG picture more than a picture: scripts,
// handlers, foreign content, and references to other files.
func (l *loader) checkSVG(name string) error {
	if path.Ext(name) != ".svg" {
		return nil
	}
	s, err := l.read(name)
	if err != nil || s == nil {
		return err
	}
	d := xml.NewDecoder(strings.NewReader(s.text))
	for depth, first := 0, true; ; {
		from := int(d.InputOffset())
		t, err := d.Token()
		at := span{s, from, min(max(int(d.InputOffset()), from), len(s.text))}
		switch {
		case errors.Is(err, io.EOF) && first:
			at = whole(s)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			l.wrong(at, "svg", "save the picture again from a drawing program", "this is not well-formed SVG")
			return nil
		}
		e, start := t.(xml.StartElement)
		if _, end := t.(xml.EndElement); end {
			depth--
		}
		if start {
			depth++
		}
		if err != nil || depth > 256 || start && first && e.Name.Local != "svg" {
			l.wrong(at, "svg", "save the picture as SVG", "this is not an SVG picture")
			return nil
		}
		first = first && !start
		if what := active(t); what != "" {
			l.wrong(at, "svg-active", "take it out of the picture", "an SVG picture must not have %s", what)
		}
	}
}

// activeElements are the elements of SVG that do something or hold something
// else than a picture.
var activeElements = []string{"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate", "animatemotion", "animatetransform", "audio", "video", "image"}

// active says what in a part of an SVG file is more than a picture, or "".
func active(t xml.Token) string {
	switch t := t.(type) {
	case xml.StartElement:
		return activeElement(t)
	case xml.Directive:
		if strings.Contains(strings.ToUpper(string(t)), "ENTITY") {
			return "entities"
		}
	case xml.ProcInst:
		if t.Target != "xml" {
			return "processing instructions"
		}
	case xml.CharData:
		if styleReaches(string(t)) {
			return "an address of another file"
		}
	}
	return ""
}

// activeElement says what in an element of SVG is more than a picture, or "".
func activeElement(e xml.StartElement) string {
	if name := strings.ToLower(e.Name.Local); slices.Contains(activeElements, name) {
		return fmt.Sprintf("an element %s", quote(e.Name.Local))
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		switch {
		case strings.HasPrefix(name, "on"):
			return "a handler " + quote(a.Name.Local)
		case (name == "href" || name == "src") && !strings.HasPrefix(value, "#"):
			return "an address of another file"
		case a.Name.Space != "xmlns" && name != "xmlns" && styleReaches(value):
			return "an address of another file"
		}
	}
	return ""
}

// styleReaches reports whether a style refers to another file.
func styleReaches(style string) bool {
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	if strings.Contains(style, "@import") || strings.Contains(style, "javascript:") || strings.Contains(style, `\`) && strings.Contains(style, ":") {
		return true
	}
	for rest := style; ; {
		i := strings.Index(rest, "url(")
		if i < 0 {
			return false
		}
		rest = strings.TrimLeft(rest[i+4:], `"'`)
		if !strings.HasPrefix(rest, "#") {
			return true
		}
	}
}
