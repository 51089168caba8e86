package kiosk

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestSealTellsPartsApart(t *testing.T) {
	k := key(bytes.Repeat([]byte{1}, 32))
	seals := map[string][]string{}
	for _, parts := range [][]string{{"a"}, {"a", ""}, {"", "a"}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"a\x00b"}, {"a", "b"}} {
		seal := k.seal("question", parts...)
		if other, twice := seals[seal]; twice {
			t.Errorf("%q and %q have the same seal", parts, other)
		}
		seals[seal] = parts
		if !k.sealed(seal, "question", parts...) {
			t.Errorf("the seal of %q is not known", parts)
		}
		if k.sealed(seal, "hand in", parts...) || k.sealed("", "question", parts...) || key("other").sealed(seal, "question", parts...) {
			t.Errorf("the seal of %q is good for something else", parts)
		}
	}
}

func TestTicket(t *testing.T) {
	k := key(bytes.Repeat([]byte{1}, 32))
	now := time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)
	want := ticket{Class: "six", Student: "maria", Device: "D", Until: now.Add(time.Minute).Unix()}
	signed := k.write(studentTicket, want)
	for _, tt := range []struct {
		name, purpose, device, signed string
		at                            time.Time
		ok                            bool
	}{
		{"as it was given", studentTicket, "D", signed, now, true},
		{"a moment before its end", studentTicket, "D", signed, now.Add(59 * time.Second), true},
		{"at its end", studentTicket, "D", signed, now.Add(time.Minute), false},
		{"on another device", studentTicket, "E", signed, now, false},
		{"for another purpose", classTicket, "D", signed, now, false},
		{"with another signature", studentTicket, "D", signed[:len(signed)-1] + "!", now, false},
		{"with another text", studentTicket, "D", "e30" + signed[strings.Index(signed, "."):], now, false},
		{"without a signature", studentTicket, "D", strings.Split(signed, ".")[0], now, false},
		{"none", studentTicket, "D", "", now, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := k.read(tt.purpose, tt.device, tt.signed, tt.at)
			if ok != tt.ok || ok && got != want {
				t.Errorf("read %v, %t, want ok %t", got, ok, tt.ok)
			}
		})
	}
}
