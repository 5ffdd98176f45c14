package specs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// "signals: A valid JSON string containing the patch data". The client takes
// names without quotes as well.
func ruleSignalsAnObject(t *wire.Transcript, patches []patch) Judgement {
	return each(t, patches, typeSignals, func(p patch) *Finding {
		signals := p.values["signals"]
		if isObject(signals) || isObject(quoted(signals)) {
			return nil
		}
		actual := "no signals"
		if p.has("signals") {
			actual = fmt.Sprintf("%.80q", signals)
		}
		return &Finding{Message: "signals that are no object", Expected: `signals {"name":value}`, Actual: actual}
	})
}

func isObject(text string) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal([]byte(text), &object) == nil && object != nil
}

// quoted returns an object of JavaScript with its names and texts in the quotes
// of JSON.
func quoted(text string) string {
	token := regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_$][\w$]*\s*:`)
	return token.ReplaceAllStringFunc(text, func(found string) string {
		switch found[0] {
		case '"':
			return found
		case '\'':
			inner := strings.ReplaceAll(found[1:len(found)-1], `\'`, `'`)
			return `"` + strings.ReplaceAll(inner, `"`, `\"`) + `"`
		}
		return `"` + strings.TrimRight(found, ": \t\r\n") + `":`
	})
}
