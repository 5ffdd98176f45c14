package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Series is what happened over time, a row for each step.
type Series struct {
	StepMS  int64       `json:"step_ms"`
	Columns []string    `json:"columns"` // names with their units: "t_s", "lag_p99_ms"
	Rows    []SeriesRow `json:"rows"`
}

// SeriesRow has one number for each column; NaN is a gap, null in JSON.
type SeriesRow []float64

// MarshalJSON writes the numbers, and null for what is none.
func (r SeriesRow) MarshalJSON() ([]byte, error) {
	out := []byte{'['}
	for i, v := range r {
		if i > 0 {
			out = append(out, ',')
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			out = append(out, "null"...)
			continue
		}
		out = strconv.AppendFloat(out, v, 'g', -1, 64)
	}
	return append(out, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *SeriesRow) UnmarshalJSON(text []byte) error {
	var values []*float64
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	*r = make(SeriesRow, len(values))
	for i, v := range values {
		(*r)[i] = math.NaN()
		if v != nil {
			(*r)[i] = *v
		}
	}
	return nil
}
