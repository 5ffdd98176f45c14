package refserver

import (
	"testing"
	"time"
)

func TestSpreadRetry(t *testing.T) {
	tests := []struct {
		name          string
		c             Config
		least, most   time.Duration
		atLeastValues int
	}{
		{"none", Config{Retry: time.Second}, time.Second, time.Second, 1},
		{"a quarter", Config{Retry: time.Second, RetryJitter: 0.25}, time.Second, 1250 * time.Millisecond, 50},
		{"what timers hold", Config{Retry: maxRetry, RetryJitter: 1}, maxRetry, maxRetry, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			seen := make(map[time.Duration]bool)
			for range 100 {
				got := test.c.spreadRetry()
				if seen[got] = true; got < test.least || got > test.most {
					t.Errorf("retry is %s, want from %s to %s", got, test.least, test.most)
				}
			}
			if len(seen) < test.atLeastValues {
				t.Errorf("%d different values, want at least %d", len(seen), test.atLeastValues)
			}
		})
	}
}

// Streams are told different reconnection times, each in a field of digits.
func TestStreamsAreToldToSpread(t *testing.T) {
	s := start(t, Config{Retry: 10 * time.Second, RetryJitter: 0.5})
	seen := make(map[int64]bool)
	for range 20 {
		stream := s.open(t, "", "Last-Event-ID: unknown")
		stream.next(t) // the reset, which follows the first frame
		retry, ok := stream.decoder.Retry()
		if seen[retry] = true; !ok || retry < 10_000 || retry > 15_000 {
			t.Errorf("retry is %d ms, %t", retry, ok)
		}
	}
	if len(seen) < 2 {
		t.Errorf("every stream is told %v", seen)
	}
}
