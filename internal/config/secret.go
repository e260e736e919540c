package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// Secret is a text that must not be seen: every way of printing, logging or
// marshalling it writes "[secret]". Convert it to string where it is used.
type Secret string

const hidden = "[secret]"

// String hides the text from %v and %s.
func (Secret) String() string { return hidden }

// GoString hides it from %#v.
func (Secret) GoString() string { return hidden }

// LogValue hides it from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides it from JSON and its like.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// ReadSecret reads a one-line secret and refuses a file that every user of the
// machine can read, or an empty one.
func ReadSecret(key, path string) (Secret, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("config: %s: %w", key, err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", problem(key, "文件 "+path+" 对所有人开放，请执行 chmod 600 "+path,
			"everybody on this machine can open "+path+"; run: chmod 600 "+path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("config: %s: %w", key, err)
	}
	text := strings.TrimRight(string(b), "\r\n")
	if text == "" || strings.ContainsAny(text, "\r\n") {
		return "", problem(key, "文件 "+path+" 应恰好有一行", path+" must hold exactly one line")
	}
	return Secret(text), nil
}

func (c *Config) readSecrets() error {
	var errs error
	read := func(key, path string, into *Secret) {
		if path == "" {
			return
		}
		s, err := ReadSecret(key, path)
		*into = s
		errs = errors.Join(errs, err)
	}
	read("db_password_file", c.DBPasswordFile, &c.DBPassword)
	read("smtp.password_file", c.SMTP.PasswordFile, &c.SMTP.Password)
	for i := range c.Webhooks {
		read(fmt.Sprintf("webhooks[%d].secret_file", i), c.Webhooks[i].SecretFile, &c.Webhooks[i].Secret)
	}
	return errs
}
