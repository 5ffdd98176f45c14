package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

const (
	curlHint  = "try the same request with curl -N -v"
	plainHint = "the port does not speak TLS; try http:// instead of https://"
)

// hintOfNetwork says what to try where a server could not be asked.
func hintOfNetwork(err error) string {
	_, isName := errors.AsType[*net.DNSError](err)
	_, isCert := errors.AsType[*tls.CertificateVerificationError](err)
	_, isUnknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, isPlain := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case isName:
		return hintOfClass(measure.DNS)
	case isCert || isUnknown:
		return hintOfClass(measure.TLSFailed)
	case isPlain:
		return plainHint
	case errors.Is(err, syscall.ECONNREFUSED):
		return hintOfClass(measure.Refused)
	}
	return curlHint
}

// hintOfLoad says what to try after a run in which no stream was opened.
func hintOfLoad(run *report.Run) string {
	switch {
	case run.Load == nil:
		return curlHint
	case len(run.Load.Errors) > 0:
		return hintOfError(&run.Load.Errors[0])
	case len(run.Load.Closed) > 0:
		return "the server has no stream to give: see what it answers with curl -i"
	case run.Load.Outcomes.Started > 0:
		return "a server, or a proxy that buffers, may keep back its head until there is more to send; a longer run waits for it"
	}
	return curlHint
}

// hintOfError says what to try where streams fail so, in a narrower sense than hintOfClass where
// the text allows it.
func hintOfError(e *report.ErrorClass) string {
	class, _ := measure.ClassNamed(e.Class)
	for _, x := range []struct {
		class      measure.Class
		text, hint string
	}{
		{measure.TLSFailed, "does not look like a TLS handshake", plainHint},
		{measure.Framing, "HTTP/2", "does the server speak HTTP/2 on this port? most speak --http 1.1"},
		{measure.Status, " to \"", "redirects are not followed: give the URL that it leads to"},
		{measure.Limit, "head", "--max-head allows more"},
		{measure.Limit, "line", "--max-line allows more"},
		{measure.Limit, "event", "--max-event allows more"},
	} {
		if x.class == class && strings.Contains(e.Text, x.text) {
			return x.hint
		}
	}
	return hintOfClass(class)
}

// hintOfClass says what to try where streams fail so.
func hintOfClass(c measure.Class) string {
	switch c {
	case measure.Refused:
		return "is the server running, and on this port?"
	case measure.DNS:
		return "check the host name in the URL"
	case measure.TLSFailed:
		return "give the authority with --cacert, or --insecure to skip verification; a client certificate with --cert and --key"
	case measure.Timeout:
		return "--timeout waits longer; a server may also keep back its head until the first event"
	case measure.Status:
		return "look at the answer with curl -i; credentials are given with -H 'Authorization: …'"
	case measure.ThrottledStatus:
		return "the server wants fewer: open more slowly with --ramp, or fewer with --streams"
	case measure.ContentType:
		return "is this the URL of the stream, or of a page or a login? curl -i shows what is answered"
	case measure.Framing:
		return "does an HTTP/1.1 server listen there? an HTTPS port needs https://"
	case measure.Reset, measure.Closed:
		return "the server closed the connection without an answer; see its log"
	case measure.Address:
		return "use more source addresses with --source, or fewer streams"
	case measure.Proxy:
		return "try the same with curl -N -v --proxy"
	default:
		return curlHint
	}
}

// giveUpAfter is how long a run goes on in which streams fail and none is opened. It leaves
// time for a second attempt, since that comes after 3 seconds unless --retry says otherwise.
const giveUpAfter = 5 * time.Second

// hopeless reports whether no stream can be opened.
func hopeless(t loadgen.Tick) bool {
	everything := measure.Everything()
	return t.At >= giveUpAfter && t.Total.Count(everything, measure.Opened) == 0 && t.Total.Count(everything, measure.Failed) > 0
}
