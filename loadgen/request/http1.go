package request

import "strconv"

// AppendHTTP1 appends the whole request of a Subscriber in HTTP/1.1. It allocates
// nothing but room in dst. lastEventID is sent if it is not empty; it must be
// without CR, LF and NUL, as it is if an event stream brought it.
func (m *Maker) AppendHTTP1(dst []byte, subscriber int, lastEventID []byte) []byte {
	r := m.route(subscriber)
	dst = m.expand(dst, r.head, subscriber)
	switch first := m.plan.header.lastEventID; {
	case len(lastEventID) > 0:
		dst = append(dst, "Last-Event-ID: "...)
		dst = append(append(dst, lastEventID...), "\r\n"...)
	case first != nil:
		dst = append(dst, "Last-Event-ID: "...)
		dst = append(m.expand(dst, *first, subscriber), "\r\n"...)
	}
	if length := m.bodyLength(dst, subscriber); length > 0 || sends(r.method) {
		dst = append(dst, "Content-Length: "...)
		dst = append(strconv.AppendInt(dst, int64(length), 10), "\r\n"...)
	}
	return m.AppendBody(append(dst, "\r\n"...), subscriber)
}

// AppendBody appends the body of a Subscriber's requests.
func (m *Maker) AppendBody(dst []byte, subscriber int) []byte {
	return m.expand(dst, m.plan.body, subscriber)
}

// bodyLength tries the body behind dst, whose bytes stay.
func (m *Maker) bodyLength(dst []byte, subscriber int) int {
	if text, ok := m.plan.body.fixed(); ok {
		return len(text)
	}
	return len(m.AppendBody(dst, subscriber)) - len(dst)
}

// AppendConnect appends what is asked of the proxy before TLS with a Secure Endpoint
// begins: a tunnel, by CONNECT.
// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
func (m *Maker) AppendConnect(dst []byte, endpoint int) []byte {
	to := m.plan.origins[m.endpoints[endpoint].Target].hostPort()
	dst = append(dst, "CONNECT "+to+" HTTP/1.1\r\nHost: "+to+"\r\n"...)
	if m.plan.proxy != nil && m.plan.proxy.authorization != "" {
		dst = append(dst, "Proxy-Authorization: "+m.plan.proxy.authorization+"\r\n"...)
	}
	return append(dst, "\r\n"...)
}
