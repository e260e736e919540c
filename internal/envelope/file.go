package envelope

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"

	"filippo.io/age"
	"filippo.io/age/armor"

	"xinhuan/internal/care"
)

// minPassphrase is the shortest passphrase of a key file, in characters (ours).
// The file may be stolen with the disk, so guessing goes on offline; scrypt makes
// one guess cost about a second and 256 MiB.
const minPassphrase = 12

// workFactor is the binary logarithm of scrypt's cost: age's own default. A
// higher one than maxWorkFactor in a file is refused, or reading it could take
// all of a small machine's memory. Tests lower the first.
var workFactor = 18

const maxWorkFactor = 20

// maxFile bounds what is read as a key file, in bytes; ours have about 3,000.
const maxFile = 1 << 16

// WritePassphrase writes the keys as an armored age file that only the passphrase
// opens. A short passphrase is care.Invalid on the field "passphrase".
func WritePassphrase(w io.Writer, keys *RegionKeys, passphrase string) error {
	if utf8.RuneCountInString(passphrase) < minPassphrase {
		return care.Invalidf("passphrase", "口令至少 12 个字符", "a passphrase has at least 12 characters")
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("envelope.WritePassphrase: %w", err)
	}
	recipient.SetWorkFactor(workFactor)

	armored := armor.NewWriter(w)
	sealed, err := age.Encrypt(armored, recipient)
	if err != nil {
		return fmt.Errorf("envelope.WritePassphrase: %w", err)
	}
	_, err = sealed.Write(keys.marshal())
	return errors.Join(err, sealed.Close(), armored.Close())
}

// WritePlain writes the keys unsealed into a new file that its owner alone can
// read: for the demo, and for places where the machine itself guards the file. An
// existing file is never overwritten, because it may be the only key to a
// region's archives.
func WritePlain(path string, keys *RegionKeys) error {
	return writeNew("envelope.WritePlain", path, keys.marshal())
}

// WritePublic writes the writer file, in the same way as WritePlain. It opens
// nothing, but it holds the secret of the audit subjects.
func WritePublic(path string, keys *PublicKeys) error {
	return writeNew("envelope.WritePublic", path, keys.Marshal())
}

func writeNew(op, path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return care.Fail(care.Conflict, op, "密钥文件已经存在,不会覆盖", "the key file exists and is not overwritten")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", op, errors.Join(err, os.Remove(path)))
	}
	return nil
}

// Open reads the region's keys. For a sealed file it asks for the passphrase; a
// wrong one is care.Invalid on the field "passphrase", and when nobody can be
// asked the answer is care.Sealed. A plain file must be an *os.File (or another
// reader with Stat) that its owner alone can read, else it is care.Forbidden.
func Open(r io.Reader, passphrase func() (string, error)) (*RegionKeys, error) {
	in := bufio.NewReader(io.LimitReader(r, maxFile))
	start, _ := in.Peek(len(armor.Header))
	if string(start) != armor.Header {
		b, err := readPrivate(r, in)
		if err != nil {
			return nil, err
		}
		return parseRegionKeys(b)
	}

	word, err := passphrase()
	if err != nil {
		return nil, &care.Error{Kind: care.Sealed, Op: "envelope.Open", Err: err,
			Text: care.Text{Zh: "没有口令，本区域保持锁定", En: "without a passphrase the region stays locked"}}
	}
	identity, err := age.NewScryptIdentity(word)
	if err != nil {
		return nil, wrongPassphrase()
	}
	identity.SetMaxWorkFactor(maxWorkFactor)

	opened, err := age.Decrypt(armor.NewReader(in), identity)
	if noMatch := (*age.NoIdentityMatchError)(nil); errors.As(err, &noMatch) {
		return nil, wrongPassphrase()
	}
	if err != nil {
		return nil, badFile("密钥文件已损坏", "the key file is damaged")
	}
	b, err := io.ReadAll(opened)
	if err != nil {
		return nil, badFile("密钥文件已损坏", "the key file is damaged")
	}
	return parseRegionKeys(b)
}

// OpenPublic reads a writer file, which must be one that its owner alone can read.
func OpenPublic(r io.Reader) (*PublicKeys, error) {
	b, err := readPrivate(r, io.LimitReader(r, maxFile))
	if err != nil {
		return nil, err
	}
	return UnmarshalPublic(b)
}

// readPrivate reads in after checking that nobody but its owner could: r is the
// file itself, in the reader in front of it.
func readPrivate(r, in io.Reader) ([]byte, error) {
	const op = "envelope.Open"
	file, ok := r.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return nil, care.Fail(care.Forbidden, op, "未加密的密钥只能从文件读取", "an unsealed key is read from a file only")
	}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if info.Mode().Perm()&^0o600 != 0 {
		return nil, care.Fail(care.Forbidden, op, "密钥文件的权限必须是 0600", "the key file's mode must be 0600")
	}
	b, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return bytes.TrimSpace(b), nil
}

func wrongPassphrase() error {
	return care.Invalidf("passphrase", "口令不对", "the passphrase is wrong")
}

func badFile(zh, en string) error { return care.Invalidf("key_file", zh, en) }
