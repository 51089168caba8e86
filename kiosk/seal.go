package kiosk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"time"
)

// A key signs what the kiosk gives to a browser and wants back unchanged.
type key []byte

// seal returns the signature of a purpose and parts. Parts are told apart by
// their lengths, so ("ab", "c") and ("a", "bc") have different signatures.
func (k key) seal(purpose string, parts ...string) string {
	mac := hmac.New(sha256.New, k)
	for _, part := range append([]string{purpose}, parts...) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// sealed reports whether seal is the signature of a purpose and parts.
func (k key) sealed(seal, purpose string, parts ...string) bool {
	return hmac.Equal([]byte(seal), []byte(k.seal(purpose, parts...)))
}

// A ticket says how far somebody has come on the way in. It is kept by the
// browser, signed, and good for one device and a short time.
type ticket struct {
	Class   string `json:"class"`
	Student string `json:"student,omitempty"`
	Device  string `json:"device"`
	Until   int64  `json:"until"` // unix seconds
}

// Purposes of tickets.
const (
	classTicket   = "class"   // this browser knows the class's code
	studentTicket = "student" // and this student's secret
)

// write signs t for a purpose.
func (k key) write(purpose string, t ticket) string {
	data, err := json.Marshal(t)
	if err != nil {
		panic("sign ticket: " + err.Error()) // a ticket is always JSON
	}
	body := base64.RawURLEncoding.EncodeToString(data)
	return body + "." + k.seal("ticket-"+purpose, body)
}

// read returns the ticket that write made for a purpose and a device, if it is
// still good.
func (k key) read(purpose, device, signed string, now time.Time) (t ticket, ok bool) {
	body, seal, _ := strings.Cut(signed, ".")
	if !k.sealed(seal, "ticket-"+purpose, body) {
		return ticket{}, false
	}
	data, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || json.Unmarshal(data, &t) != nil {
		return ticket{}, false
	}
	return t, t.Device == device && now.Unix() < t.Until
}
