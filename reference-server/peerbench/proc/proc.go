//go:build linux

package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Resident returns the bytes of memory that the process has in RAM. It reads
// smaps_rollup, which walks the pages; VmRSS of status is the same sum but lags
// behind by some hundred kilobytes, because each processor counts for itself first.
func Resident(pid int) (int64, error) {
	name := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, fmt.Errorf("read resident memory: %w", err)
	}
	for line := range bytes.Lines(b) {
		if value, found := bytes.CutPrefix(line, []byte("Rss:")); found {
			kilobytes, err := strconv.ParseInt(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(value), []byte("kB")))), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read %s: %w", name, err)
			}
			return kilobytes << 10, nil
		}
	}
	return 0, fmt.Errorf("read %s: no line Rss", name)
}

// Descriptors returns the number of files that the process has open.
func Descriptors(pid int) (int, error) {
	info, err := os.Stat(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0, fmt.Errorf("count descriptors: %w", err)
	}
	if info.Size() > 0 { // since Linux 6.2 the size is the count
		return int(info.Size()), nil
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0, fmt.Errorf("count descriptors: %w", err)
	}
	return len(files), nil
}

// tick is the unit of times in stat: USER_HZ is 100 on every architecture Go runs on.
const tick = 10 * time.Millisecond

// CPU returns the processor time that the process has used, in user mode and in the
// kernel.
func CPU(pid int) (time.Duration, error) {
	name := fmt.Sprintf("/proc/%d/stat", pid)
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	// The second field is the command in parentheses, and may hold anything.
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("read %s: %d fields after the command", name, len(fields))
	}
	var ticks int64
	for _, field := range fields[11:13] { // utime, stime
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", name, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}
