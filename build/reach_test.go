package build

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPageReaches has one way out of a page on each line, and whether it is
// one. What the quick look lets pass, the parser must let pass too.
func TestPageReaches(t *testing.T) {
	for _, tt := range []struct{ html, want string }{
		{`<img src="https://cdn.example/a.png">`, "outside <img src> https://cdn.example/a.png"},
		{`<IMG SRC = 'HTTP://cdn.example/a.png'>`, "outside <img src> HTTP://cdn.example/a.png"},
		{`<img src=//cdn.example/a.png>`, "outside <img src> //cdn.example/a.png"},
		{`<img alt="x"src="//cdn.example/a.png">`, "outside <img src> //cdn.example/a.png"},
		{`<img src="/\cdn.example/a.png">`, `outside <img src> /\cdn.example/a.png`},
		{"<img src=\"\n/\t/cdn.example/a.png\">", "outside <img src> \n/\t/cdn.example/a.png"},
		{`<img src="&#104;ttps://cdn.example/a.png">`, "outside <img src> https://cdn.example/a.png"},
		{`<img src="data:image/gif;base64,R0">`, "outside <img src> data:image/gif;base64,R0"},
		{`<img src="../media/a.png" srcset="../media/a.png 1x, https://cdn.example/b.png 2x">`, "outside <img srcset> https://cdn.example/b.png"},
		{`<source srcset="a.png,//cdn.example/b.png 2x">`, "outside <source srcset> //cdn.example/b.png"},
		{`<video poster="https://cdn.example/p.jpg">`, "outside <video poster> https://cdn.example/p.jpg"},
		{`<link rel="stylesheet" href="https://cdn.example/a.css">`, "outside <link href> https://cdn.example/a.css"},
		{`<link href="https://cdn.example/a.ico" rel="shortcut icon">`, "outside <link href> https://cdn.example/a.ico"},
		{`<link rel=preload href=https://cdn.example/a.woff2>`, "outside <link href> https://cdn.example/a.woff2"},
		{`<link rel="manifest" href="//cdn.example/m.json">`, "outside <link href> //cdn.example/m.json"},
		{`<link rel="dns-prefetch" href="//cdn.example">`, "outside <link href> //cdn.example"},
		{`<link rel="canonical" href="https://district.example/a.html">`, ""},
		{`<link rel="canonical stylesheet" href="https://cdn.example/a.css">`, "outside <link href> https://cdn.example/a.css"},
		{`<link title="<a x=" href="https://cdn.example/a.css" rel="icon">`, "outside <link href> https://cdn.example/a.css"},
		{`<script src="https://cdn.example/a.js"></script>`, "outside <script src> https://cdn.example/a.js"},
		{`<script src="../assets/a.js" defer></script>`, ""},
		{`<script>alert(1)</script>`, "inline an element <script> in the page itself <script>"},
		{`<SCRIPT type=module>x</SCRIPT>`, "inline an element <script> in the page itself <SCRIPT type=module>"},
		{`<style>p{}</style>`, "inline an element <style> in the page itself <style>"},
		{`<p style="color:red">`, "inline an attribute style color:red"},
		{`<p onclick="x()">`, "inline a handler onclick x()"},
		{`<p ONCLICK = x()>`, "inline a handler onclick x()"},
		{`<svg/onload=x()>`, "inline a handler onload x()"},
		{`<body onbeforeinstallprompt="x()">`, "inline a handler onbeforeinstallprompt x()"},
		{`<a href="https://example.org/" rel="external">out</a>`, ""},
		{`<a title="a > b" href="https://example.org/?a=1&amp;b=2">out</a>`, ""},
		{`<a href="javascript:x()">`, "outside <a href> javascript:x()"},
		{"<a href=\" java\nscript:x()\">", "outside <a href>  java\nscript:x()"},
		{`<a href="mailto:?subject=A: b&amp;body=c">`, ""},
		{`<a href="tel:555-0142">`, ""},
		{`<a href="x.html" ping="https://spy.example/">`, "outside <a ping> https://spy.example/"},
		{`<form action="https://forms.example/">`, "outside <form action> https://forms.example/"},
		{`<form action="mailto:a@b.example">`, "outside <form action> mailto:a@b.example"},
		{`<form action="../en/search.html" method="get">`, ""},
		{`<button formaction="//forms.example/">`, "outside <button formaction> //forms.example/"},
		{`<iframe src="x.html"></iframe>`, `inline an element <iframe> <iframe`},
		{`<object data="x.svg"></object>`, `inline an element <object> <object`},
		{`<Base href="/">`, `inline an element <base> <Base`},
		{`<svg><use href="https://cdn.example/i.svg#a"/></svg>`, "outside <use href> https://cdn.example/i.svg#a"},
		{`<svg><image xlink:href="https://cdn.example/i.png"/></svg>`, "outside <image xlink:href> https://cdn.example/i.png"},
		{`<svg><use href="#a"/></svg>`, ""},
		{`<body background="https://cdn.example/i.png">`, "outside <body background> https://cdn.example/i.png"},
		{`<meta http-equiv="refresh" content="0; url=https://example.org/">`, "outside <meta http-equiv=refresh> https://example.org/"},
		{`<meta http-equiv=Refresh content="0;URL='//example.org/'">`, "outside <meta http-equiv=refresh> //example.org/"},
		{`<meta http-equiv="refresh" content="0; url=./en/index.html">`, ""},
		{`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:">`, ""},
		{`<noscript><img src="https://spy.example/p.gif"></noscript>`, "outside <img src> https://spy.example/p.gif"},
		{`<!-- <img src="https://cdn.example/a.png"> -->`, ""},
		{`<p>src=https://cdn.example/ and style=none, on=off.</p>`, ""},
		{`<img data-src="https://cdn.example/a.png" src="a.png">`, ""},
		{`<p>5 = 3 + 2</p>`, ""},
	} {
		page := "<!doctype html><title>T</title>\n" + tt.html + "\n<p>The end.</p>"
		var got []string
		for _, r := range pageReaches([]byte(page)) {
			got = append(got, r.Rule+" "+r.What+" "+r.Text)
		}
		if got := strings.Join(got, "\n"); got != tt.want {
			t.Errorf("%s\nreaches for %q\nwant        %q", tt.html, got, tt.want)
		}
		if tt.want != "" && !mayReach([]byte(page)) {
			t.Errorf("the quick look misses %s", tt.html)
		}
	}
}

