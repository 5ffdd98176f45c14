package site

import (
	"context"
	"errors"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Every calls f at each multiple of d, with a number from 1 on, until ctx is done. A
// history that takes no event is no reason to end, even if it never will again because
// somebody has published the last ID that there is: the next is tried. Any other error
// of f ends it.
func Every(ctx context.Context, d time.Duration, f func(n int) error) error {
	ticker := time.NewTicker(d)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		switch err := f(n); {
		case err == nil, errors.Is(err, history.ErrUnavailable), errors.Is(err, history.ErrExhausted):
		case ctx.Err() != nil, errors.Is(err, history.ErrClosed): // the server drains
			return nil
		default:
			return err
		}
	}
}
