package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// WeCom posts to the robot of a staff group in WeCom (企业微信群机器人), which
// calls the person by user name or phone. The address holds the robot's key and
// is kept like a password. Guardians are never told through a group: everybody
// in it would see whose family is meant.
type WeCom struct {
	URL     string
	Timeout time.Duration // of one attempt; 0 is 30 s (ours)
	Client  *http.Client  // nil uses one that follows no redirect
}

type wecomText struct {
	Content   string   `json:"content"`
	Names     []string `json:"mentioned_list,omitempty"`
	Telephone []string `json:"mentioned_mobile_list,omitempty"`
}

type wecomBody struct {
	Type string    `json:"msgtype"`
	Text wecomText `json:"text"`
}

// Answers of the robot: busy, and more than 20 messages in a minute.
const (
	wecomBusy    = -1
	wecomTooMany = 45009
)

// Send posts one message to the group. The robot answers 200 even when it
// refuses; the code in the body decides.
func (s *WeCom) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	if m.Kind != Staff || strings.HasPrefix(m.To, "@") { // @all would call everybody
		return failure(care.Invalid, "wecom: a group is for staff only", 0, 0)
	}
	text := wecomText{Content: m.text(m.Body, false)}
	if isPhone(m.To) {
		text.Telephone = []string{m.To}
	} else {
		text.Names = []string{m.To}
	}
	body, err := json.Marshal(wecomBody{"text", text})
	if err != nil {
		return failure(care.Internal, "wecom: encode", 0, 0)
	}
	reply, err := post{s.URL, false, s.Timeout, s.Client}.send(ctx, "wecom", nil, body)
	if err != nil {
		return err
	}
	var answer struct {
		Code *int `json:"errcode"`
	}
	if err := json.Unmarshal(reply, &answer); err != nil || answer.Code == nil {
		return failure(care.Unavailable, "wecom: the answer can't be read", 0, 0)
	}
	switch code := *answer.Code; code {
	case 0:
		return nil
	case wecomBusy:
		return failure(care.Unavailable, "wecom", code, 0)
	case wecomTooMany:
		return failure(care.Unavailable, "wecom", code, time.Minute)
	default:
		return failure(care.Internal, "wecom", code, 0)
	}
}

func isPhone(s string) bool {
	if len(s) != 11 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
