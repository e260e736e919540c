package region

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"xinhuan/internal/care"
)

// argon2id parameters: the OWASP minimum of 19 MiB, two passes (24 ms of one
// core here). Staff only: pupils never cost a password hash.
const (
	argonTime   = 2
	argonMemory = 19 * 1024
	argonKey    = 32
)

// hashing lets two hashes run at once, so that a morning's sign-ins can't take
// the cores or the memory from the pupils who answer.
var hashing = make(chan struct{}, 2)

func argon(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, 1, argonKey)
}

// HashPassword makes the stored form of a chosen password.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime, enc.EncodeToString(salt), enc.EncodeToString(argon(password, salt)))
}

// HashFirst stores an issued first password: it has 59 random bits and lives
// until the first sign-in, so a plain salted hash is enough and a staff import
// of thousands does not take minutes.
func HashFirst(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	sum := sha256.Sum256(append(salt, password...))
	enc := base64.RawStdEncoding
	return "$first$" + enc.EncodeToString(salt) + "$" + enc.EncodeToString(sum[:])
}

// CheckPassword tells whether a password belongs to a stored form.
func CheckPassword(stored, password string) bool {
	parts := strings.Split(stored, "$")
	enc := base64.RawStdEncoding
	if len(parts) == 4 && parts[1] == "first" {
		salt, err1 := enc.DecodeString(parts[2])
		want, err2 := enc.DecodeString(parts[3])
		sum := sha256.Sum256(append(salt, password...))
		return err1 == nil && err2 == nil && subtle.ConstantTimeCompare(sum[:], want) == 1
	}
	if len(parts) != 6 || parts[1] != "argon2id" {
		argon(password, make([]byte, 16)) // same cost for an account that can't match
		return false
	}
	salt, err1 := enc.DecodeString(parts[4])
	want, err2 := enc.DecodeString(parts[5])
	return err1 == nil && err2 == nil && subtle.ConstantTimeCompare(argon(password, salt), want) == 1
}

// AcceptPassword says what is wrong with a new password.
func AcceptPassword(login, password string) error {
	if utf8.RuneCountInString(password) < 10 {
		return care.Invalidf("password", "密码至少 10 个字符，可以是一句话", "use at least 10 characters; a sentence is fine")
	}
	if strings.Contains(strings.ToLower(password), login) {
		return care.Invalidf("password", "密码不能包含账号", "the password must not contain the login")
	}
	for _, common := range []string{"1234567890", "0123456789", "qwertyuiop", "password12", "aaaaaaaaaa"} {
		if strings.EqualFold(password, common) {
			return care.Invalidf("password", "这个密码太常见，请换一个", "this password is too common; choose another")
		}
	}
	return nil
}
