//go:build !unix

package specs

import "os/exec"

// killWithChildren leaves children of cmd alone: there are no process groups.
func killWithChildren(*exec.Cmd) {}
