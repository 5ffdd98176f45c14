//go:build !linux || portable

package engine_test

// epoll says that the loop is the one of Linux.
const epoll = false
