// Package proc reads what Linux says about a process under /proc.
// https://docs.kernel.org/filesystems/proc.html
package proc
