package control

import (
	"mime"
	"net/http"
)

// restart answers POST /control/restart once the server is back.
func (c *Control) restart(in call) (any, *refusal) {
	ids := "continue"
	if _, p := decode(in.w, in.r, fields{"ids": &ids}); p != nil {
		return nil, p
	}
	const most = 64
	if ids != "continue" && ids != "reset" {
		return nil, bad("ids", `%.*q is neither "continue" nor "reset"`, most, ids)
	}
	c.stage.clear() // what is played is a stream too
	if ids == "reset" {
		c.server.RestartIDs()
	} else {
		c.server.Restart()
	}
	return nil, nil
}

// revoke answers POST /control/revoke with the token in a parameter of the query
// or of a form, or in JSON.
// https://www.rfc-editor.org/rfc/rfc7009#section-2.1
func (c *Control) revoke(in call) (any, *refusal) {
	token, p := revokedToken(in)
	if p != nil {
		return nil, p
	}
	if !c.server.Revoke(token) {
		return nil, bad("token", "none that the server accepts")
	}
	return nil, nil
}

func revokedToken(in call) (token string, p *refusal) {
	if token = in.r.URL.Query().Get("token"); token != "" {
		return token, nil
	}
	if kind, _, err := mime.ParseMediaType(in.r.Header.Get("Content-Type")); err == nil && kind == "application/x-www-form-urlencoded" {
		in.r.Body = http.MaxBytesReader(in.w, in.r.Body, maxBodyBytes)
		return in.r.PostFormValue("token"), nil
	}
	_, p = decode(in.w, in.r, fields{"token": &token})
	return token, p
}
