package coding

import (
	"strconv"
	"strings"
)

// identity is the name for no coding.
const identity = "identity"

// Choose returns the coding for a request with these values of Accept-Encoding:
// the one with the greatest weight, and among equals the first of offered. It is ""
// for none, which is what a request without the field gets. ok is false where the
// request accepts neither one of offered nor a body without coding. What does not
// follow the grammar is ignored.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
func Choose(accept, offered []string) (name string, ok bool) {
	weights := parse(accept)
	best := 0.0
	for _, coding := range offered {
		if q, _ := weights.of(coding); q > best {
			name, best = coding, q
		}
	}
	if weights[identity] > best {
		return "", true
	}
	if name != "" {
		return name, true
	}
	// "If the representation has no content coding, then it is acceptable by default
	// unless specifically excluded"
	plain, listed := weights.of(identity)
	return "", plain > 0 || !listed
}

// weights are the weights of the codings that a request names, in lower case.
type weights map[string]float64

// of returns the weight of a coding, 0 if it is not acceptable, and whether it is
// listed, by its name or by "*".
func (w weights) of(coding string) (q float64, listed bool) {
	if q, listed = w[coding]; listed {
		return q, true
	}
	q, listed = w["*"]
	return q, listed
}

// parse reads the field. Of a coding named twice the first counts. x-gzip is gzip.
// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3
func parse(accept []string) weights {
	all := make(weights)
	for element := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, parameter, weighted := strings.Cut(element, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "x-gzip" {
			name = "gzip"
		}
		q, ok := 1.0, name != ""
		if weighted && ok {
			q, ok = parseWeight(parameter)
		}
		if _, known := all[name]; ok && !known {
			all[name] = q
		}
	}
	return all
}

// parseWeight reads a weight, such as "q=0.5".
// https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
func parseWeight(parameter string) (q float64, ok bool) {
	name, value, _ := strings.Cut(parameter, "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 0, false
	}
	value = strings.TrimSpace(value)
	if strings.Trim(value, "0123456789.") != "" {
		return 0, false
	}
	q, err := strconv.ParseFloat(value, 64)
	return q, err == nil && q <= 1
}
