package refserver

import (
	"math/rand/v2"
	"time"
)

// spreadRetry returns the reconnection time of one stream: between Retry and
// Retry×(1+RetryJitter), at random.
func (c Config) spreadRetry() time.Duration {
	return min(c.Retry+time.Duration(rand.Float64()*c.RetryJitter*float64(c.Retry)), max(c.Retry, maxRetry))
}
