package demo

import (
	"context"
	"encoding/json"

	"xinhuan/internal/store"
)

// madeSetting keeps how a district was made. It is written last: a database without
// it holds a demonstration that was never finished, or one of an earlier version.
const madeSetting = "demo.made"

// Made is how a demonstration was made.
type Made struct {
	Pupils int    `json:"pupils"`
	Seed   uint64 `json:"seed"`
	Pack   string `json:"-"` // the one it works by today
}

// writeMade is the last act of a district's making.
func (b *builder) writeMade(ctx context.Context) error {
	text, err := json.Marshal(Made{Pupils: b.o.Pupils, Seed: b.o.Seed})
	if err != nil {
		return err
	}
	return b.regions.PutSettings(ctx, b.system, map[string]string{madeSetting: string(text)})
}

// MadeOf tells how the demonstration in a database was made; no pupils means that
// it does not say.
func MadeOf(ctx context.Context, db *store.DB) (m Made, err error) {
	regions, err := db.Regions(ctx)
	if err != nil || len(regions) == 0 {
		return m, err
	}
	m.Pack = regions[0].Pack
	err = db.Read(ctx, regions[0].Region, func(tx *store.Tx) error {
		text, err := tx.Setting(madeSetting)
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &m)
	})
	return m, err
}
