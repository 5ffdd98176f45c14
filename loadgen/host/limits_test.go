package host

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheck(t *testing.T) {
	machine := Limits{Files: 20_000, FirstPort: 32768, LastPort: 60999, Cores: 2}
	files := func(streams string) Problem {
		return Problem{
			"20,000 files per process: at most 19,900 streams here, not " + streams,
			"for more see ulimit -n (and its hard limit, ulimit -Hn), or share the streams between several processes",
		}
	}
	tests := []struct {
		name   string
		limits Limits
		plan   Plan
		most   int
		want   []Problem
	}{
		{"fits", machine, Plan{Streams: 19_900}, 19_900, nil},
		{"one too many", machine, Plan{Streams: 19_901}, 19_900, []Problem{files("19,901")}},
		{"shared connections", machine, Plan{Streams: 1_990_000, PerConnection: 100}, 1_990_000, nil},
		{
			"ports",
			Limits{Files: 1_000_000, FirstPort: 32768, LastPort: 60999},
			Plan{Streams: 100_000, Sources: 2},
			56_464,
			[]Problem{{
				"28,232 ports per source address: at most 56,464 streams from 2 addresses to 1 target, not 100,000",
				"use 4 source addresses or more (on loopback --source 127.0.0.0/29), or widen net.ipv4.ip_local_port_range",
			}},
		},
		{
			"one address",
			Limits{Files: 1_000_000, FirstPort: 32768, LastPort: 60999},
			Plan{Streams: 400_000},
			28_232,
			[]Problem{{
				"28,232 ports per source address: at most 28,232 streams from 1 address to 1 target, not 400,000",
				"use 15 source addresses or more (on loopback --source 127.0.0.0/27), or widen net.ipv4.ip_local_port_range",
			}},
		},
		{"more targets", Limits{Files: 1_000_000, FirstPort: 32768, LastPort: 60999}, Plan{Streams: 80_000, Targets: 3}, 84_696, nil},
		{"both", Limits{Files: 200, FirstPort: 1, LastPort: 50}, Plan{Streams: 120}, 50, []Problem{
			{"200 files per process: at most 100 streams here, not 120", files("").Hint},
			{
				"50 ports per source address: at most 50 streams from 1 address to 1 target, not 120",
				"use 3 source addresses or more (on loopback --source 127.0.0.0/29), or widen net.ipv4.ip_local_port_range",
			},
		}},
		{"no files left", Limits{Files: 64}, Plan{Streams: 1}, 0, []Problem{
			{"64 files per process: at most 0 streams here, not 1", files("").Hint},
		}},
		{"nothing known", Limits{}, Plan{Streams: 1_000_000}, 0, nil},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.limits.Check(test.plan)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
		if most, ok := test.limits.Most(test.plan); most != test.most || ok != (test.limits != Limits{}) {
			t.Errorf("%s: at most %d, %v; want %d", test.name, most, ok, test.most)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -999: "-999", -1000: "-1,000"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %s, want %s", n, got, want)
		}
	}
}
