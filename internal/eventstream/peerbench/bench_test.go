package peerbench_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func BenchmarkDecode(b *testing.B) {
	for _, w := range peerbench.Workloads() {
		for _, c := range peerbench.Contenders() {
			b.Run(w.Name+"/"+c.Name, c.Benchmark(w))
		}
	}
}
