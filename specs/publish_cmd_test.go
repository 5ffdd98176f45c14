package specs

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shellOnly skips a test where commands are not those of a POSIX shell.
func shellOnly(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil || os.PathSeparator != '/' {
		t.Skip("commands of this test are for a POSIX shell")
	}
}

func newCommand(t *testing.T, command string) Publisher {
	t.Helper()
	shellOnly(t)
	p, err := NewCommandPublisher(command)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCommandHookRefuses(t *testing.T) {
	for _, command := range []string{"", " \n\t"} {
		if p, err := NewCommandPublisher(command); err == nil || p != nil || err.Error() != "parse publish command: it is empty" {
			t.Errorf("%q: got %v, %v", command, p, err)
		}
	}
}

func TestCommandHookCarries(t *testing.T) {
	tests := []struct {
		command string
		want    Carries
	}{
		{"cat > /dev/null", Carries{}},
		{`curl -d @- "http://h/$SSEGAUGE_TOPIC"`, Carries{Topic: true}},
		{`publish --id "$SSEGAUGE_ID" --event "${SSEGAUGE_EVENT}"`, Carries{ID: true, Event: true}},
	}
	for _, tt := range tests {
		t.Run(tt.command, func(t *testing.T) {
			p := newCommand(t, tt.command)
			if got := p.Carries(); got != tt.want || p.String() != tt.command {
				t.Errorf("got %+v, %q, want %+v", got, p.String(), tt.want)
			}
		})
	}
}

func TestCommandHookHandsOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	t.Setenv("OUT", file)
	large := strings.Repeat("é\n", largeBytes)
	tests := []struct {
		name, command string
		p             Publication
		want          string
	}{
		{"data on standard input", `cat > "$OUT"`, Publication{Data: "a\r\n\x00é"}, "a\r\n\x00é"},
		{"no data", `cat > "$OUT"`, Publication{}, ""},
		{"much data", `cat > "$OUT"`, Publication{Data: large}, large},
		{
			"the other fields", `printf '%s|%s|%s' "$SSEGAUGE_EVENT" "$SSEGAUGE_ID" "$SSEGAUGE_TOPIC" > "$OUT"`,
			Publication{Event: "a\nb", ID: "$(id) '\"", Topic: "t", Data: large},
			"a\nb|$(id) '\"|t",
		},
		{"empty fields are set", `printf '%s' "${SSEGAUGE_ID-unset}" > "$OUT"`, Publication{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			outcome, detail, err := newCommand(t, tt.command).Publish(t.Context(), tt.p)
			if outcome != OutcomeAccepted || err != nil {
				t.Fatalf("got %s, %q, %v", outcome, detail, err)
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != tt.want {
				t.Errorf("got %d bytes %.60q, %v, want %d", len(got), got, err, len(tt.want))
			}
		})
	}
}

func TestCommandHookOutcomes(t *testing.T) {
	tests := []struct {
		name, command string
		id            string
		want          Outcome
		detail        string
	}{
		{"status 0", "true", "", OutcomeAccepted, ""},
		{"what it says", "echo one; echo two >&2", "", OutcomeAccepted, "one two"},
		{"status 1", "exit 1", "", OutcomeRefused, "exit status 1"},
		{"why", "echo 'no   such\ntopic' >&2; exit 22", "", OutcomeRefused, "exit status 22 no such topic"},
		{"a long answer", "while printf x; do n=$((n+1)); [ $n -lt 9999 ] || exit 3; done", "", OutcomeRefused, "exit status 3 " + strings.Repeat("x", maxAnswer)},
		{"no such command", "ssegauge-no-such-command 2>/dev/null", "", OutcomeRefused, "exit status 127"},
		{"it ends by a signal", "kill -TERM $$", "", OutcomeRefused, "signal: terminated"},
		{"it does not read", "exec <&-; true", "", OutcomeAccepted, ""},
		{"NUL", "true", "a\x00b", OutcomeInexpressible, "the environment of a command cannot hold NUL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Publication{ID: tt.id, Data: strings.Repeat("x", largeBytes)}
			if got, detail, err := newCommand(t, tt.command).Publish(t.Context(), p); got != tt.want || detail != tt.detail || err != nil {
				t.Errorf("got %s, %.80q, %v, want %s, %.80q", got, detail, err, tt.want, tt.detail)
			}
		})
	}
}

func TestCommandHookIsEnded(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*ms)
	defer cancel()
	outcome, detail, err := newCommand(t, "exec sleep 600").Publish(ctx, Publication{Data: "x"})
	if outcome != OutcomeFailed || !strings.HasPrefix(detail, "the command did not end in time") || err != nil {
		t.Errorf("got %s, %q, %v", outcome, detail, err)
	}
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("it ended before its time: %v", ctx.Err())
	}
}

// A machine without a shell is our trouble and not the Target's.
func TestCommandHookWithoutAShell(t *testing.T) {
	p := newCommand(t, "true")
	t.Setenv("PATH", t.TempDir())
	if outcome, _, err := p.Publish(t.Context(), Publication{}); outcome != OutcomeFailed || err == nil {
		t.Errorf("got %s, %v, want failed and an error", outcome, err)
	}
}
