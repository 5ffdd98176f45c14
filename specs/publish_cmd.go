package specs

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// commandPublisher runs a command for each publication.
type commandPublisher struct{ command string }

// NewCommandPublisher returns a Publisher that runs command in the system's
// shell (sh -c, on Windows cmd /C) for each event. It gets the data on standard
// input and the other fields in the environment as SSEGAUGE_EVENT, SSEGAUGE_ID
// and SSEGAUGE_TOPIC, so that nothing needs quoting. Exit status 0 means
// accepted, any other refused.
func NewCommandPublisher(command string) (Publisher, error) {
	if strings.TrimSpace(command) == "" {
		return nil, errors.New("parse publish command: it is empty")
	}
	return &commandPublisher{command}, nil
}

// Publish implements Publisher.
func (c *commandPublisher) Publish(ctx context.Context, p Publication) (Outcome, string, error) {
	if strings.ContainsRune(p.Event+p.ID, 0) {
		return OutcomeInexpressible, "the environment of a command cannot hold NUL", nil
	}
	return runCommand(ctx, c.command, p.Data, "SSEGAUGE_EVENT="+p.Event, "SSEGAUGE_ID="+p.ID, "SSEGAUGE_TOPIC="+p.Topic)
}

// runCommand runs command in the system's shell with that standard input and
// these variables in its environment, and says how it ended.
func runCommand(ctx context.Context, command, input string, variables ...string) (Outcome, string, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	out := head{max: maxAnswer}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], command)
	cmd.Env = append(os.Environ(), variables...)
	cmd.Stdin = strings.NewReader(input)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	killWithChildren(cmd)
	err := cmd.Run()
	late := ctx.Err() != nil
	detail := strings.Join(strings.Fields(string(out.kept)), " ")
	var exit *exec.ExitError
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay) && !late:
		return OutcomeAccepted, detail, nil
	case late:
		return OutcomeFailed, "the command did not end in time: " + err.Error(), nil //nolint:nilerr // the outcome says it
	case errors.As(err, &exit):
		return OutcomeRefused, strings.TrimSpace(exit.String() + " " + detail), nil
	}
	return OutcomeFailed, "", err
}

// Carries implements Publisher.
func (c *commandPublisher) Carries() Carries {
	return Carries{
		ID:    strings.Contains(c.command, "SSEGAUGE_ID"),
		Event: strings.Contains(c.command, "SSEGAUGE_EVENT"),
		Topic: strings.Contains(c.command, "SSEGAUGE_TOPIC"),
	}
}

// String implements Publisher.
func (c *commandPublisher) String() string { return c.command }

// head is a writer that keeps the first bytes.
type head struct {
	max  int
	kept []byte
}

func (h *head) Write(b []byte) (int, error) {
	h.kept = append(h.kept, b[:min(len(b), h.max-len(h.kept))]...)
	return len(b), nil
}
