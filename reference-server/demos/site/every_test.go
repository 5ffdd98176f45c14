package site_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestEvery(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name  string
		err   error // of the second call
		calls int
		want  error
	}{
		{"no error", nil, 3, nil},
		{"a history that is away", history.ErrUnavailable, 3, nil},
		{"a history without further IDs", history.ErrExhausted, 3, nil},
		{"a server that drains", history.ErrClosed, 2, nil},
		{"another error", broken, 2, broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond) // of the bubble
				defer cancel()
				calls := 0
				err := site.Every(ctx, time.Second, func(n int) error {
					if calls++; n != calls {
						t.Errorf("call %d has the number %d", calls, n)
					}
					if n == 2 && tt.err != nil {
						return fmt.Errorf("append event: %w", tt.err)
					}
					return nil
				})
				if calls != tt.calls || !errors.Is(err, tt.want) {
					t.Errorf("%d calls, error %v, want %d, %v", calls, err, tt.calls, tt.want)
				}
			})
		})
	}
}
