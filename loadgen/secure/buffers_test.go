package secure

import (
	"bytes"
	"crypto/tls"
	"testing"
)

// TestBuffersAreFound fails with a version of Go whose crypto/tls is different: sessions then need much more memory.
func TestBuffersAreFound(t *testing.T) {
	b := findBuffers()
	if b.raw == 0 || b.hand == 0 || b.raw == b.hand {
		t.Fatalf("got %+v, want two offsets", b)
	}
	c := tls.Client((*wire)(&Session{}), &tls.Config{InsecureSkipVerify: true})
	raw, hand := at(c, b.raw), at(c, b.hand)
	raw.WriteString("begun")
	space := make([]byte, 100)
	b.lend(c, space)
	if raw.String() != "begun" || raw.Cap() != len(space) {
		t.Errorf("got %q of %d bytes", raw, raw.Cap())
	}
	hand.Write(make([]byte, 1_000))
	hand.Next(1_000)
	b.takeBack(c)
	clear(space)
	if raw.String() != "begun" || raw.Cap() > 32 || hand.Cap() != 0 {
		t.Errorf("got %q of %d bytes, and %d bytes", raw, raw.Cap(), hand.Cap())
	}
	b.drop(c)
	if raw.Len()+raw.Cap() != 0 {
		t.Errorf("got %q after all", raw)
	}
}

func TestSessionsWorkWithoutTheBuffers(t *testing.T) {
	var b buffers
	c := tls.Client((*wire)(&Session{}), &tls.Config{InsecureSkipVerify: true})
	raw := at(c, findBuffers().raw)
	raw.WriteString("begun")
	b.lend(c, make([]byte, 100))
	b.takeBack(c)
	b.drop(c)
	if !bytes.Equal(raw.Bytes(), []byte("begun")) {
		t.Errorf("got %q", raw)
	}
}
