package refserver

import (
	"net/http"

	"github.com/ssegauge/ssegauge/reference-server/control"
)

// onlyHere returns handle for programs on this machine.
func onlyHere(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !control.Local(r) {
			forbidden := problem{status: http.StatusForbidden, Message: "path: only programs on this machine may"}
			forbidden.write(w)
			return
		}
		handle(w, r)
	}
}
