package main

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// startTarget starts a server that is ended with the script. Of a target that
// speaks TLS, the certificate is written to VAR.pem; one that is a proxy gets the
// address of its server as a third argument.
func startTarget(ts *testscript.TestScript, args []string) {
	kind, name := args[0], args[1]
	if treat, ok := rawTargets()[kind]; ok {
		ts.Setenv(name, startRaw(ts, treat))
		return
	}
	handler, ok := targets()[kind]
	if proxy, is := proxies()[kind]; is && len(args) == 3 {
		handler, ok = proxy(args[2]), true
	}
	if !ok {
		ts.Fatalf("target %s is unknown", kind)
	}
	server := httptest.NewUnstartedServer(handler)
	ctx, cancel := context.WithCancel(context.Background())
	server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	if kind == "parrot" { // also on connections in HTTP/2
		server.Config.Protocols = new(http.Protocols)
		server.Config.Protocols.SetHTTP1(true)
		server.Config.Protocols.SetUnencryptedHTTP2(true)
	}
	if kind == "tls" || kind == "mtls" {
		server.TLS = &tls.Config{ClientAuth: map[string]tls.ClientAuthType{"mtls": tls.RequireAnyClientCert}[kind]}
		server.StartTLS()
		cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		ts.Check(os.WriteFile(ts.MkAbs(name+".pem"), cert, 0o600))
	} else {
		server.Start()
	}
	ts.Setenv(name, server.Listener.Addr().String())
	ts.Defer(func() {
		cancel() // a handler that has not read its request cannot tell that its client is gone
		server.CloseClientConnections()
		server.Close()
	})
}

// targets are servers by what they do.
func targets() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"stream":   goodStream,
		"tls":      goodStream,
		"mtls":     goodStream,
		"bare":     bareStream,
		"latin1":   streamOf("retry: 2000\n\nid: 1\ndata: caf\xe9\n\n"),
		"notfound": http.NotFound,
		"html":     htmlPage,
		"login":    func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "who are you?", http.StatusUnauthorized) },
		"silent":   func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"loop":     func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
		"parrot":   parrot,
		"post":     postStream,
	}
}

// rawTargets are servers that do not speak HTTP, by what they do with a
// connection before they close it.
func rawTargets() map[string]func(net.Conn) {
	return map[string]func(net.Conn){
		"hangup": func(net.Conn) {},
		"ssh":    func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-server\r\n") },
		"flood":  flood,
		"deaf":   func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
	}
}

// goodStream keeps every MUST and SHOULD that a passive client can see in a
// short while.
func goodStream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache, no-store, no-transform")
	w.Header().Set("X-Accel-Buffering", "no")
	streamOf("retry: 2000\n\nid: 1\ndata: hello\n\n")(w, r)
}

// postStream is what many APIs have that stream an answer.
func postStream(w http.ResponseWriter, r *http.Request) {
	question, err := io.ReadAll(r.Body)
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case err != nil || string(question) != `{"q":"why"}` || r.Header.Get("Content-Type") != "application/json":
		w.WriteHeader(http.StatusBadRequest)
	default:
		goodStream(w, r)
	}
}

// bareStream keeps every MUST, but tells no reconnection time.
func bareStream(w http.ResponseWriter, r *http.Request) { streamOf("id: 1\ndata: hello\n\n")(w, r) }

// streamOf sends text as an event stream and keeps it open.
func streamOf(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		<-r.Context().Done()
	}
}

func htmlPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title><p>Please sign in.</p>")
}

// parrot says in its head and its body whatever the request told it, and breaks
// what makes a report show both.
func parrot(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		http.Error(w, fmt.Sprint("denied: ", r.Header), http.StatusForbidden)
		return
	}
	if r.URL.Path == "/page" {
		w.Header().Set("Content-Type", "text/html; key="+r.Header.Get("X-Api-Key"))
		return
	}
	w.Header().Set("Server", "parrot "+r.Header.Get("Authorization"))
	w.Header().Set("ETag", `"`+r.Header.Get("X-Api-Key")+`"`)
	streamOf(fmt.Sprintf("ID: %s\nkey %s: x\n\nid: %s\nevent:\ndata: %v\xff\n\n",
		r.Header.Get("Authorization"), r.Header.Get("X-Api-Key"), r.Header.Get("Cookie"), r.Header))(w, r)
}

// flood sends events for as long as it is listened to, as fast as it can.
func flood(c net.Conn) {
	_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
	for events := strings.Repeat("data: x\n\n", 1000); err == nil; {
		_, err = io.WriteString(c, events)
	}
}

// startRaw starts a server that treats every connection so, and returns its
// address.
func startRaw(ts *testscript.TestScript, treat func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	ts.Check(err)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close()
				treat(conn)
			})
		}
	})
	ts.Defer(func() {
		_ = l.Close()
		serving.Wait()
	})
	return l.Addr().String()
}
