package host

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRemarks(t *testing.T) {
	limits := Limits{Files: 20_000, FirstPort: 32768, LastPort: 60999, Cores: 2}
	tests := []struct {
		name   string
		report Report
		want   []Remark
	}{
		{"all is well", Report{Sample: Sample{Elapsed: time.Minute, CPU: 0.4, MachineCPU: 0.5, Files: 300, Ports: 500}, Limits: limits}, nil},
		{"nothing known", Report{}, nil},
		{
			"stopped",
			Report{Sample: Sample{Elapsed: time.Hour}, Pauses: Pauses{Count: 1, Total: time.Second, Longest: time.Second}},
			[]Remark{{true, "this process did not run for 1s (once)", "do not stop it, and give it a machine with time to run it"}},
		},
		{
			"stopped for a moment",
			Report{Sample: Sample{Elapsed: time.Hour}, Pauses: Pauses{Count: 2, Total: 200 * time.Millisecond, Longest: 120 * time.Millisecond}},
			[]Remark{{false, "this process did not run for 120ms (2 times, for 200ms together)", "do not stop it, and give it a machine with time to run it"}},
		},
		{
			"stopped often",
			Report{Sample: Sample{Elapsed: time.Minute}, Pauses: Pauses{Count: 6, Total: 600 * time.Millisecond, Longest: 100 * time.Millisecond}},
			[]Remark{{true, "this process did not run for 100ms (6 times, for 600ms together)", "do not stop it, and give it a machine with time to run it"}},
		},
		{
			"busy",
			Report{Sample: Sample{Elapsed: time.Minute, CPU: 1.85, MachineCPU: 1}, PeakCPU: 2, Limits: limits},
			[]Remark{{true, "this process used 1.9 of 2 cores (at its highest 2.0)", "use fewer streams or events, more cores, or more machines"}},
		},
		{
			"crowded",
			Report{Sample: Sample{Elapsed: time.Minute, CPU: 0.5, MachineCPU: 0.97, RunDelay: 90 * time.Second}, Limits: limits},
			[]Remark{{
				false, "others kept the processors: 97% of all cores used, 0.5 by this process, whose threads waited 1m30s",
				"run the target and other programs on another machine",
			}},
		},
		{
			"on somebody's machine",
			Report{Sample: Sample{Elapsed: time.Minute, Stolen: 0.2}, Limits: limits},
			[]Remark{{false, "the hypervisor gave 20% of the processors to others", "use a machine with processors of its own"}},
		},
		{
			"collected",
			Report{Sample: Sample{GCPause: 12 * time.Millisecond}},
			[]Remark{{false, "garbage collection stopped this process for 12ms", "set GOGC=400 if there is memory"}},
		},
		{
			"used up",
			Report{Sample: Sample{Files: 19_990, Ports: 28_000}, Limits: limits},
			[]Remark{
				{false, "19,990 of 20,000 files were open", "raise the limit of open files (ulimit -n), or use several processes"},
				{false, "28,000 TCP sockets held a port; a source address has 28,232 for each target", "use more source addresses (on loopback --source 127.0.0.0/28)"},
			},
		},
		{
			"dropped",
			Report{Sample: Sample{TCP: TCP{ListenOverflows: 12, ListenDrops: 1300, SynRetransmits: 7}}},
			[]Remark{
				{
					false, "an accept queue on this machine was full 12 times (1,300 connections dropped)",
					"raise net.core.somaxconn and the server's backlog, or open more slowly",
				},
				{
					false, "7 attempts to connect were sent again: times to connect have 1 s or more in them",
					"open more slowly, or look for what drops them: accept queue, firewall, conntrack",
				},
			},
		},
		{
			"set",
			Report{Pauses: Pauses{Stepped: time.Hour}},
			[]Remark{{true, "the clock was set by 1h0m0s, or the machine slept", "let the clock settle, and run again"}},
		},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.report.Remarks()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}
