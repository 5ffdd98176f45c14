//go:build !windows

package measure

import "syscall"

// classOfNumber returns the Class of an error number of the system.
func classOfNumber(number syscall.Errno) Class {
	switch number {
	case syscall.ECONNREFUSED:
		return Refused
	case syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE:
		return Reset
	case syscall.ETIMEDOUT:
		return Timeout
	case syscall.EADDRNOTAVAIL, syscall.EADDRINUSE:
		return Address
	case syscall.EMFILE, syscall.ENFILE:
		return Files
	default:
		return Other
	}
}
