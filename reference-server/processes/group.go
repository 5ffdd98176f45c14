package processes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

// Config says how a Group runs its processes.
type Config struct {
	// Count is the number of processes.
	Count int
	// Command returns the command of a process, made with exec.CommandContext; the
	// first has the number 1. The group sets its Stdin, Stdout, Stderr, Cancel and
	// WaitDelay, and adds the link to its ExtraFiles, where it must be the first. The
	// process must call Join.
	Command func(ctx context.Context, process int) *exec.Cmd
	// Brief returns what a process is told at its start: JSON.
	Brief func(process int) ([]byte, error)
	// Restart says when a process that has ended is started again.
	Restart Policy
	// StartTimeout is how long a process may take to be ready. Default 1 min.
	StartTimeout time.Duration
	// Grace is how long a process that was asked to end may take. Then it is killed.
	// Default 10 s.
	Grace time.Duration
	// Done, if set, is told of each request to Admin that a process has done, even if
	// others have not, which may be starting at this moment: what is to hold for those
	// that are started later, too, Brief has to say.
	Done func(Request)
	// Stdout and Stderr get what the processes write there, and Stderr what the group
	// has to say of them. Default nowhere.
	Stdout, Stderr io.Writer
}

// Validate returns all problems of c.
func (c Config) Validate() error {
	var problems []error
	if c.Count < 1 {
		problems = append(problems, fmt.Errorf("Count %d: want at least 1", c.Count))
	}
	if c.Command == nil || c.Brief == nil {
		problems = append(problems, errors.New("want Command and Brief"))
	}
	if c.StartTimeout < 0 || c.Grace < 0 {
		problems = append(problems, errors.New("StartTimeout and Grace: want at least 0"))
	}
	return errors.Join(problems...)
}

func (c Config) withDefaults() Config {
	c.StartTimeout = cmp.Or(c.StartTimeout, time.Minute)
	c.Grace = cmp.Or(c.Grace, 10*time.Second)
	c.Stdout, c.Stderr = cmp.Or(c.Stdout, io.Discard), cmp.Or(c.Stderr, io.Discard)
	return c
}

// Group is a number of processes that are kept running. Its methods may be called
// from several goroutines.
type Group struct {
	config Config
	slots  []*slot
	ready  chan struct{} // closed when every slot has had a process that was ready
}

// New returns a group that does not run yet, or the problems of c.
func New(c Config) (*Group, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("configure processes: %w", err)
	}
	g := &Group{config: c.withDefaults(), ready: make(chan struct{})}
	stdout, stderr := &sharedWriter{w: g.config.Stdout}, &sharedWriter{w: g.config.Stderr}
	missing := new(atomic.Int64)
	missing.Store(int64(c.Count))
	for i := range c.Count {
		g.slots = append(g.slots, &slot{
			number: i + 1,
			config: &g.config,
			out:    &lines{process: i + 1, to: stdout},
			speech: &lines{process: i + 1, to: stderr},
			state:  State{Process: i + 1},
			ready: sync.OnceFunc(func() {
				if missing.Add(-1) == 0 {
					close(g.ready)
				}
			}),
		})
	}
	return g, nil
}

// Run starts the processes and keeps them running until ctx is done; then it asks
// them to end, and waits. It fails when one cannot be kept running, after it has
// ended the others, and when one does not end in order. It may be called once.
func (g *Group) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	problems := make([]error, len(g.slots))
	for i, s := range g.slots {
		all.Go(func() {
			problems[i] = s.run(ctx)
			stop() // without an error it is done already
		})
	}
	all.Wait()
	return errors.Join(problems...)
}

// Ready returns a channel that is closed when every process has been ready once.
func (g *Group) Ready() <-chan struct{} { return g.ready }

// Signal sends a signal to the processes that are ready.
func (g *Group) Signal(sig os.Signal) {
	for _, s := range g.slots {
		s.signal(sig)
	}
}

// Request is one that a process has done.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
}

// State is what is known of a process.
type State struct {
	// Process is its number, from 1.
	Process int `json:"process"`
	// Pid is 0 while there is none.
	Pid int `json:"pid"`
	// Ready says that it listens.
	Ready bool `json:"ready"`
	// Restarts counts how often one was started in the place of another.
	Restarts int `json:"restarts"`
	// Since is when it was started.
	Since time.Time `json:"since"`
}

// States returns what is known of all processes, in the order of their numbers.
func (g *Group) States() []State {
	states := make([]State, 0, len(g.slots))
	for _, s := range g.slots {
		state, _ := s.present()
		states = append(states, state)
	}
	return states
}
