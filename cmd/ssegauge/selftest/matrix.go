package selftest

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/reference-server/dialects"
)

// Row is a server and what the suite said of it.
type Row struct {
	// Defect is the name of what is wrong with it, empty for the right server.
	Defect string
	// Dialect is the name of what it speaks, empty for plain event streams.
	Dialect string
	// Sentence says what it does.
	Sentence string
	// Want holds the Requirements that are to be broken, Got those that were, both
	// in the order of the catalogue.
	Want, Got []string
	// Late holds the Requirements that could not be judged because this machine was
	// late.
	Late []string
	// Tries is how often it was run.
	Tries int
	// Took is how long it took, in all of them.
	Took time.Duration
	// Err says why nothing could be judged, nil if that is what was wanted.
	Err error

	tls   bool // it is judged over TLS
	open  bool // everybody may read
	again bool // it is to be run, for the first time or once more

	// begin starts the server, if that is another one than the others of the matrix.
	begin func(context.Context) (*target, error)
	// skipped holds the Requirements that were not judged: ID and cause.
	skipped []string
	// whole is whether nothing may stay inconclusive: it is tried again then.
	whole bool
}

// Name returns what the row is called: its Defect, or that there is none.
func (r Row) Name() string {
	switch {
	case r.Defect != "":
		return r.Defect
	case r.Dialect != "":
		return "right-" + r.Dialect
	case r.tls:
		return "right-tls"
	}
	return "right"
}

// OK reports whether exactly what was wanted is broken.
func (r Row) OK() bool {
	return r.Err == nil && len(r.Late) == 0 && slices.Equal(r.Want, r.Got)
}

// Options says which rows are run and how. The zero value runs all.
type Options struct {
	// Defects names the rows; empty is the right server and every Defect.
	Defects []string
	// Concurrency is how many servers are judged at a time. 0 is twelve for each CPU:
	// a run mostly waits.
	Concurrency int
	// Progress, if set, is told of each row as it ends. Calls come one at a time.
	Progress func(done, total int, row Row)
}

// attempts is how often a row is run at most while this machine is late.
const attempts = 4

// Run runs the rows and returns them in the order of the Defects, or an error of
// ctx or of a name that does not exist. What could not be judged, because this
// machine was late, is tried again when the other rows are done, a few at a time;
// so is, once, a Defect that was judged wrongly.
func Run(ctx context.Context, o Options) ([]Row, error) {
	rows, err := rowsOf(o.Defects)
	if err != nil {
		return nil, err
	}
	o.judge(ctx, rows)
	return rows, ctx.Err()
}

// judge has the suite judge rows.
func (o Options) judge(ctx context.Context, rows []Row) {
	cpus := runtime.GOMAXPROCS(0)
	concurrency := o.Concurrency
	if concurrency == 0 {
		concurrency = 12 * cpus
	}
	open := make([]*Row, len(rows))
	for i := range rows {
		open[i] = &rows[i]
	}
	for try := 0; try < attempts && len(open) > 0 && ctx.Err() == nil; try++ {
		eachOf(open, concurrency, func(r *Row) { r.judge(ctx) }, func(r *Row) {
			r.Tries++
			r.again = try+1 < attempts && (len(r.Late) > 0 || try == 0 && r.mayBeChance())
			if !r.again && o.Progress != nil {
				o.Progress(len(rows)-unsettled(open), len(rows), *r)
			}
		})
		open = slices.DeleteFunc(open, func(r *Row) bool { return !r.again })
		concurrency = min(concurrency, cpus)
	}
}

// unsettled returns how many of rows are still to be run.
func unsettled(rows []*Row) int {
	n := 0
	for _, r := range rows {
		if r.again {
			n++
		}
	}
	return n
}

// eachOf runs rows, so many at a time, and tells settle of each, one at a time.
func eachOf(rows []*Row, concurrency int, run, settle func(*Row)) {
	places := make(chan struct{}, concurrency)
	var mu sync.Mutex
	var running sync.WaitGroup
	for _, r := range rows {
		r.again = true
	}
	for _, r := range rows {
		places <- struct{}{}
		running.Go(func() {
			defer func() { <-places }()
			start := time.Now()
			run(r)
			mu.Lock()
			defer mu.Unlock()
			r.Took += time.Since(start)
			settle(r)
		})
	}
	running.Wait()
}

// rowsOf returns the rows to run. The name of the right server is empty.
func rowsOf(names []string) ([]Row, error) {
	const right = "Nothing is wrong."
	rows := []Row{{Sentence: right}, {Sentence: right, tls: true}}
	if len(names) == 0 {
		for _, d := range dialects.All() {
			rows = append(rows, Row{Dialect: d.Name, Sentence: right})
		}
		for _, d := range defects.All() {
			names = append(names, d.Name)
		}
	} else {
		rows = nil
	}
	for _, name := range names {
		d, err := defects.Named(name)
		if err != nil {
			return nil, err
		}
		rows = append(rows, Row{Defect: d.Name, Dialect: d.Dialect, Sentence: d.Sentence, Want: inCatalogueOrder(d.Breaks), tls: d.TLS, open: d.Open})
	}
	return rows, nil
}
