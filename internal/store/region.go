package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xinhuan/internal/care"
)

// Kind says whether the database holds a demonstration or a real region; it is
// fixed when the first region is created and never changes.
func (db *DB) Kind(ctx context.Context) (string, error) {
	var kind string
	err := db.read.value(ctx, &kind, "SELECT value FROM meta WHERE name = 'kind'")
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return kind, err
}

// RegionRow is a region: public facts only.
type RegionRow struct {
	Region   care.Region
	Name     string
	Pack     string
	PackHash string
	KeyPrint string // fingerprint of the region's key pair

	CreatedAt care.Millis // where it was read alone
}

// InsertRegion creates a region in a database of a kind ("real" or "demo").
func (tx *Tx) InsertRegion(r RegionRow, kind string) error {
	if err := tx.exec("INSERT INTO meta (name, value) VALUES ('kind', $1) ON CONFLICT (name) DO NOTHING", kind); err != nil {
		return fmt.Errorf("store: insert region: %w", err)
	}
	have, err := one(tx, "read kind", scalar[string], "SELECT value FROM meta WHERE name = 'kind'")
	if err != nil {
		return err
	}
	if have != kind {
		return care.Fail(care.Conflict, "create region",
			"演示数据库与正式数据库不能互换，请使用新的数据目录", "a demo database can't become a real one or the other way round; use a new data folder")
	}
	return tx.exec("INSERT INTO region (region, name, pack, pack_hash, key_print, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
		r.Region, r.Name, r.Pack, r.PackHash, r.KeyPrint, tx.Now)
}

// SetPack adopts a pack for the region: from this commit on every act runs under it.
func (tx *Tx) SetPack(pack, hash string) error {
	if err := tx.exec("UPDATE audit_head SET pack_hash = $2 WHERE region = $1", tx.Region, hash); err != nil {
		return err
	}
	return tx.must("set pack", "UPDATE region SET pack = $2, pack_hash = $3 WHERE region = $1", tx.Region, pack, hash)
}

// RegionRow reads the region.
func (tx *Tx) RegionRow() (RegionRow, error) {
	return one(tx, "read region", func(r row) (x RegionRow, err error) {
		err = r.Scan(&x.Region, &x.Name, &x.Pack, &x.PackHash, &x.KeyPrint, &x.CreatedAt)
		return x, err
	}, "SELECT region, name, pack, pack_hash, key_print, created_at FROM region WHERE region = $1", tx.Region)
}

// PackFiles reads the bytes of a pack by path; empty for an unknown hash.
func (tx *Tx) PackFiles(hash string) (map[string][]byte, error) {
	type file struct {
		path string
		body []byte
	}
	files := map[string][]byte{}
	err := each(tx, "read pack", func(r row) (f file, err error) {
		err = r.Scan(&f.path, &f.body)
		return f, err
	}, func(f file) error { files[f.path] = f.body; return nil }, "SELECT path, body FROM pack_file WHERE region = $1 AND hash = $2", tx.Region, hash)
	return files, err
}

// PackHashes lists the packs whose bytes are kept.
func (tx *Tx) PackHashes() ([]string, error) {
	return all(tx, "list packs", scalar[string], "SELECT DISTINCT hash FROM pack_file WHERE region = $1 ORDER BY hash", tx.Region)
}

// InsertPackFile keeps the bytes of an adopted pack, found again by hash.
func (tx *Tx) InsertPackFile(hash, path string, body []byte) error {
	return tx.exec("INSERT INTO pack_file (region, hash, path, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		tx.Region, hash, path, body)
}

// Regions lists the regions of the database.
func (db *DB) Regions(ctx context.Context) ([]RegionRow, error) {
	return listed(ctx, db.read, scanRegion, "SELECT region, name, pack, pack_hash, key_print FROM region ORDER BY region")
}

func scanRegion(row row) (r RegionRow, err error) {
	err = row.Scan(&r.Region, &r.Name, &r.Pack, &r.PackHash, &r.KeyPrint)
	return r, err
}

// Setting reads a setting; "" when it was never set.
func (tx *Tx) Setting(name string) (string, error) {
	v, err := one(tx, "read setting", scalar[string], "SELECT value FROM setting WHERE region = $1 AND name = $2", tx.Region, name)
	if care.KindOf(err) == care.NotFound {
		return "", nil
	}
	return v, err
}

// Settings reads all settings.
func (tx *Tx) Settings() (map[string]string, error) {
	m := map[string]string{}
	err := each(tx, "read settings", func(r row) (kv [2]string, err error) {
		err = r.Scan(&kv[0], &kv[1])
		return kv, err
	}, func(kv [2]string) error { m[kv[0]] = kv[1]; return nil },
		"SELECT name, value FROM setting WHERE region = $1", tx.Region)
	return m, err
}

// ClaimSetting sets a setting to another value than it has; false where it has that
// value. Of several processes that claim at once only one gets true.
func (tx *Tx) ClaimSetting(name, value string) (bool, error) {
	n, err := tx.changed(`INSERT INTO setting (region, name, value, set_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (region, name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at WHERE setting.value <> excluded.value`,
		tx.Region, name, value, tx.Now)
	return n == 1, err
}

// PutSetting sets a setting.
func (tx *Tx) PutSetting(name, value string, by care.ID) error {
	return tx.exec(`INSERT INTO setting (region, name, value, set_at, set_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (region, name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by`,
		tx.Region, name, value, tx.Now, by)
}
