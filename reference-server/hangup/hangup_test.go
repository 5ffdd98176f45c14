package hangup_test

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/hangup"
)

// What is no connection of TCP is closed, and has no half to close.
func TestPipe(t *testing.T) {
	near, far := net.Pipe()
	if err := hangup.CloseWrite(near); err == nil {
		t.Error("half of a pipe was closed")
	}
	hangup.Reset(near)
	if _, err := far.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read: %v, want the end", err)
	}
}
