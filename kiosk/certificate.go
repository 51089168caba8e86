package kiosk

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"homeroom/internal/certificate"
	"homeroom/records"
)

// certificateDPI is fine enough for paper and small enough for a school's
// network.
const certificateDPI = 150

// A certificatePage is a certificate as a page that can be read aloud, with
// the picture of it to print.
type certificatePage struct {
	*visit
	Made    certificate.Certificate
	Picture string // address
	ByHand  bool   // the name has characters that cannot be printed here
}

// certificate answers with a certificate of the student's, as a page or, with
// ".png" behind its id, as a picture. Another student's is as good as none.
func (k *Kiosk) certificate(v *visit) error {
	id, picture := strings.CutSuffix(v.r.PathValue("completion"), ".png")
	all, err := k.store.Completions(v.ctx(), v.Student.ID)
	if err != nil {
		return fmt.Errorf("list completions of student %s: %w", v.Student.ID, err)
	}
	i := slices.IndexFunc(all, func(c records.Completion) bool { return c.ID == id })
	if i < 0 {
		return &refusal{http.StatusNotFound, "no-page"}
	}
	c, err := v.newCertificate(all[i])
	if err != nil {
		return err
	}
	if picture {
		return k.drawCertificate(v, c)
	}
	page := certificatePage{visit: v, Made: c, Picture: v.Path("certificates", id+".png"), ByHand: len(certificate.Missing(c.Name)) > 0}
	return v.show(http.StatusOK, "certificate", v.T("kiosk-certificate-title"), page)
}

// fullName is the name as it stands on a certificate.
func fullName(s records.Student) string {
	return certificate.Clean(strings.TrimSpace(s.Given + " " + s.Family))
}

func (v *visit) newCertificate(c records.Completion) (certificate.Certificate, error) {
	set := v.course().Settings
	school, err := v.school()
	if err != nil {
		return certificate.Certificate{}, err
	}
	made := certificate.Certificate{
		Lang: v.Lang(), Dir: v.Dir(),
		Title: v.T("kiosk-certificate-heading"), Presented: v.T("kiosk-certificate-presented"), Name: fullName(v.Student.Student),
		For: v.T("kiosk-certificate-for"), Lesson: v.lessonTitle(c.Lesson),
		District: set.District.Name, School: school, Date: v.Date(c.At),
		Signature: set.School.Principal, SignatureRole: v.T("kiosk-certificate-principal"), Number: c.ID,
		Color: hexColor(set.Look.Color, color.RGBA{0x1d, 0x4f, 0x73, 0xff}), Accent: hexColor(set.Look.Accent, color.RGBA{0x96, 0x43, 0x1a, 0xff}),
	}
	if made.Signature == "" {
		made.SignatureRole = v.T("kiosk-certificate-signature")
	}
	return made, nil
}

// school returns the name of the school that the kiosk is in, or else of the
// student's.
func (v *visit) school() (string, error) {
	if name := v.course().Settings.School.Name; name != "" {
		return name, nil
	}
	schools, err := v.k.store.Schools(v.ctx())
	if err != nil {
		return "", fmt.Errorf("list schools: %w", err)
	}
	for _, s := range schools {
		if s.ID == v.Student.School {
			return s.Name, nil
		}
	}
	return "", nil
}

// drawCertificate answers with the picture. If the name cannot be set its line
// stays empty, for somebody to write on.
func (k *Kiosk) drawCertificate(v *visit, c certificate.Certificate) error {
	select {
	case k.drawing <- struct{}{}:
		defer func() { <-k.drawing }()
	case <-v.ctx().Done():
		return v.ctx().Err()
	}
	var out bytes.Buffer
	err := c.PNG(&out, certificateDPI)
	if _, missing := errors.AsType[*certificate.MissingGlyphs](err); missing {
		c.AllowBlank = true
		out.Reset()
		err = c.PNG(&out, certificateDPI)
	}
	if err != nil {
		return fmt.Errorf("draw certificate %s: %w", c.Number, err)
	}
	v.w.Header().Set("Content-Disposition", `inline; filename="certificate.png"`)
	return v.send("certificate.png", out.Bytes(), never)
}

// hexColor reads a color such as #1d4f73.
func hexColor(s string, unset color.RGBA) color.RGBA {
	digits, ok := strings.CutPrefix(s, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return unset
	}
	return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xff}
}
