package main

import (
	"time"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// queueBytes is what may wait for a slow client by default.
const queueBytes = 1 << 20

// addStreamFlags adds what bounds a stream whose client is slow, and how streams
// end.
func (o *serveOptions) addStreamFlags(f *pflag.FlagSet, c *refserver.Config) {
	o.queueBytes = queueBytes
	f.DurationVar(&c.WriteTimeout, "write-timeout", 10*time.Second, "how long a client may take nothing")
	f.Var((*sizeValue)(&o.queueBytes), "queue-bytes", "how much may wait for a slow client, as `SIZE`")
	f.DurationVar(&c.QueueAge, "queue-age", 30*time.Second, "how long something may wait for a slow client")
	f.DurationVar(&c.Drain, "drain", 5*time.Second, "on shutdown, time over which streams end, 0 is at once")
	f.DurationVar(&o.grace, "grace", 5*time.Second, "how long streams may take to end after that")
	f.BoolVar(&c.Connections, "connections", false, "let programs on this machine GET /connections")
}
