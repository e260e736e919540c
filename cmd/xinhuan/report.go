package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
)

// ReportCmd groups the commands about reports that left the house.
type ReportCmd struct {
	Verify ReportVerifyCmd `cmd:"" help:"Check a signed folder: its signature and every file of it."`
	Key    ReportKeyCmd    `cmd:"" help:"Print the key with which others check a region's signed folders."`
}

// ReportVerifyCmd checks a folder without any database.
type ReportVerifyCmd struct {
	File string `arg:"" help:"The ZIP as it was downloaded." placeholder:"FILE.zip"`
	Key  string `required:"" help:"The region's key as report key prints it, or a file that holds it." placeholder:"KEY"`
}

// Run prints what was signed and exits 1 when the folder is not that.
func (c ReportVerifyCmd) Run() error {
	key := c.Key
	if b, err := os.ReadFile(c.Key); err == nil {
		key = string(b)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := document.VerifyBundle(f, info.Size(), strings.TrimSpace(key))
	if err != nil {
		var e *care.Error
		if errors.As(err, &e) && e.Kind == care.Invalid {
			return fmt.Errorf("%w: %s", errFailed, e.Text.En)
		}
		return err
	}
	fmt.Print(m.Describe())
	fmt.Println("the signature and every file are as they were signed")
	return nil
}

// ReportKeyCmd prints the public key. It needs the keys, not the passphrase.
type ReportKeyCmd struct{ target }

// Run prints one line.
func (c ReportKeyCmd) Run() error {
	public, err := c.publicKeys()
	if err != nil {
		return err
	}
	key, err := public.VerifierKey(document.Origin(public.Region(), public.Suite()))
	if err != nil {
		return err
	}
	fmt.Println(key)
	return nil
}
