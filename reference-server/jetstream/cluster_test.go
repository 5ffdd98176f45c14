package jetstream

import (
	"strings"
	"testing"
	"time"
)

// members is how many servers a cluster has.
const members = 3

// cluster is NATS servers that share a stream, each a process of its own. Every one is
// reached by way of proxies, whose ports stay while those behind them change.
type cluster struct {
	members [members]*member
}

type member struct {
	name, dir string
	clients   *proxy
	routes    *proxy
	process   *natsProcess // nil when it is dead
}

func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{}
	for i, name := range []string{"ann", "bob", "cid"} {
		c.members[i] = &member{name: name, dir: t.TempDir(), clients: between(t, ""), routes: between(t, "")}
	}
	for _, m := range c.members {
		c.start(t, m)
	}
	c.members[0].process.says(t, "(metadata leader)")
	return c
}

// start starts a member, at first and when it was killed.
func (c *cluster) start(t *testing.T, m *member) {
	t.Helper()
	var routes []string
	for _, each := range c.members {
		routes = append(routes, "nats://"+each.routes.address())
	}
	m.process = startNATS(t, "-n", m.name, "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", m.dir,
		"-cluster_name", "three", "-cluster", "nats://127.0.0.1:-1", "-cluster_advertise", m.routes.address(),
		"-routes", strings.Join(routes, ","), "-no_advertise")
	m.clients.turn(m.process.says(t, `client connections on (127\.0\.0\.1:\d+)`))
	m.routes.turn(m.process.says(t, `route connections on (127\.0\.0\.1:\d+)`))
}

// kill ends a member as kill -9 does.
func (m *member) kill() {
	m.process.kill()
	m.process = nil
}

// config is that of a history on the cluster. It knows all members, the one given first.
func (c *cluster) config(first int) Config {
	var urls []string
	for i := range c.members {
		urls = append(urls, "nats://"+c.members[(first+i)%members].clients.address())
	}
	return Config{URLs: urls, Replicas: members, Timeout: 2 * time.Second}
}

// leader returns the member that leads the stream, which h is on.
func (c *cluster) leader(t *testing.T, h *History) *member {
	t.Helper()
	var led *member
	until(t, "the stream has a leader", func() bool {
		found, err := h.js.Stream(t.Context(), h.config.Stream)
		if err != nil || found.CachedInfo().Cluster == nil {
			return false
		}
		for _, m := range c.members {
			if m.name == found.CachedInfo().Cluster.Leader {
				led = m
			}
		}
		return led != nil && led.process != nil
	})
	return led
}
