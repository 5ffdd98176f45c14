package processes

import (
	"testing"
	"time"
)

func TestPolicyNext(t *testing.T) {
	policy := Policy{Pause: time.Second, MaxPause: 5 * time.Second, MaxDeaths: 100}
	tests := []struct {
		name   string
		policy Policy
		deaths int
		jitter float64
		want   time.Duration
		again  bool
	}{
		{"the first", policy, 1, 0, time.Second, true},
		{"doubles", policy, 2, 0, 2 * time.Second, true},
		{"doubles again", policy, 3, 0, 4 * time.Second, true},
		{"is bounded", policy, 4, 0, 5 * time.Second, true},
		{"does not overflow", policy, 99, 0, 5 * time.Second, true},
		{"jitter", policy, 1, 0.5, 750 * time.Millisecond, true},
		{"all of the jitter", policy, 1, 1, 500 * time.Millisecond, true},
		{"gives up", policy, 100, 0, 0, false},
		{"the default", Policy{}, 4, 0, 800 * time.Millisecond, true},
		{"the default gives up", Policy{}, 5, 0, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, again := test.policy.Next(test.deaths, test.jitter)
			if got != test.want || again != test.again {
				t.Errorf("got %s, %t; want %s, %t", got, again, test.want, test.again)
			}
		})
	}
}

func TestPolicyCount(t *testing.T) {
	tests := []struct {
		name   string
		before int
		lived  time.Duration
		want   int
	}{
		{"the first", 0, time.Second, 1},
		{"one of several", 3, time.Second, 4},
		{"a steady one begins anew", 3, 10 * time.Second, 1},
		{"a steady first one", 0, time.Hour, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := (Policy{}).Count(test.before, test.lived); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}
