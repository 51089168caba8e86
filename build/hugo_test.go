package build

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
	"homeroom/internal/layer"
)

// oneLanguage returns the sample site in English alone, with files laid on
// homeroom's own.
func oneLanguage(t *testing.T, over map[string]string) siteInput {
	t.Helper()
	in := sampleSite(t)
	in.Texts = in.Texts[:1]
	files := fstest.MapFS{}
	for name, text := range over {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	in.Layers = layer.New(
		layer.Layer{Name: layer.BuiltIn, Files: in.Layers},
		layer.Layer{Name: "Tern Hollow", Files: files},
	)
	return in
}

// TestTemplatesAreRefused lays one bad template on the theme at a time. What
// is refused must be named: the file, the line, and what it asked for.
func TestTemplatesAreRefused(t *testing.T) {
	t.Setenv("HUGO_SECRET", "the pepper")
	const template = "themes/homeroom/layouts/_partials/footer.html"
	for _, tt := range []struct {
		name, text string
		message    string
	}{
		{"it reads the environment", `{{ os.Getenv "HUGO_SECRET" }}`, "security.funcs.getenv"},
		{"it asks another computer", `{{ (resources.GetRemote "http://127.0.0.1:9/x").Content }}`, "security.http.urls"},
		{"it asks another computer and looks away", `{{ with try (resources.GetRemote "https://example.org/") }}{{ with .Err }}{{ errorf "%s" . }}{{ end }}{{ end }}`, "security.http.urls"},
		{"it runs a program", `{{ (resources.FromString "x.css" "a{}" | css.PostCSS).Content }}`, "security.exec.allow"},
		{"it runs another program", `{{ (resources.FromString "x.scss" "a{}" | css.Sass (dict "transpiler" "dartsass")).Content }}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := renderSite(t.Context(), oneLanguage(t, map[string]string{template: tt.text}))
			var refused *RenderError
			if !errors.As(err, &refused) {
				t.Fatalf("renderSite = %v, want a *RenderError", err)
			}
			first := refused.Problems[0]
			if !strings.Contains(first.Message, tt.message) {
				t.Errorf("message = %q, want %q in it", first.Message, tt.message)
			}
			if strings.Contains(err.Error(), "/site") || strings.Contains(err.Error(), "pepper") {
				t.Errorf("error shows what it should not: %v", err)
			}
			if first.File != template {
				t.Errorf("file = %q, want %q (message %q)", first.File, template, first.Message)
			}
			t.Logf("%s: %s", first.At(), first.Message)
		})
	}
}

// TestTemplatesReadNoOtherFiles puts functions that read files into a
// template: they see what Hugo was given, and nothing of this computer.
func TestTemplatesReadNoOtherFiles(t *testing.T) {
	secret := t.TempDir() + "/secret.txt"
	if err := os.WriteFile(secret, []byte("the pepper"), 0o600); err != nil {
		t.Fatal(err)
	}
	footer := `<p>[{{ if fileExists "` + secret + `" }}seen{{ end }}{{ with try (readFile "` + secret + `") }}{{ with .Value }}{{ . }}{{ end }}{{ end }}` +
		`{{ with try (readFile "../../../../../../../../` + secret + `") }}{{ with .Value }}{{ . }}{{ end }}{{ end }}]</p>`
	site, err := renderSite(t.Context(), oneLanguage(t, map[string]string{"themes/homeroom/layouts/_partials/footer.html": footer}))
	if err != nil {
		t.Fatal(err)
	}
	if page := file(t, site, "/en/help.html"); !strings.Contains(page, "<p>[]</p>") {
		t.Errorf("a template saw a file of this computer: %s", page[strings.Index(page, "<p>["):])
	}
}

// TestDistrictCannotConfigureHugo lays every file that Hugo's command would
// read as its configuration on the layers.
func TestDistrictCannotConfigureHugo(t *testing.T) {
	over := map[string]string{"themes/homeroom/layouts/_partials/footer.html": `{{ os.Getenv "HUGO_SECRET" }}`}
	for _, name := range []string{"hugo.yaml", "config/_default/hugo.yaml", "config/production/security.yaml",
		"no-other-configuration/_default/hugo.yaml", "themes/homeroom/hugo.yaml", "themes/homeroom/config/_default/hugo.yaml", "themes/homeroom/enforced.json"} {
		over[name] = "title: Stolen\nsecurity: {funcs: {getenv: ['.*']}}\n"
	}
	if _, err := renderSite(t.Context(), oneLanguage(t, over)); err == nil || !strings.Contains(err.Error(), "security.funcs.getenv") {
		t.Errorf("renderSite = %v, want a refusal", err)
	}
}

// TestPagesCannotRunPrograms puts a call of one of Hugo's own programs into a
// page. Package curriculum refuses it; here is the second lock.
func TestPagesCannotRunPrograms(t *testing.T) {
	for _, body := range []string{"{{< youtube dQw4w9WgXcQ >}}", "{{% readfile \"x\" %}}", "{{</* figure */>}}"} {
		in := oneLanguage(t, nil)
		pageAt(t, in, helpSource).Body = curriculum.Prose("Look:\n\n" + body + "\n")
		var refused *RenderError
		if _, err := renderSite(t.Context(), in); !errors.As(err, &refused) || refused.Problems[0].Rule != "shortcode" {
			t.Errorf("renderSite with %s = %v, want a refusal", body, err)
		}
	}
}

// TestWarningsNameTheAuthorsFile writes HTML into a page: it is left out, and
// its author is told.
func TestWarningsNameTheAuthorsFile(t *testing.T) {
	in := oneLanguage(t, nil)
	page := pageAt(t, in, helpSource)
	page.Body = "Look:\n\n<script>alert(1)</script>\n\nand <b onclick=\"x()\">press</b> [me](javascript:alert(1)).\n"
	site, err := renderSite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Warnings) == 0 || site.Warnings[0].File != page.Path || site.Warnings[0].Rule != "raw-html" {
		t.Errorf("warnings = %v, want one of %s", site.Warnings, page.Path)
	}
	html := file(t, site, address("en", page.Path))
	for _, bad := range []string{"alert(1)", "onclick"} {
		if strings.Contains(html, bad) {
			t.Errorf("page has %q", bad)
		}
	}
}

// pageAt returns the page of a source.
func pageAt(t *testing.T, in siteInput, source string) *curriculum.Page {
	t.Helper()
	for _, p := range in.Texts[0].Course.Pages {
		if p.Path == source {
			return p
		}
	}
	t.Fatalf("there is no page %s", source)
	return nil
}
