package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// parseOptions is what the flags of parse hold.
type parseOptions struct {
	frames, state bool
	config        string
	stream        eventstream.Options
}

func newParse() *cobra.Command {
	var o parseOptions
	cmd := &cobra.Command{
		Use:   "parse",
		Short: "Turn an event stream on stdin into JSON lines",
		Long: `Turn an event stream on stdin into JSON lines: one object for each event that
a browser would dispatch, as soon as it would dispatch it.`,
		Example: `  curl -N http://localhost:8080/events | ssegauge parse
  printf 'id: 7\ndata: hello\n\n' | ssegauge parse --state
  ssegauge parse --frames < stream.txt`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := loadConfig(cmd, o.config, nil, nil); err != nil {
				return err
			}
			signal.Reset(os.Interrupt, syscall.SIGTERM) // a read of stdin does not hear of a context
			return o.run(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.frames, "frames", false, "print frames with byte offsets and raw lines instead of events")
	f.BoolVar(&o.state, "state", false, "end with the last event ID and the reconnection time")
	f.StringVar(&o.stream.LastEventID, "last-event-id", "", "start with this last event ID, as after a reconnect")
	f.IntVar(&o.stream.MaxLineBytes, "max-line-bytes", eventstream.DefaultMaxLineBytes, "longest line")
	f.IntVar(&o.stream.MaxEventBytes, "max-event-bytes", eventstream.DefaultMaxEventBytes, "largest data of an event")
	f.IntVar(&o.stream.MaxIDBytes, "max-id-bytes", eventstream.DefaultMaxIDBytes, "longest id")
	f.StringVar(&o.config, "config", "", "read `FILE` instead of ssegauge.yaml")
	return cmd
}

func (o *parseOptions) run(stdin io.Reader, stdout io.Writer) error {
	if o.stream.MaxLineBytes <= 0 || o.stream.MaxEventBytes <= 0 || o.stream.MaxIDBytes <= 0 {
		return usagef("limits: want at least 1 byte")
	}
	out := newJSONLines(stdout)
	d := eventstream.NewDecoder(o.stream)
	var err error
	if o.frames {
		err = o.writeFrames(out, d, stdin)
	} else {
		err = writeEvents(out, d, stdin)
	}
	if o.state && out.err == nil {
		ms, ok := d.Retry()
		out.state(d.LastEventID(), ms, ok)
	}
	if out.err != nil {
		return fmt.Errorf("write events: %w", out.err)
	}
	return err
}

func writeEvents(out *jsonLines, d *eventstream.Decoder, stdin io.Reader) error {
	for e, err := range d.Events(stdin) {
		if err != nil {
			return err
		}
		if out.event(e); out.err != nil {
			return nil // run reports it
		}
	}
	return nil
}

// writeFrames writes frames; d sees the same bytes, for the state.
func (o *parseOptions) writeFrames(out *jsonLines, d *eventstream.Decoder, stdin io.Reader) error {
	framer := eventstream.NewFramer(o.stream)
	for f, err := range framer.Frames(io.TeeReader(stdin, decoding{d})) {
		if err != nil {
			return err
		}
		if out.frame(f); out.err != nil {
			return nil // run reports it
		}
	}
	return nil
}

// decoding feeds what is written to it to a decoder. Frames have reported what
// breaks a limit.
type decoding struct{ d *eventstream.Decoder }

func (w decoding) Write(b []byte) (int, error) {
	return len(b), w.d.Feed(b, func(eventstream.View) {})
}
