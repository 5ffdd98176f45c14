package specs

func endingGo() Snippet {
	return Snippet{"Go", "go", `if job.Finished() && r.Header.Get("Last-Event-ID") == job.LastID() {
	w.WriteHeader(http.StatusNoContent) // EventSource stops
	return
}`}
}

func endingExpress() Snippet {
	return Snippet{"Express", "js", `app.get('/jobs/:id/events', async (req, res) => {
  const job = await find(req.params.id);
  if (!job) return res.sendStatus(404); // before the head of a stream
  if (job.done && req.get('Last-Event-ID') === job.lastId) {
    return res.sendStatus(204); // EventSource stops
  }
  stream(job, req, res);
});`}
}

func endingBrowser() Snippet {
	return Snippet{"browser", "js", `source.addEventListener('done', () => source.close());`}
}

func endingGoWait() Snippet {
	return Snippet{"Go", "go", `for {
	select {
	case event := <-events:
		write(w, event)
	case <-heartbeat.C:
		io.WriteString(w, ": still here\n\n")
	case <-r.Context().Done():
		return
	}
	rc.Flush()
}`}
}

func endingRetry() Snippet {
	return Snippet{"event stream", "text", `retry: 60000
id: 17
data: all there is for now`}
}

func endingGoStatusFirst() Snippet {
	return Snippet{"Go", "go", `events, err := subscribe(r) // before the first write
if err != nil {
	http.Error(w, err.Error(), http.StatusInternalServerError)
	return
}
w.Header().Set("Content-Type", "text/event-stream")`}
}

func endingGoRetryAfter() Snippet {
	return Snippet{"Go", "go", `w.Header().Set("Retry-After", strconv.Itoa(5+rand.IntN(10)))
http.Error(w, "all streams are taken", http.StatusServiceUnavailable)`}
}

func endingNginxRetryAfter() Snippet {
	return Snippet{"nginx", "nginx", `error_page 503 @busy;
location @busy {
  add_header Retry-After 10 always;
  return 503;
}`}
}
