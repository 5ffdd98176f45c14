package wire

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"
)

func TestEndKindText(t *testing.T) {
	for k := EndOpen; k <= EndGoAway; k++ {
		text, err := k.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		back := EndKind(-1)
		if err := back.UnmarshalText(text); err != nil || back != k {
			t.Errorf("%s: got %v, %v", text, back, err)
		}
	}
	if got := EndKind(99).String(); got != "EndKind(99)" {
		t.Errorf("got %s", got)
	}
	if got := EndKind(-1).String(); got != "EndKind(-1)" {
		t.Errorf("got %s", got)
	}
	if got, want := len(endNames()), int(EndGoAway)+1; got != want {
		t.Errorf("got %d names for %d kinds", got, want)
	}
}

func TestOurs(t *testing.T) {
	ours := map[EndKind]bool{EndTimeout: true, EndClosed: true, EndLimit: true, EndInvalidRequest: true}
	for k := EndOpen; k <= EndGoAway; k++ {
		if k.Ours() != ours[k] {
			t.Errorf("%s: got %v", k, k.Ours())
		}
	}
}

func TestEndError(t *testing.T) {
	err := &EndError{End: End{Kind: EndReset, Detail: "reset by peer"}, Cause: io.EOF}
	if err.Error() != "reset by peer" || !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
	if got := (&EndError{End: End{Kind: EndReset}}).Error(); got != "exchange ended: reset" {
		t.Errorf("got %s", got)
	}
}

func TestIsReset(t *testing.T) {
	for err, want := range map[error]bool{
		io.EOF:             false,
		syscall.EPIPE:      false,
		syscall.ECONNRESET: true,
		fmt.Errorf("read: %w", syscall.ECONNRESET): true,
	} {
		if got := isReset(err); got != want {
			t.Errorf("%v: got %v", err, got)
		}
	}
}
