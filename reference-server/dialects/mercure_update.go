package dialects

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// maxUpdateBytes bounds an update.
const maxUpdateBytes = 8 << 20

// readUpdate returns the update in the form of r.
// https://mercure.rocks/spec#publication
func readUpdate(w http.ResponseWriter, r *http.Request) (history.Event, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpdateBytes)
	if err := r.ParseForm(); err != nil {
		return history.Event{}, fmt.Errorf("read update: %w", err)
	}
	form := r.PostForm
	topics := form["topic"]
	update := history.Event{ID: form.Get("id"), Type: form.Get("type"), Data: form.Get("data")}
	switch {
	case len(topics) != 1 || topics[0] == "":
		return update, errors.New("topic: want one")
	case strings.HasPrefix(update.ID, "#") || update.ID == earliest:
		return update, fmt.Errorf("id: %q is reserved", update.ID)
	case !utf8.ValidString(topics[0] + update.ID + update.Type + update.Data):
		return update, errors.New("update: this is not UTF-8")
	case strings.ContainsRune(update.Type, 0):
		return update, errors.New("type: NUL is not allowed")
	case update.ID == "":
		update.ID = newURN()
	}
	if update.Topic = publicly(topics[0]); form.Has("private") {
		update.Topic = privately(topics[0])
	}
	if retry := form.Get("retry"); retry != "" {
		ms, err := strconv.ParseUint(retry, 10, 32)
		if err != nil {
			return update, fmt.Errorf("retry: %w", err)
		}
		update.Retry, update.HasRetry = time.Duration(ms)*time.Millisecond, true
	}
	return update, nil
}

// newURN returns a UUID that is as random as can be, as an IRI.
// https://www.rfc-editor.org/rfc/rfc9562#section-5.4
func newURN() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
