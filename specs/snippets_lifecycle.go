package specs

func lifecycleGoPlace() Snippet {
	return Snippet{"Go", "go", `if !places.TryAcquire(1) {
	http.Error(w, "full", http.StatusServiceUnavailable)
	return
}
defer places.Release(1) // before anything can fail`}
}

func lifecycleGoDone() Snippet {
	return Snippet{"Go", "go", `for {
	select {
	case e := <-events:
		if _, err := w.Write(frame(e)); err != nil {
			return
		}
	case <-r.Context().Done(): // the client has gone
		return
	}
}`}
}

func lifecycleNodeClose() Snippet {
	return Snippet{"Node.js", "js", `res.on('error', () => {}); // 'close' follows
res.on('close', () => {    // not req.on('close')
  clearInterval(heartbeat);
  streams.delete(res);
});`}
}

func lifecyclePythonFinally() Snippet {
	return Snippet{"Python", "python", `async def stream():
    await places.acquire()  # in the generator, not in the view
    try:
        async for event in subscription:
            yield frame(event)
    finally:
        places.release()
        await subscription.aclose()`}
}

func lifecycleGunicorn() Snippet {
	return Snippet{"gunicorn", "sh", `gunicorn app:app --worker-class gevent --worker-connections 1000`}
}

func lifecyclePHPSession() Snippet {
	return Snippet{"PHP", "php", `session_start();
$user = $_SESSION['user'];
session_write_close(); // other requests of this user wait for the lock
header('Content-Type: text/event-stream');`}
}

func lifecyclePuma() Snippet {
	return Snippet{"Rails", "ruby", `# ActionController::Live holds a thread for each stream
response.headers['Content-Type'] = 'text/event-stream'
ActiveRecord::Base.connection_handler.clear_active_connections!
hijack = request.env['rack.hijack'].call # the thread is free again`}
}

func lifecycleNginxAbort() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
    proxy_pass http://app;
    proxy_ignore_client_abort off; # close upstream when the client has gone
}`}
}
