package processes

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConnectionsSpreadOverAllProcesses(t *testing.T) {
	g := start(t, "", nil)
	g.awaitReady(t)
	spread := map[int]int{}
	for range 100 {
		process, _ := g.hold(t)
		spread[process]++
	}
	if len(spread) != 3 {
		t.Errorf("connections of each process: %v", spread)
	}
	g.stop()
	if err := g.end(); err != nil {
		t.Errorf("run: %v", err)
	}
	for _, line := range []string{"process=1 at work", "process=2 at work", "process=3 at work"} {
		if !strings.Contains(g.said.String(), line+"\n") {
			t.Errorf("no line %q in:\n%s", line, g.said)
		}
	}
}

func TestKilledProcessComesBack(t *testing.T) {
	g := start(t, "", nil)
	g.awaitReady(t)
	before := g.States()
	if err := syscall.Kill(before[1].Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "it is back", func() bool { return g.States()[1].Ready && g.States()[1].Restarts == 1 })
	for i, state := range g.States() {
		if same := state.Pid == before[i].Pid; !state.Ready || same != (i != 1) {
			t.Errorf("process %d was %+v, is %+v", i+1, before[i], state)
		}
	}
	until(t, "it gets connections", func() bool {
		process, _ := g.hold(t)
		return process == 2
	})
	if want := "process=2 ended: signal: killed; starting it again in "; !strings.Contains(g.said.String(), want) {
		t.Errorf("no line %q in:\n%s", want, g.said)
	}
}

func TestTerminatedProcessIsReplaced(t *testing.T) {
	g := start(t, "", nil)
	g.awaitReady(t)
	if err := syscall.Kill(g.States()[0].Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until(t, "it is back", func() bool { return g.States()[0].Ready && g.States()[0].Restarts == 1 })
	if want := "process=1 ended: exit status 0; starting"; !strings.Contains(g.said.String(), want) {
		t.Errorf("no line %q in:\n%s", want, g.said)
	}
}

func TestProcessThatDiesAgainAndAgainEndsTheGroup(t *testing.T) {
	g := start(t, "die", func(c *Config) {
		c.Count, c.Restart = 1, Policy{Pause: time.Millisecond, MaxDeaths: 3}
	})
	err := g.end()
	want := "process 1 ended 3 times in a row soon after its start: exit status 7"
	if err == nil || err.Error() != want {
		t.Errorf("run: %v, want %s", err, want)
	}
	if got := strings.Count(g.said.String(), "process=1 no use\n"); got != 3 {
		t.Errorf("it said so %d times:\n%s", got, g.said)
	}
}

func TestGivingUpEndsTheOthersInOrder(t *testing.T) {
	g := start(t, "", func(c *Config) {
		brief := c.Brief
		c.Restart = Policy{Pause: time.Millisecond, MaxDeaths: 2}
		c.Brief = func(process int) ([]byte, error) {
			if process == 2 {
				return nil, errors.New("nothing to say")
			}
			return brief(process)
		}
	})
	err := g.end()
	want := "process 2 ended 2 times in a row soon after its start: brief process 2: nothing to say"
	if err == nil || err.Error() != want {
		t.Errorf("run: %v, want %s", err, want)
	}
	for _, state := range g.States() {
		if state.Pid != 0 || state.Ready {
			t.Errorf("process %d is there: %+v", state.Process, state)
		}
	}
}

func TestProcessThatIsNeverReadyIsEnded(t *testing.T) {
	g := start(t, "hang", func(c *Config) {
		c.Count, c.Restart, c.StartTimeout = 1, Policy{MaxDeaths: 1}, time.Millisecond
	})
	err := g.end()
	want := "process 1 ended 1 times in a row soon after its start: not ready after 1ms"
	if err == nil || err.Error() != want {
		t.Errorf("run: %v, want %s", err, want)
	}
}

func TestProcessThatDoesNotEndIsKilled(t *testing.T) {
	g := start(t, "linger", func(c *Config) { c.Count, c.Grace = 1, time.Millisecond })
	g.awaitReady(t)
	g.stop()
	err := g.end()
	if want := "process 1 did not end in order: signal: killed"; err == nil || err.Error() != want {
		t.Errorf("run: %v, want %s", err, want)
	}
}

func TestCommandThatCannotStart(t *testing.T) {
	g := start(t, "", func(c *Config) {
		c.Count, c.Restart = 1, Policy{MaxDeaths: 1}
		command := c.Command
		c.Command = func(ctx context.Context, process int) *exec.Cmd {
			cmd := command(ctx, process)
			cmd.Path = "/nowhere"
			return cmd
		}
	})
	if err := g.end(); err == nil || !strings.Contains(err.Error(), "start process 1: fork/exec /nowhere: no such file") {
		t.Errorf("run: %v", err)
	}
}

func TestProcessesEndWithTheirParent(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "parent") //nolint:noctx // killed below
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var family parental
	if err := json.NewDecoder(stdout).Decode(&family); err != nil {
		t.Fatal(err)
	}
	children := []process{openProcess(t, family.States[0].Pid), openProcess(t, family.States[1].Pid)}
	r := &running{url: "http://" + family.Address}
	_, rest := r.hold(t)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, child := range children {
		child.awaitEnd(t)
	}
	if _, err := io.Copy(io.Discard, rest); err == nil {
		t.Error("the connection ended in order")
	}
	free(t, family.Address)
}

func TestJoinNeedsAGroup(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "/proc/self/exe", "member").CombinedOutput()
	if code := new(exec.ExitError); !errors.As(err, &code) || code.ExitCode() != 2 {
		t.Errorf("ended with %v", err)
	}
	want := "join group: no group has started this process: "
	if got := string(out); !strings.HasPrefix(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

func TestConfigIsValidated(t *testing.T) {
	_, err := New(Config{Grace: -1})
	want := "configure processes: Count 0: want at least 1\nwant Command and Brief\nStartTimeout and Grace: want at least 0"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
