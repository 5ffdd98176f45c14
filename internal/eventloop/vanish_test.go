package eventloop_test

import (
	"errors"
	"net"
	"testing"
)

// A Conn that vanishes is closed, and its handler hears nothing; the end of the loop is heard by
// its peer.
func TestVanish(t *testing.T) {
	files := descriptors(t)
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d := listen(t, network)
			var peer half
			t.Run("loop", func(t *testing.T) { // its cleanups are over when it returns
				l := startLoop(t)
				e := &end{gone: func(err error) { t.Errorf("Gone with %v", err) }}
				peer = d.connect(l, e)
				do(t, l, func() {
					if err := e.Vanish(); err != nil || e.Open() {
						t.Errorf("Vanish = %v; open: %t", err, e.Open())
					}
					if err := e.Vanish(); !errors.Is(err, net.ErrClosed) {
						t.Errorf("Vanish of a closed Conn = %v", err)
					}
				})
			})
			if _, err := peer.Read(make([]byte, 1)); err == nil {
				t.Error("the peer reads something")
			}
		})
	}
	eventually(t, "descriptors", files, func() int { return descriptors(t) })
}
