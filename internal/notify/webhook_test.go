package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
)

var secret = []byte("0123456789abcdef0123")

func TestWebhookIsSigned(t *testing.T) {
	var header http.Header
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
	}))
	defer s.Close()
	hook := &Webhook{URL: s.URL + "/key/abc", Secret: secret, Now: func() time.Time { return time.Unix(1791594123, 0) }}
	if err := hook.Send(context.Background(), ForGuardian(someID, "13800138000", "甲中学")); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "1791594123.%s", body)
	if want := "v1=" + hex.EncodeToString(mac.Sum(nil)); header.Get("X-Signature") != want || header.Get("X-Timestamp") != "1791594123" || header.Get("X-Message-Id") != someID.String() {
		t.Errorf("got %v, want signature %s", header, want)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if got["to"] != "13800138000" || got["body"].(map[string]any)["zh"] != "甲中学：有一条家校通知，请联系班主任。" || got["id"] != someID.String() {
		t.Errorf("got body %s", body)
	}
	for k, v := range header {
		numbers := k == "X-Signature" || k == "X-Timestamp" || k == "X-Message-Id"
		if telling(k) || (!numbers && telling(strings.Join(v, " "))) {
			t.Errorf("header %s tells: %v", k, v)
		}
	}
}

func TestWebhookAnswers(t *testing.T) {
	for code, want := range map[int]care.Kind{
		400: care.Invalid, 401: care.Forbidden, 403: care.Forbidden, 404: care.Internal, 408: care.Unavailable, 410: care.Internal, 422: care.Invalid, 425: care.Unavailable, 429: care.Unavailable,
		500: care.Unavailable, 502: care.Unavailable, 503: care.Unavailable, 302: care.Internal,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(code)
			io.WriteString(w, "no: 13800138000")
		}))
		err := (&Webhook{URL: s.URL + "/key/abc", Secret: secret}).Send(context.Background(), ForStaff(someID, "13800138000"))
		s.Close()
		if err == nil || care.KindOf(err) != want || Retryable(err) != (want == care.Unavailable) {
			t.Errorf("%d: got %v of kind %v, want %v", code, err, care.KindOf(err), want)
			continue
		}
		if want == care.Unavailable && RetryAfter(err) != 2*time.Minute {
			t.Errorf("%d: got retry after %v, want 2 minutes", code, RetryAfter(err))
		}
		if strings.Contains(err.Error(), "13800138000") || strings.Contains(err.Error(), "abc") {
			t.Errorf("%d: the error repeats an address or key: %v", code, err)
		}
	}
}

func TestWebhookEndsInTime(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	begin := time.Now()
	err := (&Webhook{URL: s.URL + "/key/abc", Secret: secret, Timeout: 100 * time.Millisecond}).Send(context.Background(), ForStaff(someID, "x"))
	if !Retryable(err) || time.Since(begin) > 3*time.Second || strings.Contains(err.Error(), "abc") {
		t.Errorf("got %v after %v", err, time.Since(begin))
	}
}

func TestWebhookSettings(t *testing.T) {
	for name, s := range map[string]*Webhook{
		"short secret": {URL: "https://gateway.example/", Secret: []byte("short")},
		"plain http":   {URL: "http://gateway.example/", Secret: secret},
		"no host":      {URL: "/x", Secret: secret},
	} {
		if err := s.Send(context.Background(), ForStaff(someID, "x")); care.KindOf(err) != care.Internal || err == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if !(post{url: "http://10.0.0.1/", plain: true}).allowed() {
		t.Error("a host the administrator vouches for is refused")
	}
}

func TestWeCom(t *testing.T) {
	reply := `{"errcode":0,"errmsg":"ok"}`
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		io.WriteString(w, reply)
	}))
	defer s.Close()
	robot := &WeCom{URL: s.URL + "/send?key=abc"}
	for to, want := range map[string]string{
		"zhang.san":   `{"msgtype":"text","text":{"content":"您有一项待办，请登录工作系统查看。","mentioned_list":["zhang.san"]}}`,
		"13800138000": `{"msgtype":"text","text":{"content":"您有一项待办，请登录工作系统查看。","mentioned_mobile_list":["13800138000"]}}`,
	} {
		if err := robot.Send(context.Background(), ForStaff(someID, to)); err != nil || body != want {
			t.Errorf("%s: got %s %v, want %s", to, body, err, want)
		}
	}
	body = ""
	for _, m := range []Message{ForGuardian(someID, "x", "甲中学"), ForStaff(someID, "@all")} {
		if err := robot.Send(context.Background(), m); care.KindOf(err) != care.Invalid || body != "" {
			t.Errorf("%s to %s: got %v, sent %q", m.Kind, m.To, err, body)
		}
	}
	for answer, want := range map[string]care.Kind{`{"errcode":45009}`: care.Unavailable, `{"errcode":-1}`: care.Unavailable, `{"errcode":93000,"errmsg":"invalid webhook url"}`: care.Internal, `<html>`: care.Unavailable, `{}`: care.Unavailable} {
		reply = answer
		err := robot.Send(context.Background(), ForStaff(someID, "x"))
		if err == nil || care.KindOf(err) != want {
			t.Errorf("%s: got %v, want kind %v", answer, err, want)
		}
		if answer == `{"errcode":45009}` && RetryAfter(err) != time.Minute {
			t.Errorf("too many: got retry after %v", RetryAfter(err))
		}
	}
}
