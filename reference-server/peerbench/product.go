//go:build linux

package peerbench

import (
	"context"
	"net"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// grace is how long the reference server may take to end its streams.
const grace = 5 * time.Second

// ReferenceServer serves with the defaults of the reference server.
func ReferenceServer(ctx context.Context, l net.Listener) error {
	return Configured(refserver.Config{})(ctx, l)
}

// Patient is the reference server as it is, but that it keeps a reader that never reads
// for an hour. It is not one of Contenders: nobody is compared with it but itself.
func Patient() Contender {
	return Contender{
		Name: "ssegauge, patient", Role: Product, Path: "/events",
		Serve: Configured(refserver.Config{WriteTimeout: time.Hour, QueueAge: time.Hour, QueueBytes: 64 << 20}),
	}
}

// Configured returns a Contender's Serve for the reference server with c, whose
// FirstID is that of this package.
func Configured(c refserver.Config) func(context.Context, net.Listener) error {
	c.FirstID = FirstID
	return func(ctx context.Context, l net.Listener) error {
		s, err := refserver.New(c)
		if err != nil {
			return err
		}
		return s.Serve(ctx, l, grace)
	}
}
