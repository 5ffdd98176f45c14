package refserver

import (
	"context"
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestCauses(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{fmt.Errorf("%w: %w", fanout.ErrLeft, io.EOF), "left"},
		{syscall.ECONNRESET, "left"},
		{context.Canceled, "left"},
		{os.ErrDeadlineExceeded, "left"}, // of a client that has vanished
		{io.EOF, "drained"},
		{fanout.ErrDelivered, "drained"},
		{fanout.ErrDrained, "drained"},
		{fanout.ErrStopped, "slow"},
		{fanout.ErrQueueFull, "slow"},
		{fanout.ErrQueueOld, "slow"},
		{fmt.Errorf("read: %w", history.ErrBehind), "behind"},
		{fanout.ErrRevoked, "revoked"},
		{errDropped, "dropped"},
		{history.ErrPatterns, "failed"},
		{fanout.ErrClosed, "failed"},
	}
	for _, test := range tests {
		if got := causeOf(test.err).String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.err, got, test.want)
		}
	}
}
