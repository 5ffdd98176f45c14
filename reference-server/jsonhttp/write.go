// Package jsonhttp is what the endpoints of the reference server that speak JSON have
// in common.
package jsonhttp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// Write answers with v, which no cache may keep. It panics if v is nothing that JSON
// can hold. An error in writing means that the client has gone, which the next read
// of its connection will tell net/http.
func Write(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // it is read as JSON, and by people
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}
