package measure

import "syscall"

// The error numbers of Windows sockets that package syscall does not name.
// https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2
const (
	wsaTooManyFiles = syscall.Errno(10024)
	wsaAddressInUse = syscall.Errno(10048)
	wsaNoAddress    = syscall.Errno(10049)
	wsaAborted      = syscall.Errno(10053)
	wsaReset        = syscall.Errno(10054)
	wsaNoBuffers    = syscall.Errno(10055)
	wsaTimedOut     = syscall.Errno(10060)
	wsaRefused      = syscall.Errno(10061)
)

// classOfNumber returns the Class of an error number of the system.
func classOfNumber(number syscall.Errno) Class {
	switch number {
	case wsaRefused, syscall.ECONNREFUSED:
		return Refused
	case wsaReset, wsaAborted, syscall.ERROR_BROKEN_PIPE, syscall.ECONNRESET:
		return Reset
	case wsaTimedOut, syscall.ETIMEDOUT:
		return Timeout
	case wsaNoAddress, wsaAddressInUse, wsaNoBuffers: // the last: no port is free
		return Address
	case wsaTooManyFiles, syscall.EMFILE:
		return Files
	default:
		return Other
	}
}
