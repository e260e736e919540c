package serve

import "net/http"

// secureHeaders sets what browsers are asked to enforce, before the handler
// runs, so that a handler may still narrow a header but need not remember any.
//
//   - Content-Security-Policy: only our own files; inline script and style only
//     with the request's nonce; no frames around us; no plug-ins. data: images are
//     the QR codes.
//   - Referrer-Policy no-referrer: our addresses hold ids, and a hotline's web
//     site must not learn where its visitor came from.
//   - Cache-Control no-store: school computers are shared. Handlers of static
//     files set their own.
//   - Strict-Transport-Security for a year, only where HTTPS is spoken.
func secureHeaders(https bool, next http.Handler) http.Handler {
	fixed := map[string][]string{
		"X-Content-Type-Options":     {"nosniff"},
		"X-Frame-Options":            {"DENY"},
		"Referrer-Policy":            {"no-referrer"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Permissions-Policy":         {"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"},
		"Cache-Control":              {"no-store"},
	}
	if https {
		fixed["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for k, v := range fixed {
			h[k] = v[:1:1] // a handler's Add must not reach the shared slice
		}
		h.Set("Content-Security-Policy", contentPolicy(Nonce(r.Context())))
		next.ServeHTTP(w, r)
	})
}

func contentPolicy(nonce string) string {
	return "default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce +
		"'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
		"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
}
