package specs

func cachingVarnish() Snippet {
	return Snippet{"Varnish", "vcl", `sub vcl_recv {
  if (req.url ~ "^/events" || req.http.Accept ~ "text/event-stream") {
    unset req.http.If-None-Match;
    unset req.http.If-Modified-Since;
    unset req.http.Range;
    return (pipe);
  }
}`}
}

func cachingExpressNoETag() Snippet {
	return Snippet{"Express", "js", `// the stream before everything that compares validators
app.get('/events', stream);
app.use(express.static('public'));`}
}

func cachingNginxBypass() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
  proxy_cache off;
  proxy_buffering off;
  proxy_pass http://app;
}`}
}

func cachingCDN() Snippet {
	return Snippet{"HTTP", "http", `Cache-Control: no-store, no-transform
CDN-Cache-Control: no-store`}
}

func cachingApacheExpires() Snippet {
	return Snippet{"Apache httpd", "text", `<Location "/events">
  ExpiresActive Off
  CacheDisable on
</Location>`}
}
