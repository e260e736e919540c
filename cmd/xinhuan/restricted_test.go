package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/instruments"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/instrument"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
)

// restricted are the ids of the pack that an operator may leave out; none where it
// was deleted before the build.
func restricted(t *testing.T) (ids []string) {
	t.Helper()
	lib, err := instrument.Load(instruments.Packs()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range lib.All() {
		if in.Restricted {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// Whoever has only the program leaves the restricted scales out by a flag or the
// configuration's key.
func TestTheRestrictedPackCanBeLeftOut(t *testing.T) {
	ids := restricted(t)
	if len(ids) == 0 {
		return
	}
	everyPlace(t, func(t *testing.T, h *house) {
		h.found("--pack", "national")
		file := filepath.Join(t.TempDir(), "xinhuan.yaml")
		if err := os.WriteFile(file, []byte("without_restricted: true\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			args []string
			want bool
		}{{nil, true}, {[]string{"--without-restricted"}, false}, {[]string{"--config", file}, false}} {
			o, err := h.open(c.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range ids {
				if _, got := o.Kernel.Instruments.Get(id); got != c.want {
					t.Errorf("%v: has %s %t, want %t", c.args, id, got, c.want)
				}
			}
			if _, ok := o.Kernel.Instruments.Get("phq9"); !ok {
				t.Errorf("%v: phq9 went with them", c.args)
			}
		}

		// A round that asks one of them is closed before it goes.
		o, err := h.open()
		if err != nil {
			t.Fatal(err)
		}
		who, root, err := officer(context.Background(), o.Kernel)
		if err != nil {
			t.Fatal(err)
		}
		in, _ := o.Kernel.Instruments.Get(ids[0])
		round := care.Campaign{ID: o.Kernel.DB.NewID(), Unit: root.ID, SchoolYear: 2026, Title: "秋季测评", State: care.CampaignOpen, OpensOn: "2026-09-15", ClosesOn: "2026-09-30",
			Battery: []care.BatteryItem{{Instrument: in.ID, Version: in.Version()}}, PackHash: "p", CreatedBy: who.Post}
		write := func(run func(*store.Tx) error) {
			t.Helper()
			if err := o.Kernel.DB.Write(context.Background(), o.Kernel.Region, run); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *store.Tx) error { return tx.InsertCampaign(round) })
		if _, err := h.open("--without-restricted"); care.KindOf(err) != care.Conflict || !strings.Contains(words(err), in.ID) {
			t.Errorf("with an open round: got %v, want a refusal that names %s", err, in.ID)
		}
		write(func(tx *store.Tx) error { return tx.MoveCampaign(round.ID, care.CampaignOpen, care.CampaignClosed) })
		if _, err := h.open("--without-restricted"); err != nil {
			t.Errorf("with the round closed: got %v, want a start", err)
		}

		// Wording that was imported for one of them waits until it is back.
		write(func(tx *store.Tx) error {
			return tx.PutSetting(region.TextSetting(in.ID), `{"licence":{"Holder":"x","Reference":"x","ValidUntil":"2099-01-01"},"csv":"item,text_zh,text_en\n"}`, who.Post)
		})
		if _, err := h.open("--without-restricted"); err != nil {
			t.Errorf("with wording of a scale that is left out: got %v, want a start", err)
		}
	})
}

func TestScoringLeavesTheRestrictedPackOut(t *testing.T) {
	ids := restricted(t)
	if len(ids) == 0 {
		return
	}
	c := ScoreCmd{Instrument: ids[0], In: "-", Items: []string{"a"}, ID: "a", Format: "csv", Scales: config.Scales{WithoutRestricted: true}}
	err := c.run(strings.NewReader("a\n1\n"), new(bytes.Buffer), new(bytes.Buffer))
	if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "there is no instrument") {
		t.Errorf("got %v, want %s unknown", err, ids[0])
	}
}
