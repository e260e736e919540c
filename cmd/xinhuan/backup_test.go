package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

func TestABackupIsMadeAndPutBackFromTheCommandLine(t *testing.T) {
	data, to, fresh := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "fresh")
	db, err := store.Open(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	row := store.RegionRow{Region: 500242, Name: "示范县", Pack: "national", PackHash: "p", KeyPrint: "k"}
	err = db.Write(context.Background(), row.Region, func(tx *store.Tx) error { return tx.InsertRegion(row, "demo") })
	if err != nil {
		t.Fatal(err)
	}

	var command struct {
		Backup  BackupCmd  `cmd:""`
		Restore RestoreCmd `cmd:""`
	}
	parse := func(args ...string) error {
		parser, err := kong.New(&command)
		if err != nil {
			t.Fatal(err)
		}
		_, err = parser.Parse(args)
		return err
	}
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if err := parse("backup", "--config", file("xinhuan.yaml", "data: "+data+"\n"), "--to", to); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := command.Backup.run(context.Background(), &out, time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	made := strings.TrimSpace(out.String())
	if want := filepath.Join(to, "xinhuan-20260901-163000.db"); made != want {
		t.Fatalf("got file %q, want %q", made, want)
	}

	if err := parse("restore", made, "--config", file("xinhuan.yaml", "data: "+fresh+"\n")); err != nil {
		t.Fatal(err)
	}
	if err := command.Restore.run(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	restored, err := store.Open(context.Background(), fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	got, err := restored.Regions(context.Background())
	if err != nil || len(got) != 1 || got[0] != row {
		t.Errorf("got regions %v, %v, want %v", got, err, row)
	}

	for _, args := range [][]string{{"backup", "--to", to}, {"restore", made},
		{"backup", "--data", data, "--db", "postgres://x@h/n", "--to", to}, {"restore", made, "--data", fresh, "--db", "postgres://x@h/n"}} {
		command.Backup, command.Restore = BackupCmd{}, RestoreCmd{}
		if err := parse(args...); err != nil {
			t.Fatal(err)
		}
		err := command.Backup.run(context.Background(), &out, time.Now())
		if args[0] == "restore" {
			err = command.Restore.run(context.Background(), &out)
		}
		if care.KindOf(err) != care.Invalid {
			t.Errorf("%v: got %v, want a complaint about one source or target", args, err)
		}
	}

	password := file("password", "s3cret\n")
	for _, args := range [][]string{{"backup", "--to", to}, {"restore", made}} {
		command.Backup, command.Restore = BackupCmd{}, RestoreCmd{}
		if err := parse(append(args, "--db", "postgres://x@h/n", "--db-password-file", password)...); err != nil {
			t.Fatal(err)
		}
		where := command.Backup.Where
		if args[0] == "restore" {
			where = command.Restore.Where
		}
		if got, err := placeOf(where); err != nil || got != "postgres://x:s3cret@h/n" {
			t.Errorf("%s: got %q, %v, want the address with the password of the file", args[0], got, err)
		}
	}
}
