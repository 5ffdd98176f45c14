package chromium

import "syscall"

// dieWithParent ends the browser when this process is killed, and can close nothing.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
