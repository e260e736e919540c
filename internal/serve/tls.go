package serve

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"xinhuan/internal/config"
)

// tlsConfig is nil when the process speaks plain HTTP.
func tlsConfig(t config.TLS, log *slog.Logger) (*tls.Config, error) {
	switch {
	case t.SelfSigned:
		cert, err := SelfSigned(t.Folder, t.Hosts, time.Now())
		if err != nil {
			return nil, fmt.Errorf("serve: self-signed certificate: %w", err)
		}
		log.Info("self-signed certificate", "sha256", fmt.Sprintf("%x", sha256.Sum256(cert.Leaf.Raw)),
			"until", cert.Leaf.NotAfter.Format(time.DateOnly))
		return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}, nil
	case t.CertFile != "":
		f := &certFiles{cert: t.CertFile, key: t.KeyFile, log: log}
		if err := f.load(); err != nil {
			return nil, fmt.Errorf("serve: tls: %w", err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: f.get}, nil
	}
	return nil, nil
}

// certFiles serves a certificate that something else renews: it looks at the
// files at most once a minute and reads them again when they changed. A renewal
// caught half-way leaves the old certificate in use.
type certFiles struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	changed time.Time // newest of the files' times
	looked  time.Time
}

func (f *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.Sub(f.looked) > time.Minute {
		f.looked = now
		if f.newest().After(f.changed) {
			if err := f.load(); err != nil {
				f.log.Error("the renewed certificate can't be used, the old one stays", "err", err)
			}
		}
	}
	return f.current, nil
}

func (f *certFiles) load() error {
	changed := f.newest()
	cert, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.current, f.changed = &cert, changed
	return nil
}

func (f *certFiles) newest() time.Time {
	var t time.Time
	for _, path := range []string{f.cert, f.key} {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(t) {
			t = info.ModTime()
		}
	}
	return t
}
