package notify

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
)

const someID care.ID = 123456789

func sender(s *mailServer) *Mail {
	return &Mail{Addr: s.addr, From: mail.Address{Name: "甲中学", Address: "notice@school.example"}, Plain: true, Timeout: 5 * time.Second,
		Now: func() time.Time { return time.Date(2026, 10, 10, 1, 2, 3, 0, time.UTC) }}
}

func TestMailArrives(t *testing.T) {
	s := startMail(t, &mailServer{})
	if err := sender(s).Send(context.Background(), ForStaff(someID, "t@school.example")); err != nil {
		t.Fatal(err)
	}
	if len(s.messages) != 1 || len(s.rcpt) != 1 || !strings.Contains(s.rcpt[0], "<t@school.example>") {
		t.Fatalf("got %d messages for %v", len(s.messages), s.rcpt)
	}
	msg, err := mail.ReadMessage(strings.NewReader(s.messages[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	from, _ := msg.Header.AddressList("From")
	body, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, msg.Body))
	if subject != "您有一项待办" || from[0].Name != "甲中学" || msg.Header.Get("Message-Id") != "<"+someID.String()+"@school.example>" || msg.Header.Get("Date") != "Sat, 10 Oct 2026 09:02:03 +0800" {
		t.Errorf("got headers %v, subject %q", msg.Header, subject)
	}
	if want := "您有一项待办，请登录工作系统查看。\r\nSomething is waiting for you. Please sign in to your work system.\r\n"; string(body) != want {
		t.Errorf("got body %q, want %q", body, want)
	}
	for _, line := range strings.Split(s.messages[0], "\r\n") {
		if len(line) > 78 {
			t.Errorf("line of %d characters", len(line))
		}
		for _, c := range line {
			if c > 126 {
				t.Fatalf("a byte above ASCII in %q", line)
			}
		}
	}
}

func TestMailUsesTLSWhenOffered(t *testing.T) {
	config, pool := certificate(t)
	for _, implicit := range []bool{false, true} {
		s := startMail(t, &mailServer{tls: config, implicit: implicit})
		m := sender(s)
		m.Plain, m.Implicit, m.TLS, m.Username, m.Password = false, implicit, &tls.Config{RootCAs: pool}, "notice", "s3cret"
		if err := m.Send(context.Background(), ForStaff(someID, "t@school.example")); err != nil {
			t.Fatalf("implicit=%v: %v", implicit, err)
		}
		if !s.secure[0] || len(s.logins) != 1 || s.logins[0] != "\x00notice\x00s3cret" {
			t.Errorf("implicit=%v: got secure %v, logins %q", implicit, s.secure, s.logins)
		}
	}
}

func TestMailRefusesWithoutTLSOrTrust(t *testing.T) {
	s := startMail(t, &mailServer{})
	m := sender(s)
	m.Plain = false
	if err := m.Send(context.Background(), ForStaff(someID, "t@school.example")); care.KindOf(err) != care.Internal || len(s.messages) > 0 {
		t.Errorf("no TLS offered: got %v", err)
	}
	config, _ := certificate(t)
	s = startMail(t, &mailServer{tls: config})
	if err := sender(s).Send(context.Background(), ForStaff(someID, "t@school.example")); care.KindOf(err) != care.Internal || len(s.messages) > 0 {
		t.Errorf("certificate of a stranger: got %v", err)
	}
}

func TestMailFailures(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		login   bool
		want    care.Kind
	}{
		"busy":            {map[string]string{"greeting": "421 too busy"}, false, care.Unavailable},
		"mailbox full":    {map[string]string{"RCPT": "452 4.2.2 <t@school.example> full"}, false, care.Unavailable},
		"greylisted":      {map[string]string{"RCPT": "450 4.2.0 <t@school.example> later"}, false, care.Unavailable},
		"unknown mailbox": {map[string]string{"RCPT": "550 5.1.1 <t@school.example> unknown"}, false, care.Invalid},
		"sender":          {map[string]string{"MAIL": "553 no"}, false, care.Invalid},
		"spam":            {map[string]string{"end": "554 5.7.1 t@school.example looks like spam"}, false, care.Invalid},
		"after data":      {map[string]string{"end": "451 try again"}, false, care.Unavailable},
		"password":        {map[string]string{"AUTH": "535 5.7.8 wrong"}, true, care.Forbidden},
		"sign-in later":   {map[string]string{"AUTH": "454 later"}, true, care.Unavailable},
	} {
		s := startMail(t, &mailServer{answers: c.answers})
		m := sender(s)
		if c.login {
			m.Username, m.Password = "notice", "s3cret"
		}
		err := m.Send(context.Background(), ForStaff(someID, "t@school.example"))
		if care.KindOf(err) != c.want || err == nil || Retryable(err) != (c.want == care.Unavailable) {
			t.Errorf("%s: got %v of kind %v, want %v", name, err, care.KindOf(err), c.want)
			continue
		}
		if text := err.Error(); strings.Contains(text, "school.example") || strings.Contains(text, "s3cret") {
			t.Errorf("%s: the error repeats an address: %s", name, text)
		}
	}
}

func TestMailEndsInTime(t *testing.T) {
	for _, at := range []string{"greeting", "RCPT", "end"} {
		s := startMail(t, &mailServer{answers: map[string]string{at: "silent"}})
		m := sender(s)
		m.Timeout = 100 * time.Millisecond
		begin := time.Now()
		err := m.Send(context.Background(), ForStaff(someID, "t@school.example"))
		if took := time.Since(begin); !Retryable(err) || took > 3*time.Second {
			t.Errorf("silence at %s: got %v after %v", at, err, took)
		}
	}
	s := startMail(t, &mailServer{answers: map[string]string{"RCPT": "silent"}})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := sender(s).Send(ctx, ForStaff(someID, "t@school.example")); !Retryable(err) {
		t.Errorf("cancelled: got %v, want a later attempt", err)
	}
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	l.Close()
	if err := (&Mail{Addr: l.Addr().String()}).Send(context.Background(), ForStaff(someID, "t@school.example")); !Retryable(err) {
		t.Errorf("nobody listens: got %v, want a later attempt", err)
	}
}

func TestMailRefusesForgedAddresses(t *testing.T) {
	s := startMail(t, &mailServer{})
	for _, to := range []string{"", "no address", "a@b.example\r\nBcc: c@d.example", "<a@b.example>, <c@d.example>"} {
		if err := sender(s).Send(context.Background(), ForStaff(someID, to)); care.KindOf(err) != care.Invalid || len(s.messages) > 0 {
			t.Errorf("%q: got %v", to, err)
		}
	}
}
