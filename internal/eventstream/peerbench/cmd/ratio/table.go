package main

import (
	"fmt"
	"io"
	"strings"
)

// writeTable prints rows, which are grouped by workload, as an aligned table.
func writeTable(w io.Writer, rows []row, rounds int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %-26s %8s %14s %14s %9s %14s\n",
		"", fmt.Sprintf("medians, rounds: %d", rounds), "MB/s", "allocs/event", "fastest peer", "at least", "newline scan")
	last := ""
	for _, r := range rows {
		name := ""
		if r.workload != last {
			last, name = r.workload, r.workload
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%-12s %-26s %8.0f %14.2f %13.2fx %8.2fx %13.3fx\n",
			name, r.contender, r.megabytesPerSec, r.allocsPerEvent, r.ofPeer, r.leastOfPeer, r.ofFloor)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
