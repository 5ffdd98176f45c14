package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// Duration is a time.Duration that JSON has as a string: a decimal number with a
// unit, "ns", "us", "ms", "s", "m" or "h", or several of them, such as "1m30s".
type Duration time.Duration

// MarshalJSON writes the duration exactly.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalJSON reads a string. Its error is for people.
func (d *Duration) UnmarshalJSON(text []byte) error {
	var value string
	if err := json.Unmarshal(text, &value); err != nil {
		return errors.New(`must be a duration such as "10ms", is ` + jsonhttp.Kind(text))
	}
	parsed, err := time.ParseDuration(value)
	if err != nil {
		const most = 64
		return fmt.Errorf(`%.*q is no duration such as "10ms"`, most, value)
	}
	*d = Duration(parsed)
	return nil
}

// limit bounds a value of a field from both sides.
func limit[T int | int64 | float64](field string, got, least, most T) *refusal {
	if got >= least && got <= most { // NaN is neither
		return nil
	}
	return bad(field, "%v is not between %v and %v", got, least, most)
}

// limitDuration is limit for a duration.
func limitDuration(field string, got Duration, least, most time.Duration) *refusal {
	if d := time.Duration(got); d < least || d > most {
		return bad(field, "%v is not between %v and %v", d, least, most)
	}
	return nil
}

// firstOf returns the first refusal there is.
func firstOf(all ...*refusal) *refusal {
	for _, p := range all {
		if p != nil {
			return p
		}
	}
	return nil
}
