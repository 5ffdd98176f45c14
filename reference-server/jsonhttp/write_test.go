package jsonhttp

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWrite(t *testing.T) {
	w := httptest.NewRecorder()
	Write(w, http.StatusConflict, map[string]string{"error": "a > b"})
	if got, want := w.Body.String(), "{\"error\":\"a > b\"}\n"; w.Code != http.StatusConflict || got != want {
		t.Errorf("status %d, %q, want 409, %q", w.Code, got, want)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestWriteOfAChannel(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a channel was written as JSON")
		}
	}()
	Write(httptest.NewRecorder(), http.StatusOK, make(chan int))
}
