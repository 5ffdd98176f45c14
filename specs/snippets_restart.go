package specs

func restartUvicorn() Snippet {
	return Snippet{"Uvicorn", "sh", `uvicorn app:app --timeout-graceful-shutdown 5`}
}

func restartKubernetes() Snippet {
	return Snippet{"Kubernetes", "yaml", `spec:
  terminationGracePeriodSeconds: 30
  containers:
    - name: app
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 } # asks the broker, too
      lifecycle:
        preStop:
          sleep: { seconds: 5 } # until no proxy sends new streams here`}
}

func restartBrowser() Snippet {
	return Snippet{"browser", "js", `function open() {
  const source = new EventSource("/events");
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(open, 1000 + Math.random() * 4000); // a wave
  };
}`}
}

func restartGoEpoch() Snippet {
	return Snippet{"Go", "go", `epoch := time.Now().UnixMilli() // of this process
id := fmt.Sprintf("%d-%d", epoch, sequence.Add(1))`}
}
