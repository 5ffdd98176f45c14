package specs

func compressionNginxOff() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
  gzip off;
  brotli off; # where the module is there
  proxy_buffering off;
}`}
}

func compressionNginxVary() Snippet {
	return Snippet{"nginx", "nginx", `gzip_vary on;`}
}

func compressionExpressOff() Snippet {
	return Snippet{"Express", "js", `app.use(compression({
  filter: (req, res) =>
    !/^text\/event-stream/.test(res.getHeader('Content-Type') ?? '') &&
    compression.filter(req, res),
}));`}
}

func compressionExpressFlush() Snippet {
	return Snippet{"Express", "js", `res.write(frame);
res.flush(); // of compression(), which has no other way to know`}
}

func compressionGoFlush() Snippet {
	return Snippet{"Go", "go", `zw.Write(frame)
zw.Flush() // the compressor first
rc.Flush() // then the response: http.NewResponseController(w)`}
}
