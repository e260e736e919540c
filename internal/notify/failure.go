package notify

import (
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"xinhuan/internal/care"
)

// cause is what is kept of a failure: a code and a waiting time, no words of
// the other side.
type cause struct {
	what  string
	code  int
	after time.Duration
}

func (c *cause) Error() string {
	if c.code != 0 {
		return fmt.Sprintf("%s: answered %d", c.what, c.code)
	}
	return c.what
}

var failureTexts = map[care.Kind]care.Text{
	care.Unavailable: {Zh: "暂时发送不出去，稍后会再试", En: "it could not be sent now and will be tried again"},
	care.Invalid:     {Zh: "收件地址不可用，请核对联系方式", En: "the address is not usable; check the contact details"},
	care.Forbidden:   {Zh: "发送账号或密钥不被接受，请管理员检查发送设置", En: "the sending account or key is not accepted; the administrator should check the settings"},
	care.Internal:    {Zh: "发送设置有误，请管理员检查", En: "the sending settings are wrong; the administrator should check them"},
}

func failure(kind care.Kind, what string, code int, after time.Duration) error {
	return &care.Error{Kind: kind, Op: "notify", Text: failureTexts[kind], Err: &cause{what, code, after}}
}

// Retryable tells whether a later attempt may succeed.
func Retryable(err error) bool { return err != nil && care.KindOf(err) == care.Unavailable }

// RetryAfter is how long the other side asked to wait; 0 if it did not say.
func RetryAfter(err error) time.Duration {
	var c *cause
	if errors.As(err, &c) {
		return c.after
	}
	return 0
}

// MaxAttempts is after how many attempts a message is given up and its duty's
// climbing must be relied on (ours): with Retry's delays this takes about two
// days.
const MaxAttempts = 15

// Retry is the delay after failed attempt n, counted from 1: 15 seconds, then
// four times longer each time, at most six hours (ours).
func Retry(n int) time.Duration {
	const first, most = 15 * time.Second, 6 * time.Hour
	if n < 1 {
		return first
	}
	if n > 6 { // 15 s * 4^6 is beyond the most
		return most
	}
	return min(first<<(2*(n-1)), most)
}

// unreachable describes a failure of the connection. The error's own text is
// dropped: it may hold the address of a webhook, which is its key.
func unreachable(err error, what string) error {
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return failure(care.Internal, what+": the server's certificate is not trusted", 0, 0)
	}
	return failure(care.Unavailable, what, 0, 0)
}
