package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// loadBars draws how far the plan has come, how many streams there are, and what arrives.
type loadBars struct {
	bars    *mpb.Progress
	time    *mpb.Bar
	streams *mpb.Bar
	figures *mpb.Bar
	latest  chan loadStand // holds the one that is to be drawn
}

func newLoadBars(ctx context.Context, stderr io.Writer, plan time.Duration) *loadBars {
	b := &loadBars{
		bars:   mpb.NewWithContext(context.WithoutCancel(ctx), mpb.WithOutput(stderr), mpb.WithWidth(80)),
		latest: make(chan loadStand, 1),
	}
	b.latest <- loadStand{of: plan}
	b.time = b.bars.AddBar(0,
		mpb.PrependDecorators(b.text(func(s loadStand) string { return fmt.Sprintf("%-10s ", shorten(s.stage, 10)) })),
		mpb.AppendDecorators(b.text(func(s loadStand) string {
			return fmt.Sprintf(" %15s", seconds(s.at.Round(time.Second))+" of "+seconds(s.of))
		})),
	)
	b.streams = b.bars.AddBar(0,
		mpb.PrependDecorators(decor.Name("streams    ")),
		mpb.AppendDecorators(b.text(func(s loadStand) string {
			return fmt.Sprintf(" %15s", short(float64(s.live))+" live")
		})),
	)
	b.figures = b.bars.New(0, mpb.NopStyle(), mpb.PrependDecorators(b.text(func(s loadStand) string {
		return shorten(short(float64(s.opened))+" opened, "+s.figures()+", "+s.troubles(), 78)
	})))
	return b
}

// text draws a text that depends on how the run stands.
func (b *loadBars) text(of func(loadStand) string) decor.Decorator {
	return decor.Any(func(decor.Statistics) string {
		s := <-b.latest
		b.latest <- s
		return of(s)
	})
}

// line writes above the bars, and over what the terminal may have echoed there, such as ^C.
func (b *loadBars) line(text string) { _, _ = fmt.Fprintf(b.bars, "\r%s\n", text) }

func (b *loadBars) stand(s loadStand) {
	<-b.latest
	b.latest <- s
	b.time.SetTotal(max(1, s.of.Milliseconds())+1, false)
	b.time.SetCurrent(min(s.at, s.of).Milliseconds())
	b.streams.SetTotal(int64(max(1, s.planned, s.live))+1, false)
	b.streams.SetCurrent(int64(s.live))
}

// close takes the bars off the terminal.
func (b *loadBars) close() {
	for _, bar := range []*mpb.Bar{b.time, b.streams, b.figures} {
		bar.Abort(true)
	}
	b.bars.Wait()
}
