package main

import (
	"fmt"
	"os/exec"
	"runtime"
)

// opener returns the command that opens an address in the browser of the
// person who uses an operating system.
func opener(system, address string) []string {
	switch system {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", address}
	case "darwin":
		return []string{"open", address}
	}
	return []string{"xdg-open", address}
}

// openBrowser opens an address, or says that somebody else must.
func openBrowser(t terminal, address string) {
	with := opener(runtime.GOOS, address)
	c := exec.Command(with[0], with[1:]...)
	if err := c.Start(); err != nil {
		fmt.Fprintf(t.err, "homeroom: the browser cannot be opened (%v); open the address yourself\n", err)
		return
	}
	go func() { _ = c.Wait() }() // its own window says what went wrong
}