func TestStyleReaches(t *testing.T) {
	for _, tt := range []struct{ css, want string }{
		{`p { background: url(https://cdn.example/a.png) }`, "https://cdn.example/a.png"},
		{`p { background: URL( "//cdn.example/a.png" ) }`, "//cdn.example/a.png"},
		{`p { background: u\72l(https://cdn.example/a.png) }`, "https://cdn.example/a.png"},
		{`p { background: url(\68ttps://cdn.example/a.png) }`, "https://cdn.example/a.png"},
		{`@import "https://cdn.example/a.css";`, "https://cdn.example/a.css"},
		{`@import url('//cdn.example/a.css') layer(x);`, "//cdn.example/a.css"},
		{`p { background: image-set("https://cdn.example/a.png" 1x, "b.png" 2x) }`, "https://cdn.example/a.png"},
		{`@font-face { src: url("../fonts/a.woff2") format("woff2") }`, ""},
		{`/* url(https://example.org/) */ p { color: red }`, ""},
		{`p::after { content: "https://example.org/" }`, ""},
		{`p { background: url(#mark) }`, ""},
	} {
		var got []string
		for _, r := range styleReaches(tt.css) {
			got = append(got, r.Text)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.css, diff)
		}
	}
}

// TestPlainPagesAreNotParsed wants the quick look to be enough for every page
// of the sample: else the gate would cost what it should not.
func TestPlainPagesAreNotParsed(t *testing.T) {
	all := allFiles(t, renderedSample(t))
	for _, name := range pagesOf(all) {
		if name != "index.html" && mayReach([]byte(all[name])) {
			t.Errorf("%s would be parsed", name)
		}
	}
}

// FuzzMayReach looks for a page that the quick look lets pass and the parser
// does not.
func FuzzMayReach(f *testing.F) {
	for _, seed := range []string{`<img src=//a>`, `<a href="https://x" style=y>`, `<link title="<a " href="//x">`, `<base>`, `<p/onx=1>`, `<p onx>`, `<p style>`, "<p/onx\x1e1>", "<p/on\x16<\xf7=^*>", `<a x href="javascript:1">`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if found := pageReaches([]byte(page)); len(found) > 0 && !mayReach([]byte(page)) {
			t.Errorf("%q reaches for %v", page, found)
		}
	})
}
