package secure

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// maxQueued is how much is kept of what the server sends during the handshake. Its certificates
// may be 256 KiB in crypto/tls.
const maxQueued = 512 << 10

// errQueued says that the server sends too much during the handshake.
var errQueued = errors.New("read handshake: the server sent more than 512 KiB before it was over")

// errNoBytes says to crypto/tls that there is nothing to read now, but may be later.
var errNoBytes net.Error = noBytesError{}

type noBytesError struct{}

func (noBytesError) Error() string   { return "read record: no bytes now" }
func (noBytesError) Timeout() bool   { return true }
func (noBytesError) Temporary() bool { return true }

// handshake is what the loop and the goroutine of a handshake share.
type handshake struct {
	ctx  context.Context //nolint:containedctx // waits for a slot beside its session, and goes with the handshake
	mu   sync.Mutex
	more sync.Cond
	in   []byte
	err  error         // why there is nothing more to read
	idle time.Duration // waiting for the server
	// forget ends the watch over ctx.
	forget func() bool
}

// push adds what the server has sent.
func (h *handshake) push(p []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.in)+len(p) > maxQueued {
		return errQueued
	}
	h.in = append(h.in, p...)
	h.more.Signal()
	return nil
}

// end says that nothing more comes. What has come can still be read.
func (h *handshake) end(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err == nil {
		h.err = err
	}
	h.more.Signal()
}

// begin tells whether there is still something to hope for.
func (h *handshake) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err == nil
}

// reason returns why the handshake has ended with err. What is io.EOF to crypto/tls is an end that came too soon.
func (h *handshake) reason(err error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case h.err != nil:
		return h.err
	}
	return io.ErrUnexpectedEOF
}

// rest returns what the handshake has not read.
func (h *handshake) rest() []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.in
}

// read reads what the server has sent, and waits until there is something.
func (h *handshake) read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	start := time.Now()
	for len(h.in) == 0 && h.err == nil {
		h.more.Wait()
	}
	h.idle += time.Since(start)
	if len(h.in) == 0 {
		return 0, h.err
	}
	n := copy(p, h.in)
	h.in = h.in[n:]
	return n, nil
}

// wire is what crypto/tls takes for a socket.
type wire Session

// Read reads ciphertext: what Feed was called with, or during the handshake what is queued.
func (w *wire) Read(p []byte) (int, error) {
	if w.shake != nil {
		return w.shake.read(p)
	}
	if len(w.input) == 0 {
		return 0, errNoBytes
	}
	n := copy(p, w.input)
	w.input = w.input[n:]
	return n, nil
}

// Write sends records, by way of the loop during the handshake.
func (w *wire) Write(p []byte) (int, error) {
	shake := w.shake
	if shake == nil {
		return len(p), w.hooks.Send(p)
	}
	records := append([]byte(nil), p...)
	posted := w.pool.post(func() {
		if w.closed || w.lost != nil {
			return
		}
		if err := w.hooks.Send(records); err != nil {
			shake.end(err)
		}
	})
	if !posted {
		return 0, net.ErrClosed
	}
	return len(p), nil
}

// Close does nothing: the socket is the caller's.
func (w *wire) Close() error { return nil }

// LocalAddr returns a name that says nothing.
func (w *wire) LocalAddr() net.Addr { return addr{} }

// RemoteAddr returns a name that says nothing.
func (w *wire) RemoteAddr() net.Addr { return addr{} }

// SetDeadline does nothing: nothing waits but a handshake, which has a context.
func (w *wire) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

type addr struct{}

func (addr) Network() string { return "tls" }
func (addr) String() string  { return "tls" }
