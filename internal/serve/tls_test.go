package serve

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/config"
)

func TestSelfSignedTLS(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tls")
	r := run(t, pages(), func(s *Server) {
		s.Config.TLS = config.TLS{SelfSigned: true, Folder: folder, Hosts: []string{"127.0.0.1", "localhost"}}
	})
	pem, err := os.ReadFile(filepath.Join(folder, "cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	req, _ := http.NewRequest("GET", "https://"+r.host+"/people/1", nil)
	resp, _ := do(t, client, req)
	if resp.StatusCode != 200 || resp.ProtoMajor != 2 {
		t.Errorf("got %d over HTTP/%d, want 200 over HTTP/2", resp.StatusCode, resp.ProtoMajor)
	}
	if got := resp.Header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=") {
		t.Errorf("HSTS: got %q", got)
	}

	_, err = tls.Dial("tcp", r.host, &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11})
	if err == nil {
		t.Error("TLS 1.1 was accepted")
	}
	info, err := os.Stat(filepath.Join(folder, "key.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key: got %v, %v, want mode 0600", info.Mode(), err)
	}
}

func TestASelfSignedCertificateIsKeptUntilItNoLongerFits(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	hosts := []string{"localhost", "10.0.0.5"}
	serial := func(hosts []string, at time.Time) string {
		t.Helper()
		cert, err := SelfSigned(folder, hosts, at)
		if err != nil {
			t.Fatal(err)
		}
		if life := cert.Leaf.NotAfter.Sub(cert.Leaf.NotBefore); life != 825*24*time.Hour {
			t.Errorf("life: got %s, want 825 days", life)
		}
		return cert.Leaf.SerialNumber.String()
	}
	first := serial(hosts, now)
	if got := serial(hosts, now.AddDate(0, 0, 700)); got != first {
		t.Error("a certificate with months left was replaced")
	}
	second := serial(hosts, now.AddDate(0, 0, 800))
	if second == first {
		t.Error("a certificate about to end was kept")
	}
	if got := serial([]string{"localhost", "care.example.org"}, now.AddDate(0, 0, 800)); got == second {
		t.Error("a certificate without the new host was kept")
	}

	if err := os.WriteFile(filepath.Join(folder, "key.pem"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := SelfSigned(folder, hosts, now); err == nil || !strings.Contains(err.Error(), "remove") {
		t.Errorf("broken key file: got %v, want an error that says what to remove", err)
	}
}

func TestARenewedCertificateFileIsReadAgain(t *testing.T) {
	folder := t.TempDir()
	put := func(name string, at time.Time) {
		t.Helper()
		c, k, err := makeCertificate([]string{name}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for file, b := range map[string][]byte{"c": c, "k": k} {
			path := filepath.Join(folder, file)
			if err := errors.Join(os.WriteFile(path, b, 0o600), os.Chtimes(path, at, at)); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("old.example", time.Now().Add(-time.Hour))
	f := &certFiles{cert: filepath.Join(folder, "c"), key: filepath.Join(folder, "k"), log: slog.New(slog.DiscardHandler)}
	if err := f.load(); err != nil {
		t.Fatal(err)
	}
	name := func() string {
		f.looked = time.Time{} // a minute has passed
		c, err := f.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.DNSNames[0]
	}

	put("new.example", time.Now())
	if got := name(); got != "new.example" {
		t.Errorf("after renewal: got %s, want new.example", got)
	}
	if err := os.WriteFile(f.key, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	os.Chtimes(f.key, time.Now().Add(time.Hour), time.Now().Add(time.Hour))
	if got := name(); got != "new.example" {
		t.Errorf("during a broken renewal: got %s, want new.example", got)
	}
}
