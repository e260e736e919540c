// Package notify carries the one thing that may leave the building on its own:
// the news that something waits. A message names no child, no matter, no level,
// not even this product, and has no link: phones lie on tables, mail is
// forwarded, and chat programs fetch every address they see. What waits is read
// after signing in, or heard from the class teacher.
//
// Senders differ (mail, a signed webhook for SMS gateways, a group robot), so
// they stand behind the Sender interface. A failure tells whether trying again
// can help; it never quotes an address or a server's words, which repeat the
// address.
package notify

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// Kind is who a message is for, which decides its words.
type Kind string

// The kinds.
const (
	Staff    Kind = "staff"
	Guardian Kind = "guardian"
)

// Message is one piece of news for one person.
type Message struct {
	ID      care.ID // same on every attempt, so that receivers can drop repeats
	Kind    Kind
	To      string    // mail address, phone number or user name, as the sender needs it
	Lang    care.Lang // "" sends both languages where there is room, else Chinese
	Subject care.Text
	Body    care.Text
}

// Sender hands a message to the outside. It returns when the other side has
// taken responsibility for it, with an error of kind care.Unavailable when a
// later attempt may succeed and of another kind when it won't.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// ForStaff is the message to a member of staff.
func ForStaff(id care.ID, to string) Message {
	return Message{ID: id, Kind: Staff, To: to,
		Subject: care.Text{Zh: "您有一项待办", En: "Something is waiting for you"},
		Body:    care.Text{Zh: "您有一项待办，请登录工作系统查看。", En: "Something is waiting for you. Please sign in to your work system."}}
}

// digestMost bounds the number in a digest: more says nothing more.
const digestMost = 999

// ForDigest is the morning's message to a member of staff: how many things wait, and
// nothing of what they are.
func ForDigest(id care.ID, to string, n int) Message {
	n = min(n, digestMost)
	zh, en := fmt.Sprintf("您有 %d 项待办", n), fmt.Sprintf("%d things are waiting for you", n)
	if n == 1 {
		en = "1 thing is waiting for you"
	}
	return Message{ID: id, Kind: Staff, To: to, Subject: care.Text{Zh: zh, En: en},
		Body: care.Text{Zh: zh + "，请登录工作系统查看。", En: en + ". Please sign in to your work system."}}
}

// ForGuardian is the message to a guardian, in the name of the school. A school
// whose own name would say too much is called just the school.
func ForGuardian(id care.ID, to, school string) Message {
	zh, en := school, school
	if school == "" || telling(school) || utf8.RuneCountInString(school) > 40 {
		zh, en = "学校", "School"
	}
	return Message{ID: id, Kind: Guardian, To: to,
		Subject: care.Text{Zh: zh + "：家校通知", En: en + ": notice from school"},
		Body:    care.Text{Zh: zh + "：有一条家校通知，请联系班主任。", En: en + ": there is a notice for you. Please contact the class teacher."}}
}

// tellingWords must not be in a message: the matters of this product and its
// name.
var tellingWords = []string{
	"心环", "xinhuan", "心理", "精神", "情绪", "抑郁", "焦虑", "自杀", "自伤", "自残", "危机", "预警", "干预", "咨询", "辅导", "访谈", "测评", "普测", "筛查", "量表", "问卷", "转介", "就医", "复学", "档案",
	"风险", "病", "医院", "留守", "困境", "欺凌", "psych", "mental", "counsel", "crisis", "suicid", "self-harm", "depress", "anxi", "screening", "questionnaire", "referral", "risk", "alert", "hospital", "therap",
}

var (
	link       = regexp.MustCompile(`(?i)https?:|www\.|\.(?:cn|com|net|org)\b|/{2}`)
	longNumber = regexp.MustCompile(`[0-9０-９]{5,}`)
)

func telling(s string) bool {
	s = strings.ToLower(s)
	for _, w := range tellingWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return link.MatchString(s) || longNumber.MatchString(s) || strings.ContainsAny(s, "\r\n@")
}

// check refuses a message that says more than that something waits. Every
// sender calls it, so no caller can send anything else by mistake.
func (m Message) check() error {
	for _, s := range []string{m.Subject.Zh, m.Subject.En, m.Body.Zh, m.Body.En} {
		if telling(s) || utf8.RuneCountInString(s) > 140 {
			return failure(care.Internal, "message says too much", 0, 0)
		}
	}
	if m.Subject.Zh == "" || m.Body.Zh == "" || m.ID == 0 || (m.Kind != Staff && m.Kind != Guardian) {
		return failure(care.Internal, "message is incomplete", 0, 0)
	}
	if m.To == "" || len(m.To) > 254 || strings.ContainsAny(m.To, "\r\n\x00") {
		return failure(care.Invalid, "address is unusable", 0, 0)
	}
	return nil
}

// text is the words to send: one language, or both below each other.
func (m Message) text(t care.Text, both bool) string {
	if m.Lang != "" || !both || t.En == "" {
		return t.In(m.Lang)
	}
	return t.Zh + "\n" + t.En
}
