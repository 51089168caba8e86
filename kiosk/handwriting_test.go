package kiosk_test

import (
	"bytes"
	"image/png"
	"testing"

	"homeroom/internal/bundle"
	"homeroom/internal/certificate"
	"homeroom/kiosk"
	"homeroom/records"
)

var (
	_ kiosk.Store  = (*records.Store)(nil)
	_ kiosk.Bundle = (*bundle.Bundle)(nil)
)

// TestNameThatCannotBeSet gives a student a name in a script that the
// certificate's fonts lack: the student is told kindly, the teacher learns who
// and why, and the picture leaves the line empty.
func TestNameThatCannotBeSet(t *testing.T) {
	const family = "𓀀𓁐" // hieroglyphs
	if len(certificate.Missing(family)) == 0 {
		t.Fatal("the fonts have hieroglyphs: choose another script")
	}
	s := open(t)
	s.must(s.store.SaveRoster(t.Context(), records.Roster{
		Students:   []records.Student{{ID: "nefer", Given: "Nefer", Family: family, Grade: "6", School: "brook"}},
		Enrolments: []records.Enrolment{{Student: "nefer", Class: "six"}},
	}))
	s.must(s.store.SetSecret(t.Context(), "nefer", records.PIN, "314159"))
	b := s.browser()
	b.signInAs(classCode, "nefer", func(p *page) *page { return p.submit("/names/nefer", "secret", "314159") })
	result := b.get("/en/kiosk/lessons/annual-6").submit("/quizzes/annual-quiz").answer(map[string][]string{"one": {"b"}}, "next").submit("/check")
	page := result.follow("certificate").want(200, "Your teacher will write your name by hand.", "Nefer "+family)
	picture := b.get(imageOf(page)).want(200)
	if _, err := png.Decode(bytes.NewReader([]byte(picture.body))); err != nil {
		t.Errorf("the certificate is no picture: %v", err)
	}
	flagged, err := s.store.Handwriting(t.Context(), "six")
	if err != nil || flagged["nefer"] != family {
		t.Errorf("flagged are %v, %v", flagged, err)
	}
	s.browser().signInStaff().follow("/classes/six").want(200, "Write the name on the certificate by hand", "<bdi>"+family+"</bdi>")
}
