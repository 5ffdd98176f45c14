package wire

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/net/http2"
)

// run dials and reads until the connection ends, and then closes it.
func (k *Trunk) run(ctx context.Context) {
	link, kind, err := k.dialer.connect(ctx, k.url)
	if err != nil {
		if ctx.Err() != nil {
			kind, err = interrupted(ctx)
		}
		k.finish(kind, err)
		return
	}
	if info := k.t.TLS; info != nil && info.ALPN != "h2" { // only note, on this goroutine, has written TLS
		k.finish(EndNoHTTP2, errNoHTTP2(info.ALPN))
		link.close(k.closeKind())
		return
	}
	release := link.interruptible(ctx)
	var writer sync.WaitGroup
	writer.Go(func() { k.write(ctx, link) })
	k.greet()
	code, kind, err := k.read(ctx, link)
	release()
	k.leave(link, code, kind, err)
	writer.Wait()
	link.close(k.closeKind())
}

func (k *Trunk) closeKind() CloseKind {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.how
}

// greet sends what a client sends first, and lets requests follow.
// https://www.rfc-editor.org/rfc/rfc9113#section-3.4
func (k *Trunk) greet() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out.buffer.WriteString(http2.ClientPreface)
	settings := []http2.Setting{{ID: http2.SettingEnablePush, Val: 0}, {ID: http2.SettingInitialWindowSize, Val: uint32(k.flow.window)}}
	k.send(&HTTPFrame{Type: http2.FrameSettings, Settings: settings}, func(f *http2.Framer) error { return f.WriteSettings(settings...) })
	k.openWindow(0, trunkWindow-defaultWindow)
	k.ready = true
	k.announce()
}

// read reads until the connection ends, and returns how. The code is what the
// target is told.
func (k *Trunk) read(ctx context.Context, link *link) (http2.ErrCode, EndKind, error) {
	timer := time.AfterFunc(k.dialer.HeadTimeout, func() {
		k.cancel(settingsCause(k.dialer.HeadTimeout))
	})
	defer timer.Stop()
	buffer := make([]byte, readBlock)
	for {
		n, err := link.Read(buffer)
		if n > 0 {
			begun, failed := k.receive(buffer[:n])
			if begun {
				timer.Stop()
			}
			if failed != nil {
				return k.refusal(failed)
			}
		}
		if err != nil {
			kind, err := k.classify(ctx, link, err)
			return http2.ErrCodeNo, kind, err
		}
	}
}

// receive takes bytes of the target's and reports whether they began as they
// must.
func (k *Trunk) receive(p []byte) (begun bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.announce()
	err = k.reader.feed(p, k.take)
	return k.reader.begun, err
}

// refusal says how what the target has sent ends the connection.
func (k *Trunk) refusal(err error) (http2.ErrCode, EndKind, error) {
	if frame := (*frameError)(nil); errors.As(err, &frame) {
		return frame.code, EndMalformed, err
	}
	if limit := (*LimitError)(nil); errors.As(err, &limit) {
		return http2.ErrCodeEnhanceYourCalm, EndLimit, err
	}
	return http2.ErrCodeNo, EndWriteError, err
}

// classify says how a read that returned err ends the connection, and why.
func (k *Trunk) classify(ctx context.Context, link *link, err error) (EndKind, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch kind := link.endOf(ctx, err); {
	case k.out.broken != nil && ctx.Err() != nil:
		_, kind, err := k.refusal(k.out.broken)
		return kind, err
	case kind == EndOpen:
		return interrupted(ctx)
	case kind == EndTLSTruncated:
		return kind, errors.New("read frame: closed without close_notify")
	case kind == EndComplete, kind == EndReset && k.givenUp():
		return k.closed()
	default:
		return kind, readCause(err)
	}
}

// closed says what it means that the target closes the connection here.
func (k *Trunk) closed() (EndKind, error) {
	if k.givenUp() {
		g := k.t.Received(http2.FrameGoAway)
		return EndGoAway, fmt.Errorf("read frame: closed after GOAWAY with %s: %.200q", g.Code, g.Debug)
	}
	err := k.reader.closed()
	if err == nil {
		return EndComplete, nil
	}
	if other := (*frameError)(nil); errors.As(err, &other) {
		return EndMalformed, err
	}
	return EndTruncated, err
}

// givenUp reports whether the target has said that it closes the connection
// because of an error. Such an end is often a reset, too.
func (k *Trunk) givenUp() bool {
	g := k.t.Received(http2.FrameGoAway)
	return g != nil && g.Code != http2.ErrCodeNo
}

// leave records the end, says goodbye to a target that still listens, and lets
// the writer finish.
func (k *Trunk) leave(link *link, code http2.ErrCode, kind EndKind, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if kind.Ours() || code != http2.ErrCodeNo {
		for s := range k.flow.all() {
			k.cancelStream(s, http2.ErrCodeCancel)
		}
		k.send(&HTTPFrame{Type: http2.FrameGoAway, Code: code}, func(f *http2.Framer) error { return f.WriteGoAway(0, code, nil) })
	}
	k.end(kind, err)
	patience := farewell
	if k.how == CloseRST {
		patience = 0
	}
	k.out.closing = true
	_ = link.SetWriteDeadline(time.Now().Add(patience))
	k.wakeWriter()
}
