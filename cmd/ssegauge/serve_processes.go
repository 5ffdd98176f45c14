package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/reference-server/processes"
)

const (
	maxProcesses = 256
	// defaultAdmin is where the whole group answers, unless --admin says so.
	defaultAdmin = "127.0.0.1:0"
	// overtime is what a process gets beyond --grace to say how it ended.
	overtime = 5 * time.Second
)

// processesOptions say how many processes serve.
type processesOptions struct {
	count   int
	admin   string
	revoked revokedTokens

	// Of one of them:
	member  *processes.Member
	address string // reserved by the parent
}

func (o *processesOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.count, "processes", 1, "serve with `N` processes on one port (Linux)")
	f.StringVar(&o.admin, "admin", defaultAdmin, "`ADDRESS` at which the processes answer as one")
}

// several reports whether this process is to start others.
func (o *processesOptions) several() bool { return o.count > 1 }

// checkProcesses returns what is wrong with the flags for several processes.
func (o *serveOptions) checkProcesses() error {
	p := &o.processes
	switch {
	case p.count < 1 || p.count > maxProcesses:
		return usagef("--processes %d: want 1 to %d", p.count, maxProcesses)
	case !p.several() && p.admin != defaultAdmin:
		return hintedUsage("add --processes, or ask the server itself", "--admin: it is for several processes")
	case !p.several():
		return nil
	case runtime.GOOS != "linux":
		return hintedUsage("start several servers on ports of their own, on one cluster (--nats)",
			"--processes needs Linux: elsewhere the kernel does not spread connections")
	case o.server.MaxStreams > 0 && o.server.MaxStreams < p.count:
		return usagef("--max-streams %d: want at least one for each of %d processes", o.server.MaxStreams, p.count)
	}
	return o.checkAlone()
}

// checkAlone returns which flag only one process can serve with.
func (o *serveOptions) checkAlone() error {
	for _, flag := range []struct {
		name string
		set  bool
		why  string
	}{
		{"defect", len(o.defects) > 0, "a defect is one process's"},
		{"dialect", o.dialect != "", "its sessions are in one process"},
		{"pprof", o.pprof != "", "a profile is one process's"},
		{"http3", o.tls.http3, "the datagrams of a connection could reach several"},
	} {
		if flag.set {
			return hintedUsage("leave one of them out", "--processes and --%s: %s", flag.name, flag.why)
		}
	}
	return nil
}

// serveGroup serves with several processes.
func (o *serveOptions) serveGroup(cmd *cobra.Command, scheme string) (err error) {
	ctx := cmd.Context()
	port, err := processes.Reserve(o.listen)
	if err != nil {
		return listenError("--listen", o.listen, err)
	}
	defer func() { err = errors.Join(err, port.Close()) }()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.processes.admin)
	if err != nil {
		return listenError("--admin", o.processes.admin, err)
	}
	flags, closeHistory, err := o.history.share(ctx, o.server, historyLog(o.server.Logger, cmd.ErrOrStderr()))
	defer closeHistory()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	group, err := processes.New(processes.Config{
		Count:   o.processes.count,
		Command: serveProcess,
		Brief: func(process int) ([]byte, error) {
			return json.Marshal(o.brief(cmd.Flags(), flags, port.Addr().String(), process))
		},
		Grace:  o.server.Drain + o.grace + overtime,
		Done:   o.processes.revoked.note,
		Stdout: cmd.OutOrStdout(),
		Stderr: cmd.ErrOrStderr(),
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if files, known := openFiles(); known {
		cmd.PrintErr(filesNote(o.server.MaxStreams, o.processes.count, files))
	}
	if o.tls.cert != "" {
		defer passOnHangups(group)()
	}
	return serveAdmin(ctx, l, group, func() {
		cmd.PrintErrf("admin http://%s/healthz\n", l.Addr())
		o.announce(cmd, scheme, port.Addr())
	})
}

// serveAdmin runs the group and answers for it. When all are ready it says so.
func serveAdmin(ctx context.Context, l net.Listener, group *processes.Group, ready func()) error {
	admin := &http.Server{Handler: group.Admin(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	served, ended := make(chan error, 1), make(chan error, 1) // each sent by one of these
	go func() { served <- admin.Serve(l) }()
	go func() { ended <- group.Run(ctx) }()
	var err error
	select {
	case <-group.Ready():
		ready()
		err = <-ended
	case err = <-ended:
	}
	err = errors.Join(err, admin.Close())
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve --admin: %w", end))
	}
	return err
}

// passOnHangups has every process read its certificate again when this one is told
// to, until stop is called.
func passOnHangups(group *processes.Group) (stop func()) {
	hangups, done := make(chan os.Signal, 1), make(chan struct{}) // hangups are sent by the runtime
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer close(done)
		for range hangups {
			group.Signal(syscall.SIGHUP)
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
		<-done
	}
}

// serveProcess returns the command of a process: this program, even if its file has
// been replaced since.
func serveProcess(ctx context.Context, _ int) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", serveProcessName)
	cmd.Args[0] = os.Args[0]
	return cmd
}

// processBrief is what a process is told by its parent.
type processBrief struct {
	// Process is its number, from 1.
	Process int `json:"process"`
	// Address is what it listens on, together with the others.
	Address string `json:"address"`
	// Flags are those of serve that are not the default, with their values.
	Flags map[string][]string `json:"flags"`
}

// brief returns what a process is told: the flags given here or in the
// configuration, other ones in their place, and its share of the streams.
func (o *serveOptions) brief(given *pflag.FlagSet, other map[string][]string, address string, process int) processBrief {
	b := processBrief{Process: process, Address: address, Flags: map[string][]string{}}
	given.VisitAll(func(f *pflag.Flag) {
		values, replaced := other[f.Name]
		switch {
		case f.Name == "listen" || ofCommandLine(f.Name) || f.Name == "processes" || f.Name == "admin":
		case replaced && values != nil:
			b.Flags[f.Name] = values
		case !replaced && f.Value.String() != f.DefValue:
			b.Flags[f.Name] = flagValues(f)
		}
	})
	o.processes.revoked.replace(b.Flags)
	if o.server.MaxStreams > 0 {
		b.Flags["max-streams"] = []string{strconv.Itoa(shareOf(o.server.MaxStreams, o.processes.count, process))}
	}
	return b
}

// flagValues returns what setFlag would be given to set a flag to what it is.
func flagValues(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{f.Value.String()}
}

// shareOf returns how many of a total a process has, the first being number 1.
func shareOf(total, count, process int) int {
	share := total / count
	if process <= total%count {
		share++
	}
	return share
}

// filesNote says how many streams are possible if that is fewer than the largest
// number asked for. Each takes a file, and a server needs some for itself.
func filesNote(maxStreams, count int, files uint64) string {
	const own = 100
	each := cmp.Or(max(int(min(files, 1<<40))-own, 0), 1)
	if maxStreams <= count*each {
		return ""
	}
	return fmt.Sprintf("--max-streams %d: %d streams are possible, since a process may open %d files;\n"+
		"want --processes %d or a higher limit (ulimit -n)\n", maxStreams, count*each, files, (maxStreams+each-1)/each)
}
