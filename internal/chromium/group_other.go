//go:build !unix

package chromium

import "os/exec"

// lead does nothing: there are no process groups, and the children of a browser that
// ends end by themselves.
func lead(*exec.Cmd) {}

// kill finds nothing left.
func kill(*exec.Cmd) (left bool) { return false }
