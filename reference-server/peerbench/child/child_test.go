//go:build linux

package child_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// TestMain lets this program be started again as a contender.
func TestMain(m *testing.M) {
	asked, err := child.Run(os.Args[1:], contenders())
	if !asked {
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func contenders() []peerbench.Contender {
	return []peerbench.Contender{
		{Name: "waits", Serve: func(ctx context.Context, _ net.Listener) error {
			<-ctx.Done()
			return nil
		}},
		{Name: "fails", Serve: func(ctx context.Context, _ net.Listener) error {
			<-ctx.Done()
			return errors.New("out of luck")
		}},
	}
}

func TestChildAnswers(t *testing.T) {
	p, err := child.Start("waits")
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() (child.Inside, error){"look": p.Look, "settle": p.Settle} {
		inside, err := ask()
		if err != nil || inside.Goroutines < 1 {
			t.Errorf("%s = %+v, %v, want goroutines", name, inside, err)
		}
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := p.Look(); err == nil {
		t.Error("a child that was stopped has answered")
	}
}

func TestChildIsAProcess(t *testing.T) {
	p, err := child.Start("waits")
	if err != nil {
		t.Fatal(err)
	}
	if !p.Addr.Addr().IsLoopback() || p.Addr.Port() == 0 {
		t.Errorf("address %s, want a port on loopback", p.Addr)
	}
	descriptors, err := p.Descriptors()
	if err != nil || descriptors < 4 { // the standard three and the listener
		t.Errorf("%d descriptors, %v, want at least 4", descriptors, err)
	}
	if resident, err := p.Resident(); err != nil || resident < 1<<20 {
		t.Errorf("%d bytes of memory, %v, want a megabyte at least", resident, err)
	}
	if _, err := p.CPU(); err != nil {
		t.Error(err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

func TestStopSaysWhyChildFailed(t *testing.T) {
	p, err := child.Start("fails")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err == nil || !strings.Contains(err.Error(), "stop fails: exit status 1: out of luck") {
		t.Errorf("Stop = %v, want what the child said", err)
	}
}

func TestStartOfNobody(t *testing.T) {
	if _, err := child.Start("nobody"); err == nil || !strings.Contains(err.Error(), "serve as nobody: no such contender") {
		t.Errorf("Start = %v, want what the child said", err)
	}
}

func TestRunLeavesOtherArgumentsAlone(t *testing.T) {
	for _, args := range [][]string{nil, {"--quick"}, {"waits"}, {"--rounds", "3"}} {
		if asked, err := child.Run(args, contenders()); asked || err != nil {
			t.Errorf("arguments %q: asked %v, %v", args, asked, err)
		}
	}
}
