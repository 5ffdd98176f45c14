package processes

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// slot is the place of one process in its group. A process that is started in the
// place of another has its number.
type slot struct {
	number      int
	config      *Config
	out, speech *lines
	ready       func() // told the first time that a process here is ready

	mu      sync.Mutex
	state   State
	link    *http.Transport // of a process that is ready, or nil
	process *os.Process     // or nil
}

// run keeps a process running until ctx is done.
func (s *slot) run(ctx context.Context) error {
	deaths := 0
	for {
		since := time.Now()
		err := s.live(ctx)
		if ctx.Err() != nil {
			return err
		}
		deaths = s.config.Restart.Count(deaths, time.Since(since))
		pause, again := s.config.Restart.Next(deaths, rand.Float64()) //nolint:gosec // jitter is no secret
		if !again {
			return fmt.Errorf("process %d ended %d times in a row soon after its start: %w", s.number, deaths, err)
		}
		s.speech.say(fmt.Sprintf("ended: %v; starting it again in %s", err, pause.Round(time.Millisecond)))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
		s.update(func(state *State) { state.Restarts++ })
	}
}

// live starts a process and returns how it ended. When ctx is done the process is
// asked to end, and then it is an error only if it does not end in order.
func (s *slot) live(ctx context.Context) error {
	life, end := context.WithCancelCause(ctx)
	defer end(nil)
	cmd := s.config.Command(life, s.number)
	cmd.Stdout, cmd.Stderr = s.out, s.speech
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = s.config.Grace
	apart(cmd)
	link, err := s.start(cmd)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil // none is wanted any more
	case err != nil:
		return err
	}
	var greeted sync.WaitGroup
	greeted.Go(func() {
		if err := s.greet(life, link); err != nil {
			end(err)
		}
	})
	err = cmd.Wait()
	cause := context.Cause(life)
	end(nil)
	greeted.Wait()
	wasReady := s.gone()
	link.CloseIdleConnections()
	switch {
	case cmd.ProcessState == nil:
		return fmt.Errorf("wait for process %d: %w", s.number, err)
	case ctx.Err() == nil && cause != nil:
		return cause
	case ctx.Err() == nil:
		return errors.New(cmd.ProcessState.String())
	case wasReady && !cmd.ProcessState.Success():
		return fmt.Errorf("process %d did not end in order: %s", s.number, cmd.ProcessState)
	}
	return nil // it had nothing yet to bring in order, or has done so
}

// start starts cmd with its link, and tells it its brief.
func (s *slot) start(cmd *exec.Cmd) (*http.Transport, error) {
	brief, err := s.config.Brief(s.number)
	if err != nil {
		return nil, fmt.Errorf("brief process %d: %w", s.number, err)
	}
	stdin, err := cmd.StdinPipe() // closed when the process has ended
	if err != nil {
		return nil, fmt.Errorf("start process %d: %w", s.number, err)
	}
	conn, file, err := newLink()
	if err != nil {
		return nil, fmt.Errorf("start process %d: %w", s.number, errors.Join(err, stdin.Close()))
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, file)
	err = cmd.Start()
	_ = file.Close()
	if err != nil {
		return nil, fmt.Errorf("start process %d: %w", s.number, errors.Join(err, conn.Close()))
	}
	s.update(func(state *State) { state.Pid, state.Since, s.process = cmd.Process.Pid, time.Now(), cmd.Process })
	_, _ = stdin.Write(brief) // a process that does not take it ends, and says why
	return overLink(conn), nil
}

// greet waits until the process is ready. One that ends before says more by its
// exit code than by not answering.
func (s *slot) greet(life context.Context, link *http.Transport) error {
	ctx, cancel := context.WithTimeout(life, s.config.StartTimeout)
	defer cancel()
	if err := ping(ctx, link); err != nil {
		<-ctx.Done()
		if life.Err() == nil {
			return fmt.Errorf("not ready after %s", s.config.StartTimeout)
		}
		return nil
	}
	s.mu.Lock()
	s.link, s.state.Ready = link, true
	s.mu.Unlock()
	s.ready()
	return nil
}

func ping(ctx context.Context, link *http.Transport) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://process/healthz", http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set(remoteHeader, "127.0.0.1:0")
	res, err := link.RoundTrip(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// gone notes that there is no process any more, and reports whether it was ready.
func (s *slot) gone() (wasReady bool) {
	s.out.flush()
	s.speech.flush()
	s.mu.Lock()
	defer s.mu.Unlock()
	wasReady = s.state.Ready
	s.link, s.process, s.state.Ready, s.state.Pid = nil, nil, false, 0
	return wasReady
}

func (s *slot) update(change func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.state)
}

// signal sends a signal to a process that is ready. One that ends at this moment
// needs none.
func (s *slot) signal(sig os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Ready {
		_ = s.process.Signal(sig)
	}
}

// present returns the state of the process and its link, nil unless it is ready.
func (s *slot) present() (State, *http.Transport) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, s.link
}
