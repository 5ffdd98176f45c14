package secure_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"
)

// records seals records of TLS 1.3 by hand, as a server does with one of its secrets: crypto/tls sends no KeyUpdate by itself.
//
// https://www.rfc-editor.org/rfc/rfc8446#section-5.2
type records struct {
	secret []byte
	next   uint64
}

// expand is HKDF-Expand-Label without a context.
func (r *records) expand(label string, n int) []byte {
	label = "tls13 " + label
	info := append([]byte{byte(n >> 8), byte(n), byte(len(label))}, label...)
	out, err := hkdf.Expand(sha256.New, r.secret, string(append(info, 0)), n)
	if err != nil {
		panic(err)
	}
	return out
}

// seal returns a record of a kind.
func (r *records) seal(kind byte, text []byte) []byte {
	block, err := aes.NewCipher(r.expand("key", 16))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	nonce := r.expand("iv", 12)
	low := nonce[4:]
	binary.BigEndian.PutUint64(low, binary.BigEndian.Uint64(low)^r.next)
	r.next++
	inner := append(bytes.Clone(text), kind)
	n := len(inner) + aead.Overhead()
	head := []byte{23, 3, 3, byte(n >> 8), byte(n)}
	return aead.Seal(head, nonce, inner, head)
}

// keyUpdate returns a KeyUpdate that asks for another, and goes on with the next secret.
//
// https://www.rfc-editor.org/rfc/rfc8446#section-4.6.3
func (r *records) keyUpdate() []byte {
	out := r.seal(22, []byte{24, 0, 0, 1, 1})
	r.secret, r.next = r.expand("traffic upd", sha256.Size), 0
	return out
}

// secretOf returns a secret from what KeyLogWriter was told.
func secretOf(tb testing.TB, log, label string) []byte {
	tb.Helper()
	for line := range strings.Lines(log) {
		if f := strings.Fields(line); f[0] == label {
			secret, err := hex.DecodeString(f[2])
			if err != nil {
				tb.Error(err)
			}
			return secret
		}
	}
	tb.Errorf("no %s in %q", label, log)
	return nil
}

func TestKeyUpdate(t *testing.T) {
	for _, chunk := range []int{0, 1, 3} {
		t.Run(fmt.Sprintf("in pieces of %d", chunk), func(t *testing.T) {
			a := newAuthority(t)
			var log bytes.Buffer
			server := a.server(t)
			server.KeyLogWriter, server.SessionTicketsDisabled = &log, true
			heard := make(chan string, 1)
			addr := serve(t, server, func(c *tls.Conn) {
				defer c.NetConn().Close()
				if err := c.HandshakeContext(t.Context()); err != nil {
					t.Error(err)
				}
				r := &records{secret: secretOf(t, log.String(), "SERVER_TRAFFIC_SECRET_0")}
				var out []byte
				for i := range 3 {
					out = append(out, r.seal(23, fmt.Appendf(nil, "data: %d\n\n", i))...)
					out = append(out, r.keyUpdate()...)
				}
				if _, err := c.NetConn().Write(append(out, r.seal(23, []byte("data: end\n\n"))...)); err != nil {
					t.Error(err)
				}
				text := make([]byte, 5)
				_, err := io.ReadFull(c, text) // the client's three answers, then what it writes
				heard <- fmt.Sprintf("%s %v", text, err)
			})
			l := newLoop(t, 1)
			c := l.dial(t.Context(), t, addr, a.client(), chunk)
			want := "data: 0\n\ndata: 1\n\ndata: 2\n\ndata: end\n\n"
			l.until(t, func() bool { return c.end != nil || len(c.plain) >= len(want) })
			if string(c.plain) != want || c.end != nil {
				t.Fatalf("got %q, end %v", c.plain, c.end)
			}
			if err := c.Write([]byte("hello")); err != nil {
				t.Fatal(err)
			}
			if got := <-heard; got != "hello <nil>" {
				t.Errorf("the server got %q", got)
			}
		})
	}
}
