package main

import "github.com/spf13/pflag"

// addAccessFlags adds those that say who may read and publish.
func (o *serveOptions) addAccessFlags(f *pflag.FlagSet) {
	c := &o.server
	f.StringVar(&c.AllowOrigin, "allow-origin", "*", "`ORIGINS` that may read: *, none, or a list")
	f.StringArrayVar(&c.Tokens, "token", nil, "bearer `TOKEN` for streams and publishes (repeatable)")
	f.StringArrayVar(&c.SubscribeTokens, "subscribe-token", nil, "bearer `TOKEN` for streams only (repeatable)")
	f.StringArrayVar(&c.PublishTokens, "publish-token", nil, "bearer `TOKEN` for publishes only (repeatable)")
	f.BoolVar(&c.TokenInQuery, "token-in-query", false, "take ?access_token= on streams, for browsers")
}
