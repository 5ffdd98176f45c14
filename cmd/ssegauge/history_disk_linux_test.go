package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// insideNamespace marks the process that may mount what nobody else sees.
const insideNamespace = "SSEGAUGE_TEST_NAMESPACE"

// TestFullDisk fills the disk under a server. Mounting a small one takes a mount
// namespace, and those who are not root a user namespace as well, so the test runs
// once more in these.
func TestFullDisk(t *testing.T) {
	if os.Getenv(insideNamespace) != "" {
		fullDisk(t)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), insideNamespace+"=yes")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: gid, Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("NOT TESTED, or broken: a full disk takes root, or user namespaces, to mount a small one: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// mountSmall mounts a file system of so many bytes, and hides it from others.
func mountSmall(t *testing.T, size int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatalf("keep mounts to ourselves: %v", err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Fatalf("mount: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fill takes what is left of the disk but for so many bytes.
func fill(t *testing.T, dir string, leave int64) (ballast string) {
	t.Helper()
	var space syscall.Statfs_t
	if err := syscall.Statfs(dir, &space); err != nil {
		t.Fatal(err)
	}
	ballast = filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.CopyN(f, zeros{}, int64(space.Bavail)*space.Bsize-leave)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ballast
}

// zeros is an endless reader.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func fullDisk(t *testing.T) {
	t.Helper()
	disk := mountSmall(t, 32<<20)
	data := filepath.Join(disk, "data")
	args := []string{"--history", "jetstream", "--data-dir", data, "--heartbeat", "100ms"}
	n := serveNode(t, args...)
	start := n.end(t)
	s := n.listen(t)
	var want []string
	for round, leave := range []int64{3 << 20, 3<<20 + 1234, 0} {
		ballast := fill(t, disk, leave)
		refused := publishUntilRefused(t, n, &want)
		if !strings.Contains(refused.Error, "the disk is full") || strings.Contains(refused.Error, disk) {
			t.Errorf("round %d: refused with %q", round, refused.Error)
		}
		streamed(t, s, &want)
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		publishUntilTaken(t, n, &want)
	}
	again := restarted(t, n, start, args)

	// A disk that is full at the start.
	again.kill()
	fill(t, disk, 0)
	refuseToStart(t, "no space left on device", `(?m)^hint: .*room`, args...)

	// A disk that cannot be written at all.
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	refuseToStart(t, "read-only file system", `(?m)^hint: .*write`, args...)
}

// publishUntilRefused adds the data of what was acknowledged to want.
func publishUntilRefused(t *testing.T, n *node, want *[]string) answerOf {
	t.Helper()
	for range 40 {
		data := fmt.Sprintf("%d %s", len(*want), strings.Repeat("x", 700_000))
		a, err := n.publish(t.Context(), "", data)
		switch {
		case err != nil:
			t.Fatal(err)
		case a.status == http.StatusServiceUnavailable:
			if a.retry == "" {
				t.Error("503 without Retry-After")
			}
			return a
		case a.status != http.StatusOK:
			t.Fatalf("status %d, %s", a.status, a.Error)
		}
		*want = append(*want, data)
	}
	t.Fatal("everything was taken")
	return answerOf{}
}

func publishUntilTaken(t *testing.T, n *node, want *[]string) {
	t.Helper()
	await(t, "publishes are taken again", func() bool {
		a, err := n.publish(t.Context(), "", "taken")
		if err != nil {
			t.Fatal(err)
		}
		return a.status == http.StatusOK
	})
	*want = append(*want, "taken")
}

// streamed checks that a stream brings what was wanted and no more, and lives on. It
// empties want.
func streamed(t *testing.T, l *listener, want *[]string) {
	t.Helper()
	beats := l.heard().beats
	await(t, "the stream has brought everything, and lives on", func() bool {
		h := l.heard()
		return h.err != nil || len(h.data) >= len(*want) && h.beats >= beats+2
	})
	h := l.heard()
	if diff := cmp.Diff(firstBytes(*want), firstBytes(h.data)); diff != "" || h.err != nil {
		t.Errorf("error %v, on the stream (-want +got):\n%s", h.err, diff)
	}
	l.forget()
	*want = nil
}

func firstBytes(data []string) []string {
	var short []string
	for _, d := range data {
		short = append(short, d[:min(8, len(d))])
	}
	return short
}

// restarted kills a server, starts another on its data and compares what they have.
func restarted(t *testing.T, n *node, start string, args []string) *node {
	t.Helper()
	n.mustPublish(t, "", "end")
	want := n.replay(t, start, "end")
	n.kill()
	again := serveNode(t, args...)
	again.mustPublish(t, "", "end again")
	got := again.replay(t, start, "end")
	if len(want) == 0 || !cmp.Equal(want, got) {
		t.Errorf("%d events before, %d after the restart, or they differ", len(want), len(got))
	}
	return again
}

// refuseToStart wants serve to end at once with exit code 3 and say why.
func refuseToStart(t *testing.T, why, hint string, args ...string) {
	t.Helper()
	n := launch(t, "ssegauge", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	<-n.ended
	said, _ := n.stderr.read()
	if n.cmd.ProcessState.ExitCode() != exitUnjudged || !strings.Contains(said, why) || !regexp.MustCompile(hint).MatchString(said) {
		t.Errorf("exit code %d, said:\n%s", n.cmd.ProcessState.ExitCode(), said)
	}
}
