package notify

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailServer is a small SMTP server on loopback. Answers maps a command to the
// line it gives instead of agreeing; "silent" never answers.
type mailServer struct {
	addr     string
	answers  map[string]string
	tls      *tls.Config // offered by STARTTLS
	implicit bool

	mu       sync.Mutex
	messages []string
	rcpt     []string
	secure   []bool
	logins   []string
}

func startMail(t *testing.T, s *mailServer) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	var conns sync.WaitGroup
	open := map[net.Conn]bool{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			open[c] = true
			s.mu.Unlock()
			conns.Go(func() {
				defer c.Close()
				if s.implicit {
					c = tls.Server(c, s.tls)
				}
				s.serve(c, s.implicit)
			})
		}
	}()
	t.Cleanup(func() {
		l.Close()
		s.mu.Lock()
		for c := range open {
			c.Close()
		}
		s.mu.Unlock()
		conns.Wait()
	})
	return s
}

func (s *mailServer) serve(c net.Conn, secure bool) {
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	special := func(command string) (stop bool) {
		a, ok := s.answers[command]
		if !ok {
			return false
		}
		if a == "silent" {
			in.ReadString(0) // until the other side gives up
			return true
		}
		say(a)
		return true
	}
	if !secure || s.implicit {
		if special("greeting") {
			return
		}
		say("220 mail.example ready")
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		command, _, _ := strings.Cut(strings.ToUpper(line), " ")
		if special(command) {
			if s.answers[command] == "silent" {
				return
			}
			continue
		}
		switch command {
		case "EHLO":
			extensions := "250-mail.example\r\n250-8BITMIME\r\n"
			if s.tls != nil && !secure {
				extensions += "250-STARTTLS\r\n"
			}
			say(extensions + "250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go ahead")
			t := tls.Server(c, s.tls)
			if t.Handshake() != nil {
				return
			}
			s.serve(t, true)
			return
		case "AUTH":
			_, secret, _ := strings.Cut(line, "PLAIN ")
			plain, _ := base64.StdEncoding.DecodeString(secret)
			s.mu.Lock()
			s.logins = append(s.logins, string(plain))
			s.mu.Unlock()
			say("235 welcome")
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(line)
			}
			if special("end") {
				continue
			}
			s.mu.Lock()
			s.messages = append(s.messages, b.String())
			s.secure = append(s.secure, secure)
			s.mu.Unlock()
			say("250 taken")
		case "RCPT":
			s.mu.Lock()
			s.rcpt = append(s.rcpt, line)
			s.mu.Unlock()
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// certificate makes a self-signed certificate for 127.0.0.1.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}
