package main

import (
	"context"
	"net/netip"
	"time"
)

// longestPause is how long a server may take to close the sockets of a step at most.
const longestPause = 10 * time.Second

// pauseUntilGone waits for a while, and then until the server has closed all connections that we
// have closed, as far as this system tells: else the next step would begin with the streams of
// the one before.
func pauseUntilGone(ctx context.Context, least time.Duration, addresses []netip.AddrPort) {
	ctx, cancel := context.WithTimeout(ctx, max(least, longestPause))
	defer cancel()
	for wait := least; ; wait = 200 * time.Millisecond {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if halfClosed(addresses) == 0 {
			return
		}
	}
}
