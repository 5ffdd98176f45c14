package http2_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// A server that does not know the preface answers in its own language.
func TestAnAnswerInHTTP1IsNamed(t *testing.T) {
	k := begin(t, http2.Options{})
	err := k.c.Feed([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"))
	if err == nil || !strings.Contains(err.Error(), "answers in HTTP/1") {
		t.Errorf("got %v", err)
	}
}
