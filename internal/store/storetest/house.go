package storetest

import (
	"context"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

var houseCases = []testCase{
	{"the database answers and knows its columns", databaseAnswers},
	{"a region is found with its pack, and a demo can't become real", regionsAndKinds},
	{"settings are empty, set and set again", settingsAreSet},
	{"pack files are kept by hash, twice is once", packFilesAreKept},
}

func databaseAnswers(h *house) {
	ctx := context.Background()
	if err := h.db.Ping(ctx); err != nil {
		h.Errorf("ping: %v", err)
	}
	columns, err := h.db.Columns(ctx)
	if err != nil {
		h.Fatal(err)
	}
	if !strings.Contains(strings.Join(columns, " "), "episode.next_on episode.opened_at") {
		h.Errorf("got columns %v, want episode.next_on before episode.opened_at among them", columns)
	}
	h.same("one writer", h.db.OneWriter(), h.db.Engine == store.SQLite)
	promise, durable, err := h.db.Durable(ctx)
	if err != nil || !durable {
		h.Errorf("got %q, durable %t, %v; want a database that flushes before it confirms", promise, durable, err)
	}
}

func regionsAndKinds(h *house) {
	ctx := context.Background()
	if kind, err := h.db.Kind(ctx); err != nil || kind != "" {
		h.Errorf("kind of an empty database: got %q, %v, want none", kind, err)
	}
	row := store.RegionRow{Region: h.region, Name: "示范区", Pack: "national", PackHash: "p1", KeyPrint: "k1"}
	h.write(func(tx *store.Tx) error { return tx.InsertRegion(row, "demo") })
	if kind, err := h.db.Kind(ctx); err != nil || kind != "demo" {
		h.Errorf("kind: got %q, %v, want demo", kind, err)
	}
	other := row
	other.Region += 100000
	h.refused("a real region in a demo database", care.Conflict, func(tx *store.Tx) error { return tx.InsertRegion(other, "real") })
	h.refused("the same region again", care.Internal, func(tx *store.Tx) error { return tx.InsertRegion(row, "demo") })
	h.write(func(tx *store.Tx) error { return tx.InsertRegion(other, "demo") })

	h.write(func(tx *store.Tx) error { return tx.SetPack("chongqing", "p2") })
	row.Pack, row.PackHash = "chongqing", "p2"
	list, err := h.db.Regions(ctx)
	if err != nil {
		h.Fatal(err)
	}
	h.same("regions", list, []store.RegionRow{row, other})
	h.region += 200000
	h.refused("adopting a pack in a region that does not exist", care.Conflict, func(tx *store.Tx) error { return tx.SetPack("x", "y") })
}

func settingsAreSet(h *house) {
	h.same("a setting nobody set", get1(h, (*store.Tx).Setting, "line"), "")
	h.write(func(tx *store.Tx) error { return tx.PutSetting("line", "12356", 0) })
	h.write(func(tx *store.Tx) error { return tx.PutSetting("line", "12355", far) })
	h.write(func(tx *store.Tx) error { return tx.PutSetting("hours", "8-18", 7) })
	h.same("a setting", get1(h, (*store.Tx).Setting, "line"), "12355")
	h.same("settings", get(h, (*store.Tx).Settings), map[string]string{"line": "12355", "hours": "8-18"})
	h.region++
	h.same("settings of the neighbour", get(h, (*store.Tx).Settings), map[string]string{})
}

func packFilesAreKept(h *house) {
	for range 2 {
		h.write(func(tx *store.Tx) error { return tx.InsertPackFile("p1", "levels.yaml", []byte("levels: []")) })
	}
	h.write(func(tx *store.Tx) error { return tx.InsertPackFile("p2", "levels.yaml", []byte{}) })
}
