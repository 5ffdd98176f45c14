//go:build unix && !linux

package chromium

import "syscall"

// dieWithParent does nothing, where the kernel does not offer it.
func dieWithParent(*syscall.SysProcAttr) {}
