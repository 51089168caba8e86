package build

import (
	"context"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// window opens Chromium on the sample site as a folder, as from a USB stick.
// What goes wrong in a page is an error of the test.
func window(t *testing.T) (ctx context.Context, folder string) {
	t.Helper()
	return windowOn(t, renderedSample(t))
}

// windowOn is window on another site.
func windowOn(t *testing.T, site *renderedSite) (ctx context.Context, folder string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("HOMEROOM_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed")
	}
	folder = t.TempDir()
	if err := os.CopyFS(folder, tree(site)); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium),
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's own sandbox refuses root
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	return ctx, folder
}

// visit opens a page of the folder and returns what a script says of it.
func visit[T any](t *testing.T, ctx context.Context, folder, page string, width int64, script string) T {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate("file://"+filepath.ToSlash(folder)+page)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return got
}

// narrow returns what is wrong with a page on a small telephone: what sticks
// out of it, and what is too small for a finger.
const narrow = `(() => {
	const wrong = [];
	const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "." + e.className) + " “" + (e.textContent || e.value || "").trim().slice(0, 30) + "”";
	if (document.documentElement.scrollWidth > innerWidth) {
		wrong.push("the page is " + document.documentElement.scrollWidth + " wide");
		for (const e of document.querySelectorAll("body *")) {
			const box = e.getBoundingClientRect();
			if ((box.right > innerWidth + 1 || box.left < -1) && !e.closest(".table-wrap, .unseen, .skip")) wrong.push("sticks out: " + name(e));
		}
	}
	for (const e of document.querySelectorAll("button, summary, select, input, main li > a:only-child, .button, nav a")) {
		if (!e.checkVisibility() || e.type === "hidden" || e.closest("label.quiz-choice, .contents, .prose, .card")) continue;
		const box = (e.closest("label") || e).getBoundingClientRect();
		if (box.height < 44 && !e.closest(".contact")) wrong.push("only " + Math.round(box.height) + " high: " + name(e));
	}
	return wrong;
})()`

func TestPagesFitASmallTelephone(t *testing.T) {
	ctx, folder := window(t)
	for _, page := range pagesOf(allFiles(t, renderedSample(t))) {
		if strings.HasSuffix(page, ".fragment.html") || path.Dir(page) == "." || strings.HasPrefix(page, "es/") {
			continue // no whole page, or one like the others
		}
		for _, wrong := range visit[[]string](t, ctx, folder, "/"+page, 320, narrow) {
			t.Errorf("%s: %s", page, wrong)
		}
	}
}

// TestScriptsInAFolder tries what scripts add, in a site that was opened from
// a folder. The sample's pages must ask for nothing that is not in the folder,
// and write nothing to the console.
func TestScriptsInAFolder(t *testing.T) {
	ctx, folder := window(t)
	watch(t, ctx)
	for _, tt := range []struct{ name, page, script string }{
		{"the page knows its size of text", "/en/help.html",
			`(() => { document.getElementById("room-text-size-3").click(); return getComputedStyle(document.documentElement).fontSize === "21px"; })()`},
		{"the next page keeps it", "/en/index.html",
			`getComputedStyle(document.documentElement).fontSize === "21px" && document.getElementById("room-text-size-3").checked`},
		{"the normal size comes back", "/en/index.html",
			`(() => { document.getElementById("room-text-size-2").click(); return getComputedStyle(document.documentElement).fontSize === "16px"; })()`},
		{"a malformed address does no harm", "/en/families/faq/index.html#%", `!document.getElementById("stolen").open`},
		{"an address opens its answer", "/es/families/faq/index.html#stolen", `document.getElementById("stolen").open`},
		{"an address chooses its band", "/en/lessons/index.html#room-band-k-2",
			`document.querySelector("[data-band='6-8']").checkVisibility() === false && document.querySelector("[data-band='k-2']").checkVisibility()`},
		{"the print button is there", "/en/help.html", `document.querySelector("[data-print]").checkVisibility()`},
		{"a letter has the whole address", "/en/help.html",
			`(() => { const a = document.querySelector("[data-email]"); a.addEventListener("click", (e) => e.preventDefault()); a.click(); return decodeURIComponent(a.href).endsWith(location.href); })()`},
		{"a menu closes on Escape", "/en/help.html",
			`(() => { const m = document.querySelector("details.menu"); m.open = true; document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })); return !m.open; })()`},
		{"a title is found by the beginnings of its words", "/en/search.html?q=RESPON+techn",
			`[...document.querySelectorAll("[data-entry]:not([hidden])")].map((e) => e.textContent.trim()).join().startsWith("Responsible Use of Technology")`},
		{"a title is found without its accents", "/es/search.html?q=credito", `document.querySelectorAll("[data-entry]:not([hidden])").length === 1`},
		{"nothing found is said", "/en/search.html?q=zebra", `document.querySelector("main [role=status]").textContent.length > 10`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !visit[bool](t, ctx, folder, tt.page, 1280, tt.script) {
				t.Errorf("it is not so in %s", tt.page)
			}
		})
	}
}

// watch makes an error of the test of each message in the console, and of each
// request for what is not in a folder.
func watch(t *testing.T, ctx context.Context) {
	t.Helper()
	var mu sync.Mutex
	var wrong []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "file:") && !strings.HasPrefix(e.Request.URL, "about:") {
				wrong = append(wrong, "a request to "+e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			wrong = append(wrong, "a script failed: "+e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			wrong = append(wrong, "the console says: "+e.Entry.Text+" "+e.Entry.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range wrong {
			t.Error(w)
		}
	})
}
