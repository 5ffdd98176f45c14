//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package jetstream

import "errors"

// lockDir refuses, because two processes in one directory would destroy it.
func lockDir(string) (*dirLock, error) {
	return nil, errors.New("directories cannot be locked on this system; keep the history in memory")
}
