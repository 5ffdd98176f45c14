package specs

func nginxUnbuffered() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
    proxy_pass http://app;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_buffering off;
}`}
}

func nginxReadTimeout() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
    proxy_pass http://app;
    proxy_read_timeout 1h; # of silence; 60s by default
}`}
}

func nginxGzipTypes() Snippet {
	return Snippet{"nginx", "nginx", `gzip on;
# neither text/event-stream nor * is in the list
gzip_types text/css application/javascript application/json;`}
}

func nginxUncached() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
    proxy_pass http://app;
    proxy_cache off;
    expires off;
}`}
}

func nginxNextUpstream() Snippet {
	return Snippet{"nginx", "nginx", `upstream app {
    server 10.0.0.1:8080;
    server 10.0.0.2:8080;
}
server {
    location /events {
        proxy_pass http://app;
        proxy_next_upstream error timeout http_502 http_503;
    }
}`}
}

func nginxLargeHeaders() Snippet {
	return Snippet{"nginx", "nginx", `large_client_header_buffers 4 16k; # the id is part of the request's head`}
}

func ingressUnbuffered() Snippet {
	return Snippet{"ingress-nginx", "yaml", `metadata:
  annotations:
    nginx.ingress.kubernetes.io/proxy-buffering: "off"
    nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"`}
}

func apacheFlush() Snippet {
	return Snippet{"Apache httpd", "apache", `ProxyPass "/events" "http://127.0.0.1:8080/events" flushpackets=on
SetEnvIf Request_URI "^/events" no-gzip`}
}

func envoyNoTimeout() Snippet {
	return Snippet{"Envoy", "yaml", `routes:
  - match: { prefix: /events }
    route:
      cluster: app
      timeout: 0s # the age of a response; 15s by default
      idle_timeout: 3600s # silence; 5 minutes by default`}
}

func albIdleTimeout() Snippet {
	return Snippet{"AWS ALB", "sh", `aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$ALB_ARN" \
  --attributes Key=idle_timeout.timeout_seconds,Value=300`}
}

func cloudflareBypass() Snippet {
	return Snippet{"Cloudflare", "text", `Caching > Cache Rules > Create rule
  when    starts_with(http.request.uri.path, "/events")
  then    Bypass cache`}
}

func varnishPipe() Snippet {
	return Snippet{"Varnish", "vcl", `sub vcl_recv {
    if (req.url ~ "^/events") {
        return (pipe);
    }
}`}
}

func curlHead() Snippet {
	return Snippet{"curl", "sh", `# the head as it is behind the last hop, for 5 seconds of stream
curl -sN -m 5 -o /dev/null -D - https://example.com/events`}
}

func curlHops() Snippet {
	return Snippet{"curl", "sh", `curl -sN http://127.0.0.1:8080/events # the application by itself
curl -sN https://example.com/events   # through every hop`}
}
