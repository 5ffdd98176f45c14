//go:build linux

package peerbench

import (
	"time"

	"github.com/ssegauge/ssegauge/loadgen/peerbench/client"
	"github.com/ssegauge/ssegauge/loadgen/peerbench/feed"
	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// The servers.
const (
	Flood  = "flood"  // as fast as streams take it
	Paced  = "paced"  // an event a second
	Secure = "secure" // the same, over TLS, HTTP/1.1 or HTTP/2
	Shared = "shared" // the same, over HTTP/2 without TLS
)

// The clients.
const (
	Floor      = "floor"
	Engine     = "ssegauge"
	Goroutines = "net/http"
)

// Processes are what this program can be started as.
func Processes() []peerbench.Contender {
	return []peerbench.Contender{
		{Name: Flood, Serve: feed.Writer(0)},
		{Name: Paced, Serve: feed.Writer(time.Second)},
		{Name: Secure, Serve: feed.Secure(time.Second)},
		{Name: Shared, Serve: feed.Shared(time.Second)},
		{Name: Floor, Serve: client.Serve(client.Floor)},
		{Name: Engine, Serve: client.Serve(client.Engine)},
		{Name: Goroutines, Serve: client.Serve(client.Goroutines)},
	}
}
