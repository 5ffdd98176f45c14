package dialects

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// mercureKey signs the tokens of the hub. It is no secret: the hub is one to try
// things with, and its token stands in the command that checks it.
const mercureKey = "a hub to try things with, whose key is no secret"

// mercureHead is the head of the tokens that the hub takes.
const mercureHead = `{"alg":"HS256","typ":"JWT"}`

// claims say what a client may do: the topics that it may publish on, and those
// whose private updates it may have.
// https://mercure.rocks/spec#authorization
type claims struct {
	given              bool
	Publish, Subscribe []string
}

// selects reports whether the topic is among the selectors.
func selects(selectors []string, topic string) bool {
	return slices.Contains(selectors, "*") || slices.Contains(selectors, topic)
}

// mercureClaims returns what the token of r says. One that is not valid is an
// error; none is not.
func mercureClaims(r *http.Request) (claims, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme == "" {
		cookie, err := r.Cookie("mercureAuthorization")
		if err != nil {
			return claims{}, nil //nolint:nilerr // no cookie is no token
		}
		token = cookie.Value
	} else if !strings.EqualFold(scheme, "Bearer") {
		return claims{}, errors.New("authorization: want a Bearer token")
	}
	return verifyMercure(mercureKey, token)
}

// verifyMercure returns what token says, if it is signed with the key and has not
// expired. Its own word about the algorithm does not count.
// https://www.rfc-editor.org/rfc/rfc8725#section-3.1
func verifyMercure(key, token string) (claims, error) {
	signed := token[:max(0, strings.LastIndex(token, "."))]
	head, body, _ := strings.Cut(signed, ".")
	if !hmac.Equal([]byte(token), []byte(signed+"."+signature(key, signed))) {
		return claims{}, errors.New("token: the signature is not ours")
	}
	var algorithm struct{ Alg string }
	var says struct {
		Exp     int64
		Mercure claims
	}
	if err := errors.Join(decodePart(head, &algorithm), decodePart(body, &says)); err != nil {
		return claims{}, err
	}
	if algorithm.Alg != "HS256" {
		return claims{}, errors.New("token: want HS256")
	}
	if says.Exp != 0 && time.Now().Unix() >= says.Exp {
		return claims{}, errors.New("token: it has expired")
	}
	says.Mercure.given = true
	return says.Mercure, nil
}

func decodePart(part string, v any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return errors.New("token: it cannot be read")
	}
	if json.Unmarshal(text, v) != nil {
		return errors.New("token: it is no JSON")
	}
	return nil
}

// signMercure returns a token with these claims.
func signMercure(key, says string) string {
	signed := base64.RawURLEncoding.EncodeToString([]byte(mercureHead)) + "." + base64.RawURLEncoding.EncodeToString([]byte(says))
	return signed + "." + signature(key, signed)
}

func signature(key, signed string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(signed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
