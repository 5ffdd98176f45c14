package processes

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// newLink returns the two ends of a link: the parent's and the file for the process.
func newLink() (conn net.Conn, file *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	own, file := os.NewFile(uintptr(fds[0]), "link"), os.NewFile(uintptr(fds[1]), "link")
	conn, err = net.FileConn(own) // a duplicate
	if err = errors.Join(err, own.Close()); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return conn, file, nil
}

// apart keeps the signals of a terminal away from a process.
func apart(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Setpgid = true
}
