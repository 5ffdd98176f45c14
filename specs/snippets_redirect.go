package specs

func redirectNoLogin() Snippet {
	return Snippet{"Express", "js", `app.use('/events', (req, res, next) => {
  if (req.isAuthenticated()) return next();
  res.sendStatus(401); // and not res.redirect('/login')
});`}
}

func redirectForwarded() Snippet {
	return Snippet{"nginx", "nginx", `proxy_set_header Host $host;
proxy_set_header X-Forwarded-Proto $scheme;
absolute_redirect off; # nginx's own redirects become relative`}
}

func redirectProxied() Snippet {
	return Snippet{"nginx", "nginx", `location = /events {
  proxy_pass https://stream.example/events; # instead of return 302
  proxy_buffering off;
}`}
}
