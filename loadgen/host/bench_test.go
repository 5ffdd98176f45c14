package host

import "testing"

// A sample is taken once a second.
func BenchmarkSample(b *testing.B) {
	w := Start()
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		w.Sample()
	}
}
