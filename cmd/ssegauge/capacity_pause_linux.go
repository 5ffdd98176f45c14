package main

import (
	"bufio"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// halfClosed returns how many connections of this machine to addresses wait for the other side to
// close them, after we have.
// https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
func halfClosed(addresses []netip.AddrPort) int {
	var remote []string
	for _, a := range addresses {
		remote = append(remote, procAddress(a))
	}
	return halfClosedIn("/proc/net/tcp", remote) + halfClosedIn("/proc/net/tcp6", remote)
}

// halfClosedIn reads a table of the kernel. What it does not tell is 0.
func halfClosedIn(name string, remote []string) int {
	file, err := os.Open(name) //nolint:gosec // a constant
	if err != nil {
		return 0
	}
	defer func() { _ = file.Close() }() // it was only read
	n := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		const finWait1, finWait2, closing = "04", "05", "0B"
		if len(fields) > 3 && slices.Contains(remote, fields[2]) && slices.Contains([]string{finWait1, finWait2, closing}, fields[3]) {
			n++
		}
	}
	return n
}

// procAddress returns an address as the kernel writes it: each four bytes as a number in the
// order of this machine, which is the other way round on all that we are built for.
func procAddress(a netip.AddrPort) string {
	var text strings.Builder
	for word := range slices.Chunk(a.Addr().Unmap().AsSlice(), 4) {
		fmt.Fprintf(&text, "%02X%02X%02X%02X", word[3], word[2], word[1], word[0])
	}
	return fmt.Sprintf("%s:%04X", &text, a.Port())
}
