package main

import (
	"time"

	"github.com/spf13/pflag"
)

// queueBytes is what may wait for a slow client by default.
const queueBytes = 1 << 20

// addStreamFlags adds what streams say by themselves, what bounds one whose client is
// slow, and how they end.
func (o *serveOptions) addStreamFlags(f *pflag.FlagSet) {
	c := &o.server
	f.DurationVar(&c.Retry, "retry", 2*time.Second, "reconnection time that clients are told")
	f.Float64Var(&c.RetryJitter, "retry-jitter", 0.25, "`SHARE` by which it may be longer, at random")
	f.DurationVar(&c.Heartbeat, "heartbeat", 15*time.Second, "silence after which a comment is sent")
	o.queueBytes = queueBytes
	f.DurationVar(&c.WriteTimeout, "write-timeout", 10*time.Second, "how long a client may take nothing")
	f.Var((*sizeValue)(&o.queueBytes), "queue-bytes", "how much may wait for a slow client, as `SIZE`")
	f.DurationVar(&c.QueueAge, "queue-age", 30*time.Second, "how long something may wait for a slow client")
	f.DurationVar(&c.Drain, "drain", 5*time.Second, "on shutdown, time over which streams end, 0 is at once")
	f.DurationVar(&o.grace, "grace", 5*time.Second, "how long streams may take to end after that")
}
