//go:build !linux

package host

import "runtime"

// ReadLimits asks the system.
func ReadLimits() Limits {
	return Limits{Files: fileLimit(), Cores: runtime.GOMAXPROCS(0)}
}
