package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// hintFor says what to try after err, "" if there is nothing to say.
func hintFor(err error) string {
	if unreachable, ok := errors.AsType[*specs.UnreachableError](err); ok {
		return unreachableHint(unreachable)
	}
	if saved, ok := errors.AsType[*specs.SavedError](err); ok {
		return savedHint(saved.Problem)
	}
	var usage *usageError
	var hinted *hintedError
	switch {
	case errors.Is(err, context.Canceled):
		return ""
	case errors.As(err, &hinted):
		return hinted.hint
	case errors.As(err, &usage):
		return usageHint(usage.Error())
	case errors.Is(err, syscall.EADDRINUSE):
		return inUseHint("--listen")
	case errors.Is(err, os.ErrPermission):
		return "ports below 1024 need privileges; files need read or write permission"
	}
	return ""
}

// inUseHint says what to do when the address that a flag has given is taken.
func inUseHint(flag string) string {
	return "another process listens there; choose another address with " + flag + ", port 0 takes a free one"
}

// hintedError is an error that brings its own hint.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }

func usageHint(text string) string {
	switch {
	case strings.Contains(text, " duration \""):
		return "durations have units, such as 500ms, 5s or 2m"
	case strings.Contains(text, "requirement or chapter"), strings.HasPrefix(text, "explain what?"):
		return "ssegauge check --list names all requirements; example: ssegauge explain liveness-silence"
	case strings.Contains(text, "label filter"):
		return "see ssegauge check --list; example: --label 'chapter:framing && level:must', or id:NAME, tier:trigger"
	case regexp.MustCompile(`(?m)^(parse publish|publish hook|--publish)`).MatchString(text):
		return "example: --publish 'POST http://localhost:8080/publish?event={{urlquery .Event}}'"
	case regexp.MustCompile(`(?m)^parse count`).MatchString(text):
		return "example: --open-streams 'http://localhost:8080/healthz#streams'"
	case regexp.MustCompile(`(?m)^(parse (revoke|restart)|revoke hook|revocable|--revo|--restart|--open-streams|--control-header)`).MatchString(text):
		return "example: --revocable 'Authorization: Bearer abc' --revoke 'POST http://localhost:8080/logout?token={{urlquery .Token}}'"
	case regexp.MustCompile(`(?m)\burl\b`).MatchString(text):
		return "example: ssegauge check http://localhost:8080/events"
	}
	return "ssegauge --help shows the commands, ssegauge COMMAND --help its flags"
}

// savedHint says what to do about a directory of saved transcripts.
func savedHint(problem specs.SavedProblem) string {
	switch problem {
	case specs.SavedMissing, specs.SavedForeign:
		return "want a directory that ssegauge check --save-transcripts DIR has written"
	case specs.SavedNewer:
		return "a newer ssegauge has written it: update this one"
	case specs.SavedDamaged:
		return "get another copy of the file, or delete it to leave its probe out"
	case specs.SavedTooLarge:
		return "observe less: a stream that sends this much may need a shorter --window, or fewer requirements by --label"
	case specs.SavedOccupied:
		return "name a new or an empty directory, or one that --save-transcripts has written before"
	}
	return ""
}

func unreachableHint(e *specs.UnreachableError) string {
	var dns *net.DNSError
	switch {
	case e.End == wire.EndLimit:
		return limitHint(e.Error())
	case strings.HasPrefix(e.Error(), specs.GaveUpReason):
		return patienceHint(e.Error())
	case errors.As(e, &dns):
		return "check the host name in the URL"
	case errors.Is(e, syscall.ECONNREFUSED):
		return "is the server running, and on this port?"
	case e.End == wire.EndTLSError || strings.Contains(e.Error(), "certificate required"):
		return secureHint(e)
	case e.End == wire.EndNoHTTP2 || e.End == wire.EndMalformed:
		return foreignHint(e)
	case e.End == wire.EndWriteError:
		return "the server does not read the request; does it take a body this large?"
	case e.End == wire.EndTruncated || e.End == wire.EndReset:
		return "the server closed the connection without an answer; see its log"
	}
	return "try the same request with curl -N -v"
}

// secureHint says what to try where there is no TLS session.
func secureHint(e *specs.UnreachableError) string {
	var cert *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	switch {
	case strings.Contains(e.Error(), "certificate required"):
		return "give a client certificate with --cert and --key"
	case errors.As(e, &record):
		return "the port does not speak TLS; try http:// instead of https://"
	case errors.As(e, &cert) || errors.As(e, &unknown):
		return "give the authority with --cacert, or --insecure to skip verification"
	}
	return "does the port speak TLS? a client certificate is given with --cert and --key"
}

// patienceHint says what to try where a run was of no use any more.
func patienceHint(text string) string {
	switch {
	case strings.Contains(text, "takes longer"):
		return "--max-time gives the run longer; --quick or --label make it shorter"
	case strings.Contains(text, "published"):
		return "does the stream still get what the hook publishes? try both with curl; --timeout waits longer"
	}
	return "can the server serve several streams, and does it notice when a client leaves? see its log"
}

// limitHint says what to try where a response was larger than we read.
func limitHint(text string) string {
	switch {
	case strings.Contains(text, "of memory"):
		return "the server sends more than a run reads; give it more with --max-memory, or a stream with less traffic"
	case strings.Contains(text, "head"):
		return "look at the response headers with curl -i; cookies or a loop may have made them grow"
	}
	return "clients have such limits, too; look at the stream with curl -N"
}

// foreignHint says what to try where another protocol is spoken than we do.
func foreignHint(e *specs.UnreachableError) string {
	switch {
	case e.End == wire.EndNoHTTP2:
		return "the server does not offer HTTP/2 at this address; leave --http or --against-http out"
	case strings.Contains(e.Error(), wire.HTTP2):
		return "is HTTP/2 without TLS switched on there? servers that offer it over TLS need https://"
	}
	return "does an HTTP/1.1 server listen there? an HTTPS port needs https://"
}

// noStreamHint says what to try where there was an answer, but no stream.
func noStreamHint(e *specs.NoStreamError) string {
	switch e.Status {
	case 0:
		if strings.Contains(e.Answer, "only") {
			return "the server sends its headers bit by bit; curl -v shows how far they come"
		}
		return "the server keeps back its headers until the first event, or a proxy buffers (nginx: proxy_buffering off); a publish hook (--publish) shows which"
	case http.StatusOK:
		return "is this the URL of the stream, or of a page or a login? curl -i shows what is answered"
	case http.StatusNoContent:
		return "204 tells clients to stop reconnecting: the stream may have ended for good"
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return "the redirect leads nowhere: follow it with curl -iL; is it to a login?"
	case http.StatusUnauthorized, http.StatusForbidden:
		return "give credentials with -H 'Authorization: …' or -H 'Cookie: …'"
	case http.StatusNotFound, http.StatusGone:
		return "check the path of the URL"
	case http.StatusBadRequest:
		return "does the port want https://, or the request a header or a parameter?"
	case http.StatusMethodNotAllowed:
		return "give the method with --method, and a body with --body"
	}
	return "see the server's log; curl -i with the same headers shows what is answered"
}
