package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"homeroom/records"
)

// TestDoctorNamesNobody makes a home with private names wherever a report could
// take them from, and looks for each in every form of the report.
func TestDoctorNamesNobody(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home", "wilhelmina-quillfeather")
	data, dir := filepath.Join(home, "data"), filepath.Join(home, "folder-of-wilhelmina")
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	for name, text := range map[string]string{
		"config.yaml":                     "district: {name: Quillfeather Schools, phone: \"555-0100\"}\nlanguages: [en, tlh]\n",
		"taken.yaml":                      "content/help.md: {from: built-in, version: v0, sha265: quillfeather}\n",
		"content/help.md":                 "---\nid: help\ntitle: Quillfeather\n---\n\nAsk Wilhelmina.\n",
		"content/families/quill.md":       "Wilhelmina has a mistake here.\n",
		"Quillfeather IEP.docx":           "private",
		"wilhelmina.quillfeather":         "private",
		"content/quillfeather-photo.heic": "private",
		"roster.yaml":                     "students: [Wilhelmina Quillfeather]\n",
	} {
		writeFile(t, filepath.Join(dir, name), text)
	}
	if err := os.Symlink(filepath.Join(home, "quillfeather"), filepath.Join(dir, "content", "wilhelmina.md")); err != nil {
		t.Log("without a symbolic link: ", err)
	}
	private := append(sampleNames(t), home, "wilhelmina", "quillfeather", "555-0100", "open-sesame")
	if me, err := user.Current(); err == nil {
		private = append(private, me.Username, me.HomeDir)
	}

	store := openSample(t, data)
	examine(t, private, "while a kiosk is open", dir, "--data", data)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	examine(t, private, "afterwards", dir, "--data", data)
	examine(t, private, "with names that a folder is not", dir, "--school", dir, "--data", filepath.Join(dir, "roster.yaml"))
	writeFile(t, filepath.Join(data, "records.db"), "Wilhelmina Quillfeather")
	writeFile(t, filepath.Join(data, "pepper"), "quillfeather")
	examine(t, private, "with damaged records", dir, "--data", data, "--addr", "wilhelmina.example:99999")
	t.Setenv("HOMEROOM_DATA", "postgres://quillfeather:open-sesame@wilhelmina.example/records")
	examine(t, private, "with a database server", dir)
}

// examine runs doctor and fails for each private text in what it prints.
func examine(t *testing.T, private []string, when string, args ...string) {
	t.Helper()
	for _, form := range []string{"--json=false", "--json"} {
		var out bytes.Buffer
		status := run(t.Context(), append([]string{"doctor", form}, args...), terminal{strings.NewReader(""), &out, &out})
		if status != exitProblems {
			t.Errorf("doctor %s exits with status %d, want %d:\n%s", when, status, exitProblems, out.String())
		}
		for _, text := range private {
			if regexp.MustCompile(`(?i)(^|[^a-z])` + regexp.QuoteMeta(text) + `($|[^a-z])`).MatchString(out.String()) {
				t.Errorf("doctor %s prints %q:\n%s", when, text, out.String())
			}
		}
		var report diagnosis
		if err := json.Unmarshal(out.Bytes(), &report); form == "--json" && (err != nil || len(report.Findings) < 8) {
			t.Errorf("doctor %s --json prints no report: %v\n%s", when, err, out.String())
		}
	}
}

// openSample returns records with the students of the sample district.
func openSample(t *testing.T, data string) *records.Store {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	pepper, err := secretFile(filepath.Join(data, "pepper"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := records.Open(t.Context(), filepath.Join(data, "records.db"), records.Options{Pepper: pepper, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := enrolSample(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	return store
}

// sampleNames returns every name and id of a person in the sample district.
func sampleNames(t *testing.T) (names []string) {
	t.Helper()
	roster, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range roster.Classes {
		names = append(names, c.ID, c.Code, c.Teacher, c.Name)
		for _, s := range c.Students {
			names = append(names, s.ID, s.Given, s.Family)
		}
	}
	return names
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorLooksAtTheClock(t *testing.T) {
	zone := time.FixedZone("somewhere", -5*60*60)
	for _, tt := range []struct {
		name, level string
		now         time.Time
	}{
		{"a clock that begins anew", levelTrouble, time.Date(1970, 1, 1, 0, 5, 0, 0, zone)},
		{"a clock that is far ahead", levelTrouble, time.Date(2099, 1, 1, 0, 0, 0, 0, zone)},
		{"a clock that may be right", levelOK, builtAt().AddDate(1, 0, 0).In(zone)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := doctor{serving: newServing(), now: tt.now}
			d.clock()
			if got := d.report.Findings[0]; got.Level != tt.level || got.About != "clock" {
				t.Errorf("clock finds %+v, want level %s", got, tt.level)
			}
		})
	}
}

func TestDoctorSeesThatAPortIsTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	d := doctor{serving: &serving{addr: listener.Addr().String()}, now: time.Now()}
	d.listening(t.Context())
	if got := d.report.Findings[0]; got.Level != levelNote || !strings.Contains(got.Text, "a program listens on port") {
		t.Errorf("listening finds %+v", got)
	}
}
