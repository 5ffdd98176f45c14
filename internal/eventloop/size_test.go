package eventloop

import (
	"testing"
	"unsafe"
)

func TestConnSize(t *testing.T) {
	if size := unsafe.Sizeof(Conn{}); size > 64 {
		t.Errorf("a Conn has %d bytes, want 64 at most", size)
	}
}
