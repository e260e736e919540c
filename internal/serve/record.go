package serve

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
)

// record is what the rings know of one request. It hangs in the context, so the
// rings see what inner handlers learn even after those have replaced the
// *http.Request.
type record struct {
	id      string
	nonce   string
	route   string // set by Routes
	body    io.ReadCloser
	status  int
	bytes   int64
	started bool // the status line is out
}

type recordKey struct{}

func newRecord() *record {
	var b [24]byte
	rand.Read(b[:])
	return &record{id: hex.EncodeToString(b[:8]), nonce: base64.RawStdEncoding.EncodeToString(b[8:])}
}

func withRecord(ctx context.Context, rec *record) context.Context {
	return context.WithValue(ctx, recordKey{}, rec)
}

func recordOf(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return &record{}
}

// RequestID is the id of the request, 16 hexadecimal digits; it stands in the
// log and in the header X-Request-Id. An id sent by the caller is not taken:
// it could carry anything into the log.
func RequestID(ctx context.Context) string { return recordOf(ctx).id }

// Nonce is the request's token for <script nonce> and <style nonce>.
func Nonce(ctx context.Context) string { return recordOf(ctx).nonce }

// Routes wraps a ServeMux so that log and metrics learn which of its patterns
// served the request. It is needed wherever a ring between Run and the mux
// replaces the *http.Request (sessions do).
func Routes(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := recordOf(r.Context())
		defer func() {
			if r.Pattern != "" {
				rec.route = r.Pattern
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

// routeOf is the innermost pattern known. "/" is the house's own catch-all, so
// it means that nobody named the route.
func (rec *record) routeOf(r *http.Request) string {
	switch {
	case rec.route != "":
		return rec.route
	case r.Pattern != "" && r.Pattern != "/":
		return r.Pattern
	}
	return "other"
}

// statusCode is 200 for a handler that wrote nothing, as net/http has it.
func (rec *record) statusCode() int {
	if rec.status == 0 {
		return http.StatusOK
	}
	return rec.status
}

// recorder counts what goes out.
type recorder struct {
	http.ResponseWriter
	rec *record
}

func (w *recorder) WriteHeader(status int) {
	if status >= 200 && !w.rec.started {
		w.rec.status, w.rec.started = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	w.rec.started = true
	n, err := w.ResponseWriter.Write(b)
	w.rec.bytes += int64(n)
	return n, err
}

// Flush lets handlers that ask for http.Flusher have it.
func (w *recorder) Flush() {
	w.rec.started = true
	http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// runtimeWords are the words of a runtime error (nil pointer, index out of
// range); of anything else only the type is known.
func runtimeWords(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return ""
}

// stack lists function:line from the panic outwards, without arguments.
func stack() string {
	pc := make([]uintptr, 48)
	frames := runtime.CallersFrames(pc[:runtime.Callers(4, pc)])
	var b strings.Builder
	for {
		f, more := frames.Next()
		file := f.File[strings.LastIndexByte(f.File, '/')+1:]
		b.WriteString(f.Function + " " + file + ":" + strconv.Itoa(f.Line) + "\n")
		if !more {
			return b.String()
		}
	}
}
