//go:build unix

package chromium

import (
	"os/exec"
	"syscall"
)

// lead makes the process that cmd will be the leader of a group, and has cmd's end be
// that of the group.
func lead(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// kill ends what is left of the group, and reports whether anything was. Those that
// have ended and wait for init to notice are nothing.
func kill(cmd *exec.Cmd) (left bool) {
	return cmd.Process != nil && syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) == nil && lives(cmd.Process.Pid)
}
