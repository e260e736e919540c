package notify

import (
	"context"
	"net/mail"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
)

var senders = map[string]Sender{
	"mail":    &Mail{Addr: "127.0.0.1:1", From: mail.Address{Address: "a@b.example"}},
	"webhook": &Webhook{URL: "http://127.0.0.1:1/", Secret: secret},
	"wecom":   &WeCom{URL: "http://127.0.0.1:1/"},
}

func TestMessagesSayNothing(t *testing.T) {
	schools := []string{"甲中学", "第13中学", "", "某心理健康实验学校", "某市精神卫生学校", "甲中学13800138000", "https://甲.cn", strings.Repeat("长", 60), "甲\r\n中学"}
	messages := []Message{ForStaff(someID, "x@y.example")}
	for _, s := range schools {
		messages = append(messages, ForGuardian(someID, "x@y.example", s))
	}
	for _, m := range messages {
		if err := m.check(); err != nil {
			t.Errorf("%+v: got %v", m, err)
		}
		for _, text := range []string{m.Subject.Zh, m.Subject.En, m.Body.Zh, m.Body.En} {
			if text == "" || telling(text) || strings.Contains(text, m.To) {
				t.Errorf("got %q, want only that something waits", text)
			}
		}
	}
	if got := messages[1].Body.Zh; got != "甲中学：有一条家校通知，请联系班主任。" {
		t.Errorf("got %q", got)
	}
	if got := messages[4].Body.Zh; got != "学校：有一条家校通知，请联系班主任。" {
		t.Errorf("a telling school name: got %q", got)
	}
}

func TestNoSenderSendsMore(t *testing.T) {
	base := ForStaff(someID, "x@y.example")
	for name, change := range map[string]func(*Message){
		"matter":  func(m *Message) { m.Body.Zh = "请处理心理预警" },
		"english": func(m *Message) { m.Body.En = "A Crisis alert" },
		"product": func(m *Message) { m.Subject.En = "Xinhuan" },
		"number":  func(m *Message) { m.Body.Zh = "学生 20260001 有待办" },
		"link":    func(m *Message) { m.Body.Zh = "请点 https://a.example/1" },
		"long":    func(m *Message) { m.Body.Zh = strings.Repeat("长", 200) },
		"no id":   func(m *Message) { m.ID = 0 },
		"no kind": func(m *Message) { m.Kind = "" },
	} {
		m := base
		change(&m)
		for kind, s := range senders {
			if err := s.Send(context.Background(), m); care.KindOf(err) != care.Internal || err == nil {
				t.Errorf("%s by %s: got %v, want a refusal", name, kind, err)
			}
		}
	}
}

func TestRetryGrowsAndEnds(t *testing.T) {
	total := time.Duration(0)
	for n := 1; n <= MaxAttempts; n++ {
		d := Retry(n)
		if d < Retry(n-1) || d > 6*time.Hour || d < 15*time.Second {
			t.Errorf("attempt %d: got %v", n, d)
		}
		total += d
	}
	if Retry(1) != 15*time.Second || Retry(2) != time.Minute || Retry(1000) != 6*time.Hour || total < 24*time.Hour || total > 72*time.Hour {
		t.Errorf("got %v, %v, %v, in all %v", Retry(1), Retry(2), Retry(1000), total)
	}
}

func TestLanguage(t *testing.T) {
	m := ForStaff(someID, "x")
	m.Lang = care.En
	if got := m.text(m.Body, true); got != m.Body.En {
		t.Errorf("got %q", got)
	}
	m.Lang = ""
	if got := m.text(m.Subject, false); got != m.Subject.Zh {
		t.Errorf("got %q", got)
	}
}
