package specs

func authGoRevoked() Snippet {
	return Snippet{"Go", "go", `revoked := sessions.Revoked(session.ID) // closed by a logout, anywhere
if !sessions.Valid(session.ID) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	http.Error(w, "the session has ended", http.StatusUnauthorized)
	return
}
select {
case event := <-events:
	send(w, event)
case <-revoked:
	return
}`}
}

func authNodeRecheck() Snippet {
	return Snippet{"Node", "js", `const beat = setInterval(async () => {
  if (!(await sessions.isValid(req.session.id))) return res.end();
  res.write(": heartbeat\n\n");
}, 15_000);
res.on("close", () => clearInterval(beat));`}
}

func authNginxRequest() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
    auth_request /session; # its 401 or 403 is the answer, never cached
    auth_request_set $challenge $upstream_http_www_authenticate;
    proxy_pass http://app;
}`}
}

func authASPNet() Snippet {
	return Snippet{"ASP.NET Core", "csharp", `.AddCookie(o => o.Events.OnRedirectToLogin = c => {
    c.Response.StatusCode = StatusCodes.Status401Unauthorized;
    c.Response.Headers.WWWAuthenticate = "Cookie";
    return Task.CompletedTask;
});`}
}

func authSpring() Snippet {
	return Snippet{"Spring Security", "java", `http.exceptionHandling(e -> e.defaultAuthenticationEntryPointFor(
    new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
    new AntPathRequestMatcher("/events/**")));`}
}

func authOnError() Snippet {
	return Snippet{"browser", "js", `source.onerror = () => {
  // CLOSED: refused for good. CONNECTING: it comes back by itself.
  if (source.readyState === EventSource.CLOSED) showLogin();
};`}
}

func authHTTPChallenge() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 401 Unauthorized
WWW-Authenticate: Bearer realm="events", error="invalid_token"
Access-Control-Expose-Headers: WWW-Authenticate
Content-Type: application/json`}
}
