package refserver

import (
	"cmp"
	"math"
	"net/http"
	"time"

	"golang.org/x/time/rate"
)

// newLimiter returns what holds publishes to the rate of c, or nil if there is no
// bound.
func newLimiter(c Config) *rate.Limiter {
	if c.PublishRate == 0 {
		return nil
	}
	burst := cmp.Or(c.PublishBurst, int(math.Ceil(c.PublishRate)))
	return rate.NewLimiter(rate.Limit(c.PublishRate), burst)
}

// inTime reports whether a publish keeps within the rate, and refuses it otherwise.
func (s *Server) inTime(w http.ResponseWriter) bool {
	if s.publishes == nil || s.publishes.Allow() {
		return true
	}
	missing := max(0, 1-s.publishes.Tokens())
	wait := time.Duration(missing / float64(s.publishes.Limit()) * float64(time.Second))
	tooMany(w, wait, "publish more slowly, or raise the server's limit PublishRate",
		"publishes: more than %v a second", s.config.PublishRate)
	return false
}
