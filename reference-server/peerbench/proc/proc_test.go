//go:build linux

package proc_test

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
)

func TestResidentFollowsMemory(t *testing.T) {
	before, err := proc.Resident(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	const size = 32 << 20
	block, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Munmap(block); err != nil {
			t.Error(err)
		}
	})
	for i := 0; i < size; i += 4096 {
		block[i] = 1
	}
	after, err := proc.Resident(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if grown := after - before; grown < size/2 {
		t.Errorf("resident memory grew by %d bytes with %d more in use", grown, size)
	}
}

func TestDescriptorsFollowsFiles(t *testing.T) {
	before, err := proc.Descriptors(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
	}
	after, err := proc.Descriptors(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if after-before != 10 {
		t.Errorf("%d descriptors, then %d after 10 files were opened", before, after)
	}
}

func TestCPUGoesOn(t *testing.T) {
	began, err := proc.CPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for now := began; now < began+2*10*time.Millisecond; {
		if now, err = proc.CPU(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoSuchProcess(t *testing.T) {
	const pid = 1 << 30
	if _, err := proc.Resident(pid); err == nil {
		t.Error("resident memory of no process")
	}
	if _, err := proc.Descriptors(pid); err == nil {
		t.Error("descriptors of no process")
	}
	if _, err := proc.CPU(pid); err == nil {
		t.Error("processor time of no process")
	}
}
