package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// until waits until a script in the page is true. Between two pages there is
// nobody to ask, so it asks again.
func (b *browser) until(script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		if err == nil && is {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("the page never comes to %s:\n%s", script, b.text())
		}
	}
}

// TestPreviewInABrowser does what an author does, and touches nothing in the
// browser: the page follows by itself.
func TestPreviewInABrowser(t *testing.T) {
	needed(t, "chromium")
	a := writes(t, map[string]string{taleFile: tale("The first tale")})
	a.preview("127.0.0.1:0")
	b := open(t, a.base, true)
	b.do(chromedp.Navigate(a.base + talePage))
	b.until(`document.readyState === "complete" && document.querySelector("h1").innerText === "The first tale"`)
	if !strings.Contains(b.text(), "Only this computer shows it") {
		t.Errorf("the page does not say that it is a preview:\n%s", b.text())
	}

	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo({ top: 900, behavior: "instant" })`))
	begun := time.Now()
	a.write(taleFile, tale("A second tale"))
	b.until(`document.querySelector("h1")?.innerText === "A second tale"`)
	t.Logf("the browser shows a change after %v", time.Since(begun))
	b.until(`document.readyState === "complete" && Math.abs(scrollY - 900) < 2`)

	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("input[type=search]").focus({ preventScroll: true }); window.same = true`))
	a.write(taleFile, strings.Replace(tale("A bad tale"), "minutes: 30", "minutes: long", 1))
	b.until(`document.querySelector("[role=alert] details[open]")?.innerText.includes("tale.md:5:10")`)
	said := b.text()
	for _, text := range []string{"1 mistake", "minutes cannot be", "  5 | minutes: long", "^^^^", "hint: write a whole number", "A second tale"} {
		if !strings.Contains(said, text) {
			t.Errorf("the page does not say %q:\n%s", text, said)
		}
	}
	b.until(`window.same && document.activeElement.type === "search"`) // neither loaded again nor the focus taken

	b.do(chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))`))
	b.until(`!document.querySelector("[role=alert] details").open`)
	b.do(chromedp.Navigate(a.base + "/en/lessons/index.html"))
	b.until(`document.readyState === "complete" && document.querySelector("[role=alert] details")?.open === false`) // and stays away

	b.do(chromedp.Navigate(a.base + talePage))
	a.write(taleFile, tale("A second tale"))
	b.until(`document.querySelector("h1")?.innerText === "A second tale" && !document.querySelector("[role=alert] details")`)

	b.do(chromedp.Navigate(a.base + "/.preview/"))
	if said := b.text(); !strings.Contains(said, a.name(taleFile)) || !strings.Contains(said, "Guide") && !strings.Contains(said, "staff") {
		t.Errorf("the list of all pages lacks some:\n%s", said)
	}
}

// TestPreviewWithoutScripts shows the same to a browser without scripts, which
// asks for it by a link.
func TestPreviewWithoutScripts(t *testing.T) {
	needed(t, "chromium")
	a := writes(t, map[string]string{taleFile: tale("The first tale")})
	a.preview("127.0.0.1:0")
	next := a.events()
	next()
	b := open(t, a.base, false)
	a.write(taleFile, strings.Replace(tale("A bad tale"), "minutes: 30", "minutes: long", 1))
	next()
	b.do(chromedp.Navigate(a.base + talePage))
	if said := b.text(); !strings.Contains(said, "minutes cannot be") || !strings.Contains(said, "The first tale") {
		t.Errorf("the page does not show the mistake over what was there:\n%s", said)
	}
	a.write(taleFile, tale("A second tale"))
	next()
	b.press(`[role=alert] a`)
	if said := b.text(); strings.Contains(said, "minutes cannot be") || !strings.Contains(said, "A second tale") {
		t.Errorf("the link does not show the tale as it was mended:\n%s", said)
	}
}

// TestPreviewStartsAgain ends the preview and starts it at the same address.
// The page says so, and follows.
func TestPreviewStartsAgain(t *testing.T) {
	needed(t, "chromium")
	a := writes(t, map[string]string{taleFile: tale("The first tale")})
	a.preview("127.0.0.1:0")
	b := open(t, a.base, true)
	b.do(chromedp.Navigate(a.base + talePage))
	b.until(`document.readyState === "complete"`)
	a.stop()
	b.until(`document.documentElement.hasAttribute("data-preview-away")`)
	if !strings.Contains(b.text(), "The preview has stopped") {
		t.Errorf("the page does not say that the preview has stopped:\n%s", b.text())
	}
	b.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	a.preview(strings.TrimPrefix(a.base, "http://"))
	b.until(`window.same && !document.documentElement.hasAttribute("data-preview-away")`) // nothing has changed
	a.write(taleFile, tale("A second tale"))
	b.until(`document.querySelector("h1")?.innerText === "A second tale"`)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = nil // what the console said while nobody answered
}
