package main

import (
	"io"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// proxies are servers that pass on requests to another, by what they do to the
// answer.
func proxies() map[string]func(server string) http.HandlerFunc {
	return map[string]func(string) http.HandlerFunc{
		"transparent": func(server string) http.HandlerFunc {
			return httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: server}).ServeHTTP
		},
		"buffering": buffering,
	}
}

// buffering passes on the answer as net/http does that is never told to flush: in
// pieces of some kilobytes.
func buffering(server string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		onward := r.Clone(r.Context())
		onward.RequestURI, onward.URL.Scheme, onward.URL.Host = "", "http", server
		answer, err := http.DefaultTransport.RoundTrip(onward)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}
}
