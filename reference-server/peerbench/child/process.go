//go:build linux

package child

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
)

// patience bounds the wait for a child's first line and for its end.
const patience = 30 * time.Second

// Process is a child as its parent sees it. Its methods must not be called at the
// same time.
type Process struct {
	// Addr is where it listens.
	Addr netip.AddrPort

	name   string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *strings.Builder
}

// Start starts this program again as the contender named, and waits until it listens.
// Stop must be called.
func Start(name string) (*Process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p := &Process{name: name, cmd: exec.Command(program, Role(name)...), stderr: new(strings.Builder)} //nolint:noctx // Stop ends it, in order
	p.cmd.Stderr = p.stderr
	in, inErr := p.cmd.StdinPipe()
	out, outErr := p.cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	if p.Addr, err = p.address(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), p.Stop())
	}
	return p, nil
}

// address reads the first line. A child that says nothing is killed.
func (p *Process) address() (netip.AddrPort, error) {
	kill := p.killAfter(patience)
	defer kill.Stop()
	line, err := p.out.ReadString('\n')
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("read address: %w", err)
	}
	return netip.ParseAddrPort(strings.TrimSpace(line))
}

func (p *Process) killAfter(d time.Duration) *time.Timer {
	return time.AfterFunc(d, func() { _ = p.cmd.Process.Kill() }) // it may have ended by itself
}

// Look asks how much memory the child uses, without disturbing it.
func (p *Process) Look() (Inside, error) { return p.ask(look) }

// Settle has the child collect its garbage and give free memory back, then asks the
// same.
func (p *Process) Settle() (Inside, error) { return p.ask(settle) }

func (p *Process) ask(question string) (answer Inside, err error) {
	kill := p.killAfter(patience)
	defer kill.Stop()
	if _, err = fmt.Fprintln(p.in, question); err == nil {
		var line []byte
		if line, err = p.out.ReadBytes('\n'); err == nil {
			err = json.Unmarshal(line, &answer)
		}
	}
	if err != nil {
		err = fmt.Errorf("ask %s to %s: %w", p.name, question, err)
	}
	return answer, err
}

// Resident returns the bytes of memory that the child has in RAM.
func (p *Process) Resident() (int64, error) { return proc.Resident(p.cmd.Process.Pid) }

// Descriptors returns the number of files that the child has open.
func (p *Process) Descriptors() (int, error) { return proc.Descriptors(p.cmd.Process.Pid) }

// CPU returns the processor time that the child has used.
func (p *Process) CPU() (time.Duration, error) { return proc.CPU(p.cmd.Process.Pid) }

// Stop has the child end, and returns what it said on standard error if it did not
// end well. A child that does not end is killed.
func (p *Process) Stop() error {
	kill := p.killAfter(patience)
	defer kill.Stop()
	_ = p.in.Close() // a child that has ended no longer reads
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("stop %s: %w: %s", p.name, err, strings.TrimSpace(p.stderr.String()))
	}
	return nil
}
