package machine

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// memory reads the first line of meminfo, such as "MemTotal: 3896 kB".
//
// Source: proc_meminfo(5)
func memory() (uint64, bool) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && fields[0] == "MemTotal:" && fields[2] == "kB" {
			n, err := strconv.ParseUint(fields[1], 10, 44)
			return n << 10, err == nil
		}
	}
	return 0, false
}
