//go:build !linux

package processes

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// Reserve needs Linux.
func Reserve(address string) (*Port, error) {
	return nil, fmt.Errorf("share %s: %w", address, errors.ErrUnsupported)
}

// Listen needs Linux.
func Listen(_ context.Context, address string) (net.Listener, error) {
	return nil, fmt.Errorf("share %s: %w", address, errors.ErrUnsupported)
}
