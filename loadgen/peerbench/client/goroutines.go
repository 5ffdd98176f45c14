//go:build linux

package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// crowd is the state of Goroutines.
type crowd struct {
	url    string
	lag    bool
	opened atomic.Int64
	events atomic.Int64
	mu     sync.Mutex
	lags   measure.Distribution // guarded by mu
	failed error                // guarded by mu
	group  sync.WaitGroup
}

// Goroutines is a client of net/http with a goroutine for each stream, which scans lines.
func Goroutines(ctx context.Context, job Job) (f Figures, err error) {
	ctx, stop := context.WithCancel(ctx)
	c := &crowd{url: "http://" + job.Addr.String() + "/", lag: job.Lag}
	defer func() {
		stop()
		c.group.Wait()
	}()
	w, err := begin("")
	if err == nil {
		err = c.open(ctx, job.Streams)
	}
	if err != nil {
		return f, err
	}
	switch job.Kind {
	case Open:
		err = w.end(&f)
		f.Opens = float64(job.Streams) / f.Took.Seconds()
	case Memory:
		f.Resident, err = resident(job.Profile)
	case Read:
		err = c.measure(ctx, job, &f)
	}
	return f, err
}

// open opens n streams and waits for their heads.
func (c *crowd) open(ctx context.Context, n int) error {
	client := &http.Client{Transport: &http.Transport{}}
	places := make(chan struct{}, maxOpening) // each stream puts one in, and takes it out
	for range n {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		c.group.Go(func() {
			if err := c.follow(ctx, client, places); err != nil && ctx.Err() == nil {
				c.mu.Lock()
				c.failed = err
				c.mu.Unlock()
			}
		})
	}
	for range maxOpening { // all places: nobody waits for a head
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return c.err()
}

func (c *crowd) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

func (c *crowd) follow(ctx context.Context, client *http.Client, places <-chan struct{}) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	var resp *http.Response
	if err == nil {
		resp, err = client.Do(req)
	}
	<-places
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	c.opened.Add(1)
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); ok {
			c.event(data)
		}
	}
	return errors.Join(lines.Err(), resp.Body.Close(), io.ErrUnexpectedEOF)
}

// event counts an event, and notes how late it is if that is wanted.
func (c *crowd) event(data []byte) {
	c.events.Add(1)
	if !c.lag {
		return
	}
	now := time.Now().UnixNano()
	text, _, _ := bytes.Cut(bytes.TrimPrefix(data, []byte(`{"due":`)), []byte(","))
	if due, err := strconv.ParseInt(string(text), 10, 64); err == nil {
		c.mu.Lock()
		c.lags.Record(time.Duration(now - due))
		c.mu.Unlock()
	}
}

func (c *crowd) measure(ctx context.Context, job Job, f *Figures) error {
	if err := wait(ctx, job.Warm); err != nil {
		return err
	}
	c.mu.Lock()
	c.lags.Reset()
	c.mu.Unlock()
	before := c.events.Load()
	w, err := begin(job.Profile)
	if err != nil {
		return err
	}
	if err := wait(ctx, job.Length); err != nil {
		return err
	}
	f.Events = c.events.Load() - before
	c.mu.Lock()
	f.P50, f.P99 = c.lags.Quantile(0.5), c.lags.Quantile(0.99)
	c.mu.Unlock()
	return errors.Join(w.end(f), c.err())
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
