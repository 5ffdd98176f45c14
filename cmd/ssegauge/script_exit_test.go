package main

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a program and compares its exit code.
func exits(ts *testscript.TestScript, args []string) {
	want := number(ts, args[0])
	if got := codeOf(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// loads runs ssegauge load, which must pass. On a busy machine it may say that it cannot tell.
func loads(ts *testscript.TestScript, args []string) {
	err := ts.Exec("ssegauge", append([]string{"load"}, args...)...)
	code := codeOf(ts, err)
	if busy := strings.Contains(ts.ReadFile("stdout"), "generator-limited: "); code != exitPassed && (code != exitUnjudged || !busy) {
		ts.Fatalf("exit code %d, want %d", code, exitPassed)
	}
}

// codeOf returns the exit code that err tells of, -1 for the end by a signal.
func codeOf(ts *testscript.TestScript, err error) int {
	if err == nil {
		return 0
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		ts.Fatalf("run program: %v", err)
	}
	return exit.ExitCode()
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
