package threshold_test

import (
	"errors"
	"fmt"

	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// An error has a place in the text, and a hint.
func ExampleParse() {
	known := threshold.Catalogue{Metrics: []threshold.Metric{{Name: "lag", Kind: threshold.Timing}}}
	_, err := threshold.Parse("lag.p99 < 250", known)
	if wrong, ok := errors.AsType[*threshold.SyntaxError](err); ok {
		fmt.Println(wrong)
		fmt.Println(wrong.Mark())
		fmt.Println("hint:", wrong.Hint)
	}
	// Output:
	// read threshold "lag.p99 < 250": lag.p99 is a duration, and is compared with a plain number
	// lag.p99 < 250
	//           ^
	// hint: write its unit, as in 250ms or 2s
}
