package curriculum

import (
	"math"
	"strconv"
)

// contrastWithWhite returns the contrast ratio of a colour written as #rrggbb
// against white, from 1 to 21. Text needs at least 4.5 to meet WCAG 2.2 AA.
//
// Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrastWithWhite(color string) float64 {
	rgb, err := strconv.ParseUint(color[1:], 16, 32)
	if err != nil {
		return 1
	}
	linear := func(shift uint) float64 {
		v := float64(rgb>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	luminance := 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
	return 1.05 / (luminance + 0.05)
}
