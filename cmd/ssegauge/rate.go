package main

import (
	"errors"
	"strconv"
	"strings"
)

// rateValue is a flag that holds how often something may happen in a second, such
// as 100, 100/s, 30/m or 0.5/s.
type rateValue float64

// Set implements pflag.Value.
func (v *rateValue) Set(s string) error {
	number, per := s, 1.0
	for unit, seconds := range map[string]float64{"/s": 1, "/m": 60, "/h": 3600} {
		if n, ok := strings.CutSuffix(s, unit); ok {
			number, per = n, seconds
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(n >= 0 && n < 1e12) {
		return errors.New("want a rate such as 100/s, 30/m or 0")
	}
	*v = rateValue(n / per)
	return nil
}

// String implements pflag.Value.
func (v *rateValue) String() string {
	if *v == 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(*v), 'g', -1, 64) + "/s"
}

// Type implements pflag.Value.
func (v *rateValue) Type() string { return "rate" }
