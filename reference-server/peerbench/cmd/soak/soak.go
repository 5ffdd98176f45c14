//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// course is one soak from its beginning to its end.
type course struct {
	options   options
	stdout    io.Writer
	process   *child.Process
	crowd     *crowd.Crowd
	publisher *crowd.Publisher
	audience  *audience
	began     time.Duration // on the clock of the crowd
	base      int           // descriptors of the server without streams
	samples   []sample
	published int64
}

// patience bounds every wait that is not the soak itself.
const patience = time.Minute

// quiet is how long nothing may happen before what has not arrived is given up.
const quiet = 5 * time.Second

// soak reports whether all was well.
func soak(ctx context.Context, contender peerbench.Contender, o options, stdout io.Writer) (well bool, err error) {
	process, err := child.Start(contender.Name)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, process.Stop()) }()
	clients, err := crowd.New(process.Addr, contender.Path, o.streams)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, clients.Close()) }()
	clients.NumberIDs(peerbench.FirstID - 1)
	r := &course{options: o, stdout: stdout, process: process, crowd: clients, publisher: crowd.NewPublisher(process.Addr)}
	defer r.publisher.Close()
	r.audience = newAudience(clients, o)
	// What is ended early is judged all the same.
	whole := context.WithoutCancel(ctx)
	if err := r.begin(whole); err != nil {
		return false, err
	}
	if err := r.work(ctx); err != nil {
		return false, err
	}
	return r.end(whole)
}

// begin opens all streams, after one alone that shows what the server needs without any.
func (r *course) begin(ctx context.Context) error {
	if err := r.crowd.OpenTo(ctx, 1, patience); err != nil {
		return err
	}
	if err := r.publisher.Publish(ctx, crowd.Event{Number: 1, Due: r.crowd.Now()}); err != nil {
		return err
	}
	r.published = 1
	err := r.crowd.Await(ctx, patience, func() bool { return r.crowd.Counts().Delivered == 1 })
	if err != nil {
		return fmt.Errorf("receive an event: %w", err)
	}
	descriptors, err := r.process.Descriptors()
	if err != nil {
		return err
	}
	r.base = descriptors - 1
	if err := r.crowd.OpenTo(ctx, r.options.streams, patience); err != nil {
		return err
	}
	r.began = r.crowd.Now()
	r.audience.stepped = r.began
	return nil
}

// work lets the time pass, until it is over or ctx is done.
func (r *course) work(ctx context.Context) error {
	publishing, stop := context.WithCancel(ctx)
	defer stop()
	period := time.Duration(float64(time.Second) / r.options.rate)
	feed := startFeed(publishing, r.crowd, r.publisher, r.published, period)
	over := func() bool { return ctx.Err() != nil || len(feed.ended) > 0 } // a feed ends early on an error only
	if err := r.heading(); err != nil {
		return err
	}
	next, end := r.began, r.began+r.options.duration
	for now := r.began; now < end && !over(); now = r.crowd.Now() {
		if now >= next {
			if err := r.line(); err != nil {
				return err
			}
			next += r.options.every()
		}
		if err := errors.Join(r.crowd.Poll(10*time.Millisecond), r.audience.step(true)); err != nil {
			return err
		}
	}
	stop()
	err := <-feed.ended
	r.published = feed.published.Load()
	return errors.Join(err, r.line())
}

// end has all clients come back and catch up, then leave for good, and judges.
func (r *course) end(ctx context.Context) (bool, error) {
	// Without a word more, those who vanished last would be found out by a heartbeat only.
	r.published++
	if err := r.publisher.Publish(ctx, crowd.Event{Number: r.published, Due: r.crowd.Now()}); err != nil {
		return false, err
	}
	if err := r.catchUp(ctx); err != nil {
		return false, err
	}
	o := outcome{open: r.crowd.Open(), behind: r.crowd.Behind(r.published), counts: r.crowd.Counts()}
	for i := range r.options.streams {
		if r.crowd.IsOpen(i) {
			if err := r.crowd.Leave(i, crowd.FIN); err != nil {
				return false, err
			}
		}
	}
	var unread error
	err := r.crowd.Await(ctx, patience, func() bool {
		o.descriptors, unread = r.process.Descriptors()
		return unread != nil || o.descriptors <= r.base
	})
	if unread != nil {
		return false, unread
	}
	o.freed = err == nil
	return r.judge(o)
}

// catchUp waits until every client has received everything, or nothing more happens.
func (r *course) catchUp(ctx context.Context) error {
	var turn error
	delivered, open := int64(-1), -1
	happened := func() bool {
		turn = r.audience.step(false)
		return turn != nil || r.crowd.Counts().Delivered > delivered || r.crowd.Open() != open
	}
	for r.crowd.Open() < r.options.streams || r.crowd.Behind(r.published) > 0 {
		err := r.crowd.Await(ctx, quiet, happened)
		if turn != nil || err != nil {
			return turn // what is missing is for the verdict to say
		}
		delivered, open = r.crowd.Counts().Delivered, r.crowd.Open()
	}
	return nil
}
