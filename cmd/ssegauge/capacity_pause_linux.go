package main

import (
	"net/netip"
	"slices"

	"github.com/prometheus/procfs"
)

// The states of a connection that we have closed and the other side has not.
// https://github.com/torvalds/linux/blob/master/include/net/tcp_states.h
const (
	finWait1 = 4
	finWait2 = 5
	closing  = 11
)

// halfClosed returns how many connections of this machine to addresses wait for the other side to
// close them.
func halfClosed(addresses []netip.AddrPort) int {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return 0
	}
	v4, _ := fs.NetTCP() // without it, nothing is known
	v6, _ := fs.NetTCP6()
	n := 0
	for _, line := range slices.Concat(v4, v6) {
		addr, ok := netip.AddrFromSlice(line.RemAddr)
		waits := line.St == finWait1 || line.St == finWait2 || line.St == closing
		if ok && waits && slices.Contains(addresses, netip.AddrPortFrom(addr.Unmap(), uint16(line.RemPort))) {
			n++
		}
	}
	return n
}
