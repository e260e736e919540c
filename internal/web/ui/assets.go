package ui

import (
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var distFS embed.FS

var built = loadAssets(distFS)

// assets is what scripts/assets.mjs built: short names and the names with the
// content hash under which they are served.
type assets struct {
	ok    bool
	names map[string]string
	files fs.FS
}

func loadAssets(fsys fs.FS) assets {
	files, err := fs.Sub(fsys, "dist")
	if err != nil {
		return assets{}
	}
	b, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return assets{files: files}
	}
	a := assets{files: files, names: map[string]string{}}
	if err := json.Unmarshal(b, &a.names); err != nil {
		return assets{files: files}
	}
	a.ok = len(a.names) > 0
	return a
}

func (a assets) href(name string) string {
	if hashed, ok := a.names[name]; ok {
		return "/static/" + hashed
	}
	return "/static/" + name
}

// AssetsBuilt tells whether styles and scripts are in this program.
func AssetsBuilt() bool { return built.ok }

// Asset is the address of a built file by its short name, for example "pupil.js".
func Asset(name string) string { return built.href(name) }

// Static serves the built files under /static/. Names carry a content hash, so
// they may be kept for a year. A .gz or .br twin is sent to whoever takes it.
func Static() http.Handler { return http.HandlerFunc(built.serve) }

func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/static/")
	if !a.hashed(name) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	a.send(w, r, name)
}

// hashed tells whether the name is one that the manifest gives out.
func (a assets) hashed(name string) bool {
	for _, h := range a.names {
		if h == name {
			return true
		}
	}
	return false
}

func (a assets) send(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	for _, enc := range []struct{ token, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), enc.token) {
			continue
		}
		b, err := fs.ReadFile(a.files, name+enc.suffix)
		if err != nil {
			continue
		}
		h.Set("Content-Encoding", enc.token)
		w.Write(b)
		return
	}
	b, err := fs.ReadFile(a.files, name)
	if err != nil {
		h.Del("Cache-Control")
		http.NotFound(w, r)
		return
	}
	w.Write(b)
}

// PupilWorker serves the service worker of the pupil's page. It has to be
// mounted at /pupil/sw.js, because a worker rules only the paths beside it,
// and it is never kept by the browser's cache.
func PupilWorker() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := built.names["pupil-sw.js"]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		built.send(w, r, name)
	})
}
