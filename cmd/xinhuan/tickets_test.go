package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

func TestTicketsExportWritesWhatPupilsCanSignInWith(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c := f.OpenRound(t)
	out := filepath.Join(t.TempDir(), "tickets.csv")
	cmd := TicketsExportCmd{Campaign: c.ID.String(), All: true, Out: out}
	if err := cmd.export(ctx, f.Kernel); err != nil {
		t.Fatal(err)
	}
	if err := cmd.export(ctx, f.Kernel); err == nil {
		t.Error("an existing file was overwritten")
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(f.Pupils) || rows[0][0] != "class_code" || rows[0][1] != "ticket" {
		t.Fatalf("got %d lines with head %v, want a head and %d pupils", len(rows), rows[0], len(f.Pupils))
	}
	if _, err := f.Screening.SignIn(ctx, rows[1][0], rows[1][1]); err != nil {
		t.Errorf("a written ticket does not open: %v", err)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, want 0600", info.Mode().Perm())
	}
}

func TestTicketsExportIsRefusedLikeAnyAct(t *testing.T) {
	f := fixture.SQLite(t)
	c := f.OpenRound(t)
	out := filepath.Join(t.TempDir(), "tickets.csv")
	err := TicketsExportCmd{Campaign: c.ID.String(), Class: f.Class.ID.String(), Day: string(care.DateOf(f.Now()).AddDays(90)), Out: out}.export(context.Background(), f.Kernel)
	if care.KindOf(err) != care.Invalid {
		t.Errorf("got %v, want the act's own refusal of a day outside the round", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused export left a file")
	}
}
