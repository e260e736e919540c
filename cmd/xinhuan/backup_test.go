package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

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
	if err := parse("backup", "--data", data, "--to", to); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := command.Backup.run(context.Background(), &out, time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSpace(out.String())
	if want := filepath.Join(to, "xinhuan-20260901-163000.db"); file != want {
		t.Fatalf("got file %q, want %q", file, want)
	}

	if err := parse("restore", file, "--data", fresh); err != nil {
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

	for _, args := range [][]string{{"backup", "--to", to}, {"backup", "--data", data}, {"restore", file},
		{"backup", "--data", data, "--db", "postgres://x", "--to", to}, {"restore", file, "--data", fresh, "--db", "postgres://x"}} {
		if err := parse(args...); err == nil {
			t.Errorf("%v: went through, want a complaint about one source or target", args)
		}
	}
}
