package serve

import "net/http"

// defaultBody is how much a request may carry (ours): a sheet of answers is
// about 2 kB, the longest form some tens of kB.
const defaultBody = 1 << 20

// limitBody caps every body; MaxBody raises the cap for one route.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recordOf(r.Context()).body = r.Body
		r.Body = http.MaxBytesReader(w, r.Body, defaultBody)
		next.ServeHTTP(w, r)
	})
}

// MaxBody lets the body of a route (an import of a roster) have up to n bytes.
// It must be reached before anybody reads the body; reading past the cap fails
// with *http.MaxBytesError.
func MaxBody(n int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := recordOf(r.Context()).body
		if body == nil {
			body = r.Body
		}
		r.Body = http.MaxBytesReader(w, body, n)
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses state-changing requests that a browser sends on behalf of
// another site. Programs without a browser's headers pass; they carry no
// cookies either.
func sameOrigin(base string, next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if base != "" {
		guard.AddTrustedOrigin(base) // a proxy in front may have replaced the host
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		plain(w, http.StatusForbidden, "这个请求来自别的网站，已拒绝。\nThis request came from another site and was refused.")
	}))
	return guard.Handler(next)
}
