package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A self-signed certificate lives 825 days, the most that Apple's systems accept
// from a certificate outside the public roots, and is replaced 30 days (ours)
// before its end.
const (
	certLife  = 825 * 24 * time.Hour
	certRenew = 30 * 24 * time.Hour
)

// SelfSigned returns the certificate kept in the folder (cert.pem, key.pem,
// both 0600), making a new one when there is none, when it ends within 30 days
// of now, or when it does not cover every host. The folder is made with 0700.
func SelfSigned(folder string, hosts []string, now time.Time) (tls.Certificate, error) {
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err == nil && covers(cert.Leaf, hosts, now) {
		return cert, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cert, fmt.Errorf("%w; remove %s and %s to have a new one made", err, certFile, keyFile)
	}

	certPEM, keyPEM, err := makeCertificate(hosts, now)
	if err != nil {
		return cert, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return cert, err
	}
	// The certificate goes last: a crash between the two leaves a pair that does
	// not fit, which the next start reports instead of serving.
	if err := errors.Join(writePrivate(keyFile, keyPEM), writePrivate(certFile, certPEM)); err != nil {
		return cert, err
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}

func covers(leaf *x509.Certificate, hosts []string, now time.Time) bool {
	if now.Before(leaf.NotBefore) || now.Add(certRenew).After(leaf.NotAfter) {
		return false
	}
	for _, h := range hosts {
		if leaf.VerifyHostname(h) != nil {
			return false
		}
	}
	return true
}

func makeCertificate(hosts []string, now time.Time) (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Xinhuan"},
		// An hour back: clocks of school PCs are seldom exact.
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(certLife - time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), nil
}

// writePrivate replaces a file by one that only we can read, whole or not at all.
func writePrivate(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // CreateTemp makes it 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
