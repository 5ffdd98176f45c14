package await

import (
	"testing"
	"testing/synctest"
	"time"
)

// failing notes whether it was ended.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Helper()               {}
func (f *failing) Fatalf(string, ...any) { f.failed = true; panic(f) }

func TestUntil(t *testing.T) {
	for _, test := range []struct {
		name  string
		after time.Duration
		fails bool
	}{{"at once", 0, false}, {"in time", time.Second, false}, {"never", time.Hour, true}} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, began := &failing{TB: t}, time.Now()
				defer func() {
					if _ = recover(); f.failed != test.fails {
						t.Errorf("failed is %t, want %t", f.failed, test.fails)
					}
				}()
				Until(f, time.Minute, "it is time", func() bool { return time.Since(began) >= test.after })
			})
		})
	}
}
