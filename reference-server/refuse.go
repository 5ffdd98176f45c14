package refserver

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// unavailable refuses a request that the server cannot serve now, with 503.
func unavailable(w http.ResponseWriter, retry time.Duration, message string) {
	later(w, retry, &problem{
		status:  http.StatusServiceUnavailable,
		Message: message,
		Hint:    "retry after the time given",
	})
}

// tooMany refuses a request of a client that asks for too much, with 429.
// https://www.rfc-editor.org/rfc/rfc6585#section-4
func tooMany(w http.ResponseWriter, retry time.Duration, hint, format string, args ...any) {
	later(w, retry, &problem{
		status:  http.StatusTooManyRequests,
		Message: fmt.Sprintf(format, args...),
		Hint:    hint,
	})
}

// later writes p with a Retry-After between once and twice the time given, in whole
// seconds and at random, so that clients that were refused together do not return
// together.
// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
func later(w http.ResponseWriter, retry time.Duration, p *problem) {
	least := max(1, int(math.Ceil(retry.Seconds())))
	w.Header().Set("Retry-After", strconv.Itoa(least+rand.IntN(least+1)))
	p.write(w)
}
