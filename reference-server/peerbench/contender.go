//go:build linux

package peerbench

import (
	"context"
	"fmt"
	"net"
)

// Role says what a Contender's figures are compared with.
type Role int

// The roles.
const (
	Product  Role = iota // the reference server
	Peer                 // another library's server
	Baseline             // what net/http costs without a library
	Floor                // less work than any server has
)

// Contender is one server. It answers two requests: GET of Path with a stream, in
// chunks, of all events published once its head is sent; POST /publish by sending the body,
// one line, as the data of an event to every stream. The first event has the id
// FirstID, and each further one the next number, so that all contenders write the
// same bytes.
type Contender struct {
	Name string
	Role Role
	// Path is the target of a request for a stream.
	Path string
	// Serve answers the connections of l until ctx is done. It closes l.
	Serve func(ctx context.Context, l net.Listener) error
}

// FirstID has all ids of a run be of the same length, and so its frames.
const FirstID = 1_000_000_000

// maxDataBytes bounds the body of a publish.
const maxDataBytes = 64 << 10

// Contenders returns every server, the product first and the floor last.
func Contenders() []Contender {
	return []Contender{
		{Name: "ssegauge", Role: Product, Path: "/events", Serve: ReferenceServer},
		{Name: "tmaxmax/go-sse", Role: Peer, Path: "/events", Serve: goSSE},
		{Name: "r3labs/sse", Role: Peer, Path: "/events?stream=" + r3labsStream, Serve: r3labs},
		{Name: "net/http", Role: Baseline, Path: "/events", Serve: netHTTP},
		{Name: "write only", Role: Floor, Path: "/events", Serve: writeOnly},
	}
}

// frame returns the bytes of one event.
func frame(id int64, data []byte) []byte {
	return fmt.Appendf(nil, "id: %d\ndata: %s\n\n", id, data)
}
