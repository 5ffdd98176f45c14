package engine_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// proxy runs a proxy that asks for a password, tunnels by CONNECT and passes on other requests.
// It tells of each request. Its URL has the password.
func proxy(t *testing.T) (url string, asked <-chan string) {
	t.Helper()
	seen := make(chan string, 100)
	address := listen(t, func(c net.Conn, _ int) {
		reader := bufio.NewReader(c)
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		seen <- r.Method + " " + r.RequestURI
		r.Header.Set("Authorization", r.Header.Get("Proxy-Authorization"))
		if user, password, _ := r.BasicAuth(); user != "joe" || password != "secret" {
			_, _ = io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
			return
		}
		target, err := net.Dial("tcp", r.Host) //nolint:noctx // loopback answers at once
		if err != nil {
			_, _ = io.WriteString(c, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
			return
		}
		defer target.Close()
		if r.Method == http.MethodConnect {
			_, _ = io.WriteString(c, "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n")
		} else {
			_ = r.Write(target)
		}
		passed := make(chan bool)
		go func() {
			defer close(passed)
			_, _ = io.Copy(target, reader)
			_ = target.Close()
		}()
		_, _ = io.Copy(c, target)
		_ = c.Close()
		<-passed
	})
	return "http://joe:secret@" + address, seen
}

func TestProxy(t *testing.T) {
	a := newAuthority(t)
	for _, tc := range []struct {
		name    string
		version request.Version
		secure  bool
		method  string
		asked   int
	}{
		{"http", request.HTTP1, false, http.MethodGet, 10},
		{"https", request.HTTP1, true, http.MethodConnect, 10},
		{"HTTP/2", request.HTTP2, true, http.MethodConnect, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var settings *tls.Config
			if tc.secure {
				settings = &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}
			}
			url := web(t, events, settings, nil)
			via, asked := proxy(t)
			r := start(t, 10, url, under(a, tc.version), func(l *load) {
				l.spec.Proxy = via
				if tc.version == request.HTTP2 {
					l.spec.StreamsPerConnection = 5
				}
			})
			r.until("20 events", func() bool { return r.count(measure.Events) == 20 })
			r.finish()
			r.want(map[measure.Count]int{measure.Opened: 10, measure.Completed: 10, measure.Failed: 0})
			if n := len(asked); n != tc.asked {
				t.Errorf("the proxy was asked %d times", n)
			}
			if got := <-asked; !strings.HasPrefix(got, tc.method+" ") {
				t.Errorf("the proxy was asked %q", got)
			}
		})
	}
}

func TestProxyRefuses(t *testing.T) {
	a := newAuthority(t)
	via, _ := proxy(t)
	raw := func(answer string) string {
		return "http://" + listen(t, func(c net.Conn, _ int) {
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, answer)
			if answer != "" {
				_, _ = io.Copy(io.Discard, c)
			}
		})
	}
	for _, tc := range []struct {
		name, via, url string
		class          measure.Class
		text           string
	}{
		{"password", strings.Replace(via, "secret", "wrong", 1), "https://127.0.0.1:1/", measure.Proxy, "CONNECT was answered with 407"},
		{"target", via, "https://127.0.0.1:1/", measure.Proxy, "CONNECT was answered with 502"},
		{"target of http", via, "http://127.0.0.1:1/", measure.Status, "502 Bad Gateway"},
		{"nonsense", raw("nonsense\r\n\r\n"), "https://127.0.0.1:1/", measure.Proxy, "is no status line"},
		{"endless", raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 70<<10)), "https://127.0.0.1:1/", measure.Proxy, "too long"},
		{"more than an answer", raw("HTTP/1.1 200 OK\r\n\r\nmore"), "https://127.0.0.1:1/", measure.Proxy, "bytes follow"},
		{"closed", raw(""), "https://127.0.0.1:1/", measure.Closed, ""},
	} {
		for _, version := range []request.Version{request.HTTP1, request.HTTP2} {
			if version == request.HTTP2 && strings.HasPrefix(tc.url, "http:") {
				continue
			}
			t.Run(fmt.Sprintf("%s, %v", tc.name, version), func(t *testing.T) {
				r := start(t, 1, tc.url, once, under(a, version), func(l *load) { l.spec.Proxy = tc.via })
				r.failure(tc.class, tc.text)
				r.want(map[measure.Count]int{measure.Opened: 0, measure.Failed: 1})
			})
		}
	}
}
