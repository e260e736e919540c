package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"

	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/envelope"
)

// KeysCmd groups the commands about keys.
type KeysCmd struct {
	Init KeysInitCmd `cmd:"" help:"Make the key pair of a new region."`
}

// KeysInitCmd makes a region's keys: FILE, sealed by a passphrase, and FILE.pub,
// with which a server that was not unlocked can still write.
type KeysInitCmd struct {
	Region         int64  `required:"" help:"Six-digit district code (GB/T 2260)."`
	Out            string `required:"" help:"File to make; it must not exist." placeholder:"FILE"`
	PassphraseFile string `help:"File with the passphrase, at least 12 characters." placeholder:"FILE"`
	Plain          bool   `help:"Write the keys unsealed (mode 0600): whoever reads the file reads everything."`
	Suite          string `default:"aes" enum:"aes,sm" help:"aes (AES-256-GCM, SHA-256) or sm (SM4-GCM, SM3)."`
}

// Run makes the files.
func (c KeysInitCmd) Run() error { return c.run(os.Stdout) }

func (c KeysInitCmd) run(out io.Writer) error {
	suite := envelope.AES256GCM
	if c.Suite == "sm" {
		suite = envelope.SM4GCM
	}
	if c.Region < 110000 || c.Region > 999999 {
		return care.Invalidf("region", "请填写六位区县代码", "give the six-digit district code")
	}
	if c.Plain && c.PassphraseFile != "" {
		return care.Invalidf("plain", "--plain 写出的密钥不加封，口令用不上：请二选一", "--plain writes the keys unsealed, so the passphrase would seal nothing: give one of the two")
	}
	keys, err := envelope.NewRegionKeys(care.Region(c.Region), suite, rand.Reader)
	if err != nil {
		return err
	}
	if err := c.write(keys); err != nil {
		return err
	}
	if err := envelope.WritePublic(c.Out+".pub", keys.Public()); err != nil {
		return err
	}
	fmt.Fprintf(out, "made %s and %s.pub for region %d (fingerprint %s)\n", c.Out, c.Out, c.Region, keys.Public().Fingerprint())
	advice := "Keep a copy of the key file and its passphrase apart from the data: without them nobody can ever open the archives."
	if c.Plain {
		advice = "The key file is not sealed: whoever reads it reads everything. Keep it, and a copy, apart from the data: without it nobody can ever open the archives."
	}
	_, err = fmt.Fprintln(out, advice)
	return err
}

func (c KeysInitCmd) write(keys *envelope.RegionKeys) error {
	if c.Plain {
		return envelope.WritePlain(c.Out, keys)
	}
	if c.PassphraseFile == "" {
		return care.Invalidf("passphrase_file", "请用 --passphrase-file 给出口令，或明确使用 --plain", "give a passphrase with --passphrase-file, or say --plain")
	}
	passphrase, err := config.ReadSecret("passphrase_file", c.PassphraseFile)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := envelope.WritePassphrase(f, keys, string(passphrase)); err != nil {
		f.Close()
		os.Remove(c.Out)
		return err
	}
	return f.Close()
}
