package processes

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
)

// testBrief is what the processes of tests are told.
type testBrief struct {
	Process int    `json:"process"`
	Address string `json:"address"`
	Does    string `json:"does"` // beside listening
}

// TestMain makes the test binary the processes that tests start.
func TestMain(m *testing.M) {
	switch role(os.Args) {
	case "member":
		os.Exit(member())
	case "parent":
		os.Exit(parent())
	}
	os.Exit(m.Run())
}

func role(args []string) string {
	if len(args) < 2 {
		return ""
	}
	return args[1]
}

// memberCommand starts the test binary as a member.
func memberCommand(ctx context.Context, _ int) *exec.Cmd {
	return exec.CommandContext(ctx, "/proc/self/exe", "member")
}

// briefs returns the Brief of a Config.
func briefs(address, does string) func(int) ([]byte, error) {
	return func(process int) ([]byte, error) {
		return json.Marshal(testBrief{Process: process, Address: address, Does: does})
	}
}

// member is a process of a group. Its answers name it.
func member() int {
	var brief testBrief
	m, err := Join(&brief)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	go func() {
		<-m.Orphaned()
		os.Exit(9)
	}()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	switch brief.Does {
	case "die":
		fmt.Fprintln(os.Stderr, "no use")
		return 7
	case "linger":
		ctx = context.Background()
	case "hang":
		<-ctx.Done()
		return 0
	}
	l, err := Listen(ctx, brief.Address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	server := &http.Server{Handler: memberHandler(brief)} //nolint:gosec // for tests
	go func() { _ = server.Serve(l) }()
	_, _ = fmt.Fprintln(os.Stdout, "at work")
	if err := m.Answer(ctx, memberHandler(brief)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 4
	}
	_ = server.Close()
	return 0
}

// memberHandler answers with the number of the process, or as the brief says.
func memberHandler(brief testBrief) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, brief.Process) })
	mux.HandleFunc("/control/", http.NotFound)
	mux.HandleFunc("/control/echo", echo(brief))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `{"status":"ok","streams":2}`)
	})
	mux.HandleFunc("/hold", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintln(w, brief.Process)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	return mux
}

// parental is what a parent says when its group is ready.
type parental struct {
	Address string
	States  []State
}

// parent is a process that runs a group of two.
func parent() int {
	port, err := Reserve("127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	address := port.Addr().String()
	g, err := New(Config{Count: 2, Command: memberCommand, Brief: briefs(address, "")})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	go func() {
		<-g.Ready()
		_ = json.NewEncoder(os.Stdout).Encode(parental{address, g.States()})
	}()
	if err := g.Run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return 3
}
