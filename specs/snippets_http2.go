package specs

func http2Nginx() Snippet {
	return Snippet{For: "nginx", Lang: "nginx", Code: `server {
    listen 443 ssl;
    http2 on;
}`}
}

func http2NginxLimit() Snippet {
	return Snippet{For: "nginx", Lang: "nginx", Code: `http2_max_concurrent_streams 128;
keepalive_requests 100000;
keepalive_time 24h;`}
}

func http2NodeHead() Snippet {
	return Snippet{For: "Node", Lang: "js", Code: `res.writeHead(200, {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store, no-transform", // no Connection: keep-alive
});`}
}

func http2Curl() Snippet {
	return Snippet{For: "curl", Lang: "sh", Code: `curl -N -i --http2 https://example.com/events
curl -N -i --http1.1 https://example.com/events`}
}
