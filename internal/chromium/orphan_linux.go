package chromium

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// dieWithParent ends the browser when this process is killed, and can close nothing.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

// lives reports whether a process of the group has not ended.
// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
func lives(group int) bool {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return true
	}
	for _, file := range files {
		stat, err := os.ReadFile(file)
		_, rest, ok := bytes.Cut(stat, []byte(") ")) // behind the name come state, parent, group
		fields := bytes.Fields(rest)
		if err != nil || !ok || len(fields) < 3 {
			continue // it is gone
		}
		if string(fields[2]) == strconv.Itoa(group) && string(fields[0]) != "Z" {
			return true
		}
	}
	return false
}
