package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkServeProcesses opens 30,000 streams, more than a process may open files,
// over two processes, and publishes one event to all. The crowd is two processes as
// well, for the same reason.
func BenchmarkServeProcesses(b *testing.B) {
	const streams = 30_000
	for b.Loop() {
		g := startGroup(b, 2, "--max-streams", strconv.Itoa(2*streams), "--drain", "0")
		begun := time.Now()
		crowds := []*crowdProcess{startCrowd(b, g, "127.0.0.2", streams/2), startCrowd(b, g, "127.0.0.3", streams/2)}
		for _, c := range crowds {
			c.await(b)
		}
		opened := time.Since(begun)
		health := g.health(b)
		if health.Streams != streams || health.Status != "ok" {
			b.Fatalf("health is %+v", health)
		}
		resident := 0
		for _, p := range health.Processes {
			resident += residentKiB(b, p.Pid)
		}
		published := time.Now()
		g.publish(b, "everyone")
		for _, c := range crowds {
			c.await(b)
		}
		b.ReportMetric(streams/opened.Seconds(), "streams-opened/s")
		b.ReportMetric(streams/time.Since(published).Seconds(), "deliveries/s")
		b.ReportMetric(float64(resident), "resident-KiB")
		for _, c := range crowds {
			c.end(b)
		}
		if err := g.terminate(b); err != nil {
			b.Errorf("it ended with %v", err)
		}
	}
}

// crowdProcess is a crowd as its own process.
type crowdProcess struct {
	cmd     *exec.Cmd
	reports *json.Decoder
	leave   func() error
}

func startCrowd(b *testing.B, g *group, source string, streams int) *crowdProcess {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "crowd", strings.TrimPrefix(g.server, "http://"), source, strconv.Itoa(streams)) //nolint:gosec // this program
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return &crowdProcess{cmd: cmd, reports: json.NewDecoder(stdout), leave: stdin.Close}
}

// await waits for the next report.
func (c *crowdProcess) await(b *testing.B) {
	b.Helper()
	var report crowdReport
	if err := c.reports.Decode(&report); err != nil {
		b.Fatalf("the crowd has ended: %v", err)
	}
}

func (c *crowdProcess) end(b *testing.B) {
	b.Helper()
	if err := errors.Join(c.leave(), c.cmd.Wait()); err != nil {
		b.Error(err)
	}
}

// residentKiB returns the resident memory of a process.
func residentKiB(b *testing.B, pid int) int {
	b.Helper()
	status, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = status.Close() }()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		var kib int
		if n, _ := fmt.Sscanf(lines.Text(), "VmRSS: %d kB", &kib); n == 1 {
			return kib
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
