package jetstream

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// payload is the data of an event that a benchmark publishes.
var payload = strings.Repeat("x", 200)

// stores are what a benchmark publishes to: the history in memory, for comparison,
// and the ways to keep one.
func stores() []struct {
	name string
	open func(b *testing.B) func(context.Context, history.Event) (string, error)
} {
	embedded := func(c func(b *testing.B) ServerConfig) func(b *testing.B) func(context.Context, history.Event) (string, error) {
		return func(b *testing.B) func(context.Context, history.Event) (string, error) {
			b.Helper()
			return open(b, Config{Server: serve(b, c(b)), Limits: bounded()}).Publish
		}
	}
	return []struct {
		name string
		open func(b *testing.B) func(context.Context, history.Event) (string, error)
	}{
		{"memory", func(b *testing.B) func(context.Context, history.Event) (string, error) {
			b.Helper()
			log := history.New(bounded(), 1)
			b.Cleanup(log.Close)
			return func(_ context.Context, e history.Event) (string, error) { return log.Append(e) }
		}},
		{"jetstream=memory", embedded(func(*testing.B) ServerConfig { return ServerConfig{} })},
		{"jetstream=file", embedded(func(b *testing.B) ServerConfig { b.Helper(); return ServerConfig{Dir: b.TempDir()} })},
		{"jetstream=file,sync=always", embedded(func(b *testing.B) ServerConfig {
			b.Helper()
			return ServerConfig{Dir: b.TempDir(), SyncAlways: true}
		})},
		{"jetstream=file,socket", func(b *testing.B) func(context.Context, history.Event) (string, error) {
			b.Helper()
			server := serve(b, ServerConfig{Dir: b.TempDir(), Listen: true})
			return open(b, Config{URLs: []string{server.ClientURL()}, Limits: bounded()}).Publish
		}},
	}
}

// bounded keeps a benchmark from measuring the garbage collector.
func bounded() history.Limits {
	return history.Limits{Count: 10_000, Bytes: 64 << 20, Age: time.Hour}
}

// BenchmarkPublish is the time until a publish is answered, by one publisher and by
// many at once. ns/op of many is the inverse of throughput, p50 and p99 are of one
// publish.
func BenchmarkPublish(b *testing.B) {
	for _, store := range stores() {
		for _, publishers := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/publishers=%d", store.name, publishers), func(b *testing.B) {
				publish := store.open(b)
				took := make([][]time.Duration, publishers)
				var all sync.WaitGroup
				b.ReportAllocs()
				b.SetBytes(int64(len(payload)))
				b.ResetTimer()
				for p := range publishers {
					all.Go(func() {
						for range share(b.N, p, publishers) {
							start := time.Now()
							if _, err := publish(b.Context(), history.Event{Topic: "t", Data: payload}); err != nil {
								b.Error(err)
							}
							took[p] = append(took[p], time.Since(start))
						}
					})
				}
				all.Wait()
				b.StopTimer()
				report(b, slices.Concat(took...))
			})
		}
	}
}

// share is how many of n fall to one of several.
func share(n, one, of int) int { return n/of + min(1, max(0, n%of-one)) }

func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for _, percentile := range []int{50, 99} {
		at := took[min(len(took)-1, len(took)*percentile/100)]
		b.ReportMetric(float64(at.Nanoseconds())/1e3, fmt.Sprintf("p%d-µs", percentile))
	}
}

// BenchmarkLoad is the time in which a node reads 10,000 stored events into its view
// before it serves.
func BenchmarkLoad(b *testing.B) {
	const events = 10_000
	for _, dir := range []string{"", "file"} {
		b.Run("jetstream="+map[string]string{"": "memory"}[dir]+dir, func(b *testing.B) {
			c := ServerConfig{}
			if dir != "" {
				c.Dir = b.TempDir()
			}
			server := serve(b, c)
			h := open(b, Config{Server: server, Limits: bounded()})
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() {
					for range events / 50 {
						publish(b, h, history.Event{Topic: "t", Data: payload})
					}
				})
			}
			all.Wait()
			b.ReportAllocs()
			for b.Loop() {
				again := open(b, Config{Server: server, Limits: bounded()})
				if got := again.Log().Stats().Events; got != events {
					b.Fatalf("%d events", got)
				}
				again.Close()
			}
			b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
