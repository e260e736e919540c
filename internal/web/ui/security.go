package ui

import (
	"crypto/rand"
	"net/http"
)

// NewNonce draws the nonce of one response.
func NewNonce() string { return rand.Text() }

// Policy is the content security policy of every page: own files only, nothing
// inline unless it carries the nonce, no frames, no foreign forms.
func Policy(nonce string) string {
	script := "script-src 'self'"
	if nonce != "" {
		script += " 'nonce-" + nonce + "'"
	}
	return "default-src 'none'; " + script + "; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// Guard sets the headers that every page carries. Pages are never kept by a
// cache: the next person at the same computer must not find them.
func Guard(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", Policy(nonce))
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
}
