package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

// TestMain makes the test binary the commands that scripts run.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ssegauge":    main,
		"nats-server": func() { os.Exit(natsServer(os.Args[1:], os.Stderr)) },
		"fetch":       func() { os.Exit(fetch(os.Args[1:], os.Stdout, os.Stderr)) },
		"crowd":       func() { os.Exit(crowdCode(crowd(os.Args[1:], os.Stdin, os.Stdout), os.Stderr)) },
	})
}

// TestScripts runs the scripts in the folders of testdata, one for each
// subcommand. Beside the commands of testscript they have:
//
//	exits CODE PROGRAM ARGS…       runs a program, which must end with that code
//	start NAME PROGRAM ARGS…       starts a program, which gets the environment the script began with
//	await NAME PATTERN [VAR]       waits for output of it; VAR becomes the first group
//	signal NAME INT|TERM|HUP|KILL  signals it
//	ended NAME CODE                waits for its end, and makes its output that of the last command
//	gone URL                       waits until nobody listens there any more
//	target KIND VAR [SERVER]       starts a server to be judged, or a proxy before one; VAR becomes its address
//	certificate CERT KEY           makes a certificate for 127.0.0.1
//	judged FILE VERDICT[|VERDICT]  the file is a valid Run with that verdict
//	loads ARGS…                    ssegauge load passes, or says that the machine was too busy to tell
//	junit FILE                     the file is well-formed JUnit XML whose counts add up
//	hides SECRET FILE…             no file shows the secret in any spelling
func TestScripts(t *testing.T) {
	folders, err := filepath.Glob("testdata/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no folder in testdata: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Dir:                 folder,
				Setup:               setupScript,
				Cmds:                scriptCommands(),
				UpdateScripts:       *update,
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
			})
		})
	}
}

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

func scriptCommands() map[string]scriptCommand {
	return map[string]scriptCommand{
		"exits":       takes(2, exits),
		"start":       takes(2, startProcess),
		"await":       takes(2, awaitOutput),
		"signal":      takes(2, signalProcess),
		"ended":       takes(2, endedProcess),
		"gone":        takes(1, gone),
		"target":      takes(2, startTarget),
		"certificate": takes(2, makeCertificate),
		"judged":      takes(2, judged),
		"loads":       takes(0, loads),
		"junit":       takes(1, wellFormedJUnit),
		"hides":       takes(2, hides),
	}
}

// takes returns run as a command with at least n arguments that knows no "!".
func takes(n int, run func(ts *testscript.TestScript, args []string)) scriptCommand {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < n {
			ts.Fatalf("want at least %d arguments and no !, see TestScripts", n)
		}
		run(ts, args)
	}
}

func setupScript(env *testscript.Env) error {
	env.Values[processesKey{}] = &startedProcesses{env: env.Vars, byName: map[string]*process{}}
	return nil
}
