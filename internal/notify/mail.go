package notify

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// Mail sends by SMTP (RFC 5321), one connection a message: notices are few and
// a connection that is held breaks at night.
type Mail struct {
	Addr     string // host:port
	From     mail.Address
	Username string // "" sends without signing in
	Password string
	TLS      *tls.Config   // nil trusts the system's authorities
	Implicit bool          // TLS from the first byte, as on port 465
	Plain    bool          // allow a server without TLS, for one on the same machine
	Timeout  time.Duration // of the whole delivery; 0 is 30 s (ours)
	Now      func() time.Time
}

// Send delivers one message. STARTTLS is used whenever the server offers it;
// without TLS nothing is sent unless Plain allows it.
func (s *Mail) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return failure(care.Invalid, "mail: address is unusable", 0, 0)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout(s.Timeout))
	defer cancel()
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return failure(care.Internal, "mail: server address is unusable", 0, 0)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return unreachable(err, "mail: connect")
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // ends every blocked read at once
	defer stop()
	return s.deliver(conn, host, to.Address, m)
}

func timeout(d time.Duration) time.Duration {
	if d <= 0 {
		return 30 * time.Second
	}
	return d
}

func (s *Mail) deliver(conn net.Conn, host, to string, m Message) error {
	if s.Implicit {
		conn = tls.Client(conn, s.tls(host))
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return refused(err, "mail: greeting")
	}
	defer c.Close()
	if err := s.secure(c, host); err != nil {
		return err
	}
	if s.Username != "" {
		if err := c.Auth(smtp.PlainAuth("", s.Username, s.Password, host)); err != nil {
			return unaccepted(err)
		}
	}
	if err := c.Mail(s.From.Address); err != nil {
		return refused(err, "mail: sender")
	}
	if err := c.Rcpt(to); err != nil {
		return refused(err, "mail: recipient")
	}
	w, err := c.Data()
	if err != nil {
		return refused(err, "mail: data")
	}
	if _, err := io.WriteString(w, s.compose(to, m)); err != nil {
		return refused(err, "mail: data")
	}
	if err := w.Close(); err != nil {
		return refused(err, "mail: data")
	}
	c.Quit() // the message is taken; how they say goodbye does not matter
	return nil
}

func (s *Mail) tls(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		config = s.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	return config
}

func (s *Mail) secure(c *smtp.Client, host string) error {
	name := "localhost"
	if _, domain, ok := strings.Cut(s.From.Address, "@"); ok {
		name = domain
	}
	if err := c.Hello(name); err != nil {
		return refused(err, "mail: hello")
	}
	if s.Implicit {
		return nil
	}
	if offered, _ := c.Extension("STARTTLS"); offered {
		if err := c.StartTLS(s.tls(host)); err != nil {
			return refused(err, "mail: TLS")
		}
		return nil
	}
	if s.Plain {
		return nil
	}
	return failure(care.Internal, "mail: the server offers no TLS", 0, 0)
}

// compose writes the message. The Message-ID is made of the message's id, so
// that a repeat after a lost answer is recognised as one (RFC 5322 3.6.4);
// Auto-Submitted keeps out-of-office answers away (RFC 3834).
func (s *Mail) compose(to string, m Message) string {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	_, domain, _ := strings.Cut(s.From.Address, "@")
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s\r\nTo: <%s>\r\n", s.From.String(), to)
	fmt.Fprintf(&b, "Subject: %s\r\n", mime.BEncoding.Encode("utf-8", m.text(m.Subject, false)))
	fmt.Fprintf(&b, "Date: %s\r\nMessage-ID: <%s@%s>\r\n", now().In(care.China).Format(time.RFC1123Z), m.ID, domain)
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n")
	body := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(m.text(m.Body, true), "\n", "\r\n") + "\r\n"))
	for len(body) > 76 {
		b.WriteString(body[:76] + "\r\n")
		body = body[76:]
	}
	b.WriteString(body + "\r\n")
	return b.String()
}

// refused tells the temporary refusals of a server (4xx) from the lasting ones
// (5xx), RFC 5321 4.2.1. Everything that is no answer is the network's fault.
func refused(err error, what string) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return unreachable(err, what)
	}
	if answer.Code >= 500 {
		return failure(care.Invalid, what, answer.Code, 0)
	}
	return failure(care.Unavailable, what, answer.Code, 0)
}

// unaccepted is a refusal to let us sign in: the account is wrong, not the
// message, so somebody must look at the settings.
func unaccepted(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code < 500 {
		return failure(care.Unavailable, "mail: sign-in", answer.Code, 0)
	}
	if errors.As(err, &answer) {
		return failure(care.Forbidden, "mail: sign-in", answer.Code, 0)
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return unreachable(err, "mail: sign-in")
	}
	return failure(care.Internal, "mail: sign-in needs TLS", 0, 0) // smtp.PlainAuth refuses to show a password
}
