//go:build unix

package specs

import (
	"os/exec"
	"syscall"
)

// killWithChildren makes the end of the context end the children of cmd as well.
func killWithChildren(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
