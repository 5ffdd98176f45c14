package report_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestRedactHidesSecretsOfThePlan(t *testing.T) {
	tests := []struct{ name, give, want string }{
		{"arrivals", "200/s", "200/s"},
		{"Authorization", "Bearer abc", "[redacted]"},
		{"X-Session", "42", "[redacted]"},
		{"api_key", "abc", "[redacted]"},
		{"header", "Cookie: a=b", "Cookie: [redacted]"},
		{"target", "http://joe:pw@h/e?token=abc&topic=a", "http://joe:[redacted]@h/e?token=[redacted]&topic=a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, c := load(), capacity()
			l.Plan = []report.PlanLine{{Name: tt.name, Value: tt.give}}
			c.Plan = l.Plan
			one, other := loaded(l), searched(c)
			for _, r := range []*report.Run{one, other} {
				r.Redact(report.NewRedactor([]string{"X-Session"}, nil))
			}
			if one.Load.Plan[0].Value != tt.want || other.Capacity.Plan[0].Value != tt.want {
				t.Errorf("got %s and %s, want %s", one.Load.Plan[0].Value, other.Capacity.Plan[0].Value, tt.want)
			}
			if l.Plan[0].Value != tt.give {
				t.Error("it wrote into the caller's plan")
			}
		})
	}
}

func TestRedactLeavesHistogramsWhole(t *testing.T) {
	r := loadHeld()
	want := r.Load.Timings[0].Histogram
	r.Redact(report.NewRedactor(nil, []string{"HIST", "connect", "publisher"}))
	if got := r.Load.Timings[0]; got.Histogram != want || got.Name != "connect" || r.Load.Deliveries.Sequence != "publisher" {
		t.Errorf("got %+v", got)
	}
	r.Load.Timings[0].Histogram = "no figures, but a passphrase"
	r.Redact(report.NewRedactor(nil, []string{"passphrase"}))
	if got := r.Load.Timings[0].Histogram; got != "no figures, but a [redacted]" {
		t.Errorf("got %s", got)
	}
}
