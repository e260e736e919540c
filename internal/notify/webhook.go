package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"xinhuan/internal/care"
)

// Webhook posts messages to a gateway of the region, usually one for SMS. The
// body is JSON; three headers go with it:
//
//	X-Timestamp   seconds since 1970
//	X-Signature   v1= and hex HMAC-SHA256 of timestamp, a dot, and the body
//	X-Message-Id  the message's id, the same on every attempt
//
// The receiver recomputes the signature, refuses old timestamps and drops
// messages whose id it has seen.
type Webhook struct {
	URL     string
	Secret  []byte        // at least 16 bytes
	Plain   bool          // allow http to a host that is not this machine
	Timeout time.Duration // of one attempt; 0 is 30 s (ours)
	Client  *http.Client  // nil uses one that follows no redirect
	Now     func() time.Time
}

// webhookBody is the JSON of a message.
type webhookBody struct {
	ID      care.ID   `json:"id"`
	Kind    Kind      `json:"kind"`
	To      string    `json:"to"`
	Subject care.Text `json:"subject"`
	Body    care.Text `json:"body"`
}

// Send posts one message. Answers 2xx mean taken; 408, 425, 429 and 5xx mean
// later; everything else means never.
func (s *Webhook) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	if len(s.Secret) < 16 {
		return failure(care.Internal, "webhook: the secret is too short", 0, 0)
	}
	body, err := json.Marshal(webhookBody{m.ID, m.Kind, m.To, m.Subject, m.Body})
	if err != nil {
		return failure(care.Internal, "webhook: encode", 0, 0)
	}
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	stamp := strconv.FormatInt(now().Unix(), 10)
	header := http.Header{}
	header.Set("X-Timestamp", stamp)
	header.Set("X-Signature", "v1="+Sign(s.Secret, stamp, body))
	header.Set("X-Message-Id", m.ID.String())
	_, err = post{s.URL, s.Plain, s.Timeout, s.Client}.send(ctx, "webhook", header, body)
	return err
}

// Sign is the signature of a webhook's body, in hex without the version.
func Sign(secret []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// post is one JSON request and what its answer means.
type post struct {
	url     string
	plain   bool
	timeout time.Duration
	client  *http.Client
}

// answerLimit is how much of an answer is read (ours): only WeCom's codes
// matter.
const answerLimit = 4 << 10

var noRedirect = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (p post) send(ctx context.Context, what string, header http.Header, body []byte) ([]byte, error) {
	if !p.allowed() {
		return nil, failure(care.Internal, what+": the address must be https", 0, 0)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout(p.timeout))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, failure(care.Internal, what+": the address is unusable", 0, 0)
	}
	for k, v := range header {
		r.Header[k] = v
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "notice/1")
	client := p.client
	if client == nil {
		client = noRedirect
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, unreachable(err, what)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return nil, rejected(answer, what)
	}
	if err != nil {
		return nil, unreachable(err, what)
	}
	return text, nil
}

// allowed wants https, since a message holds a phone number; this machine and
// hosts the administrator vouches for may be reached without.
func (p post) allowed() bool {
	u, err := url.Parse(p.url)
	if err != nil || u.Host == "" {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (p.plain || u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback()))
}

func rejected(answer *http.Response, what string) error {
	code := answer.StatusCode
	switch {
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return failure(care.Forbidden, what, code, 0)
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code >= 500:
		return failure(care.Unavailable, what, code, waitingTime(answer))
	case code == http.StatusNotFound, code == http.StatusGone, code < 400:
		return failure(care.Internal, what, code, 0)
	}
	return failure(care.Invalid, what, code, 0)
}

// waitingTime reads Retry-After (RFC 9110 10.2.3) in seconds or as a date, at
// most a day.
func waitingTime(answer *http.Response) time.Duration {
	v := answer.Header.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return min(time.Duration(min(n, 86400))*time.Second, 24*time.Hour)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	sent, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil || !at.After(sent) {
		return 0
	}
	return min(at.Sub(sent), 24*time.Hour)
}
