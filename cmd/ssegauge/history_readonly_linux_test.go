package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestReadOnlyDirectory takes away the right to write to the data directory, from a
// server that is not root.
func TestReadOnlyDirectory(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // of all directories of the test
		t.Fatal(err)
	}
	program := commonBinary(t, dir)
	args := []string{"serve", "--listen", "127.0.0.1:0", "--history", "jetstream", "--data-dir", data, "--heartbeat", "100ms"}
	n := launchAsCommon(t, program, data, args...)
	n.base = n.says(t, `serving (http://.*)/events`)
	s := n.listen(t)
	var want []string
	chmodAll(t, data, 0o500)
	refused := publishUntilRefused(t, n, &want)
	if !strings.Contains(refused.Error, "read-only") {
		t.Errorf("refused with %q", refused.Error)
	}
	streamed(t, s, &want)
	chmodAll(t, data, 0o700)
	publishUntilTaken(t, n, &want)
	streamed(t, s, &want)
	n.kill()

	chmodAll(t, data, 0o500)
	n = launchAsCommon(t, program, data, args...)
	<-n.ended
	said, _ := n.stderr.read()
	if n.cmd.ProcessState.ExitCode() != exitUnjudged || !strings.Contains(said, "permission denied") {
		t.Errorf("exit code %d, said:\n%s", n.cmd.ProcessState.ExitCode(), said)
	}
	chmodAll(t, data, 0o700)
}

// commonBinary returns a copy of the program that everybody may run.
func commonBinary(t *testing.T, dir string) string {
	t.Helper()
	found, err := exec.LookPath("ssegauge")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(found)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "ssegauge")
	if err := os.WriteFile(name, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// nobody is the user whom no rights are given to.
const nobody = 65534

// launchAsCommon launches a program as a user who is not root and owns data.
func launchAsCommon(t *testing.T, program, data string, args ...string) *node {
	t.Helper()
	if os.Getuid() != 0 {
		return launch(t, program, args...)
	}
	err := filepath.WalkDir(data, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(name, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	return launchAs(t, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}, program, args...)
}

// chmodAll changes the directories in dir, and dir.
func chmodAll(t *testing.T, dir string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return os.Chmod(name, mode)
	})
	if err != nil {
		t.Fatal(err)
	}
}
