package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"xinhuan/instruments"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/envelope"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/policies"
)

// target is where a region's data and keys are; every command that opens one
// takes these flags.
type target struct {
	config.Flags
	Keys           string `help:"File with the region's keys (default: DIR.key beside the data folder; for --db a file of its own in the user's configuration folder)." placeholder:"FILE"`
	PassphraseFile string `help:"File with the passphrase of the keys." placeholder:"FILE"`
}

// opened is a region ready for work.
type opened struct {
	Config config.Config
	Kernel *act.Kernel
}

// keyFile is where the keys are looked for: never inside the data folder, so
// that a stolen folder or backup says nothing.
func (t target) keyFile(cfg config.Config) (string, error) {
	if t.Keys != "" {
		return t.Keys, nil
	}
	if cfg.DB == "" {
		return filepath.Clean(cfg.Data) + ".key", nil
	}
	home, err := os.UserConfigDir()
	if err != nil {
		return "", care.Fail(care.Invalid, "keys", "请用 --keys 指明密钥文件", "name the key file with --keys")
	}
	name := sha256.Sum256([]byte(cfg.DB)) // the URL without its password
	return filepath.Join(home, "xinhuan", hex.EncodeToString(name[:8])+".key"), nil
}

// open opens the database, the keys and the policy of its region. A region
// whose passphrase is not at hand is served locked: answering and alerts work.
func (t target) open(ctx context.Context, log *slog.Logger) (*opened, func(), error) {
	cfg, err := config.Load(t.Flags)
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(ctx, place(cfg))
	if err != nil {
		return nil, nil, err
	}
	k, err := t.kernel(ctx, cfg, db, log)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return &opened{Config: cfg, Kernel: k}, func() { k.Close(); db.Close() }, nil
}

// place is where the database is, for the store.
func place(cfg config.Config) string {
	if cfg.DB != "" {
		return cfg.DSN()
	}
	return cfg.Data
}

func (t target) kernel(ctx context.Context, cfg config.Config, db *store.DB, log *slog.Logger) (*act.Kernel, error) {
	regions, err := db.Regions(ctx)
	if err != nil {
		return nil, err
	}
	if len(regions) == 0 {
		return nil, care.Fail(care.NotFound, "open", "数据库里还没有区域，请先运行 xinhuan init", "the database has no region yet; run xinhuan init first")
	}
	public, private, err := t.openKeys(cfg)
	if err != nil {
		return nil, err
	}
	for _, r := range regions {
		if r.Region != public.Region() {
			continue
		}
		if r.KeyPrint != public.Fingerprint() {
			return nil, care.Fail(care.Forbidden, "open", "密钥文件不属于这个数据库", "the key file does not belong to this database")
		}
		stack, err := adoptedPack(ctx, cfg, db, r)
		if err != nil {
			return nil, err
		}
		return newKernel(ctx, db, stack, public, private, cfg.Scales, log)
	}
	return nil, care.Fail(care.Forbidden, "open", "密钥文件属于另一个区域", "the key file belongs to another region")
}

// adoptedPack loads the pack the region adopted from the bytes stored with it. The
// region's own folder is where the next one is proposed from; a broken pack in it
// is told at the start and not on the day it is needed.
func adoptedPack(ctx context.Context, cfg config.Config, db *store.DB, r store.RegionRow) (stack *policy.Stack, err error) {
	if cfg.Packs != "" {
		if _, err := (PackDir{Dir: cfg.Packs}).all(); err != nil {
			return nil, fmt.Errorf("the folder of packs %s has a broken pack: %w", cfg.Packs, err)
		}
	}
	err = db.Read(ctx, r.Region, func(tx *store.Tx) error {
		stack, err = act.StoredPack(tx, r.Pack, r.PackHash)
		return err
	})
	return stack, err
}

// newKernel joins database, policy, forms, scales and keys.
func newKernel(ctx context.Context, db *store.DB, stack *policy.Stack, public *envelope.PublicKeys, private *envelope.RegionKeys, chosen config.Scales, log *slog.Logger) (*act.Kernel, error) {
	forms, err := questionnaire.LoadForms(policies.FS, "national/forms")
	if err != nil {
		return nil, err
	}
	scales, err := scalesOf(ctx, db, public.Region(), chosen)
	if err != nil {
		return nil, err
	}
	return act.New(ctx, act.Config{DB: db, Policy: stack, Forms: forms, Instruments: scales, Log: log, Public: public, Private: private})
}

// openKeys reads the region's keys. Without the passphrase the writer file
// beside them (FILE.pub) still lets pupils answer and alerts run.
func (t target) openKeys(cfg config.Config) (*envelope.PublicKeys, *envelope.RegionKeys, error) {
	path, err := t.keyFile(cfg)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, care.Fail(care.NotFound, "open", "找不到密钥文件 "+path, "there is no key file "+path)
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	private, err := envelope.Open(f, t.passphrase)
	if err == nil {
		return private.Public(), private, nil
	}
	if care.KindOf(err) != care.Sealed {
		return nil, nil, err
	}
	fmt.Fprintf(os.Stderr, "xinhuan: the region stays locked: %v\n", err)
	w, openErr := os.Open(path + ".pub")
	if openErr != nil {
		return nil, nil, fmt.Errorf("the keys are sealed and there is no writer file: %w", err)
	}
	defer w.Close()
	public, err := envelope.OpenPublic(w)
	return public, nil, err
}

func (t target) passphrase() (string, error) {
	if t.PassphraseFile == "" {
		return "", care.Fail(care.Sealed, "passphrase", "没有口令，区域保持锁定", "no passphrase at hand; the region stays locked")
	}
	s, err := config.ReadSecret("passphrase_file", t.PassphraseFile)
	return string(s), err
}

// openKernel opens a region for a command line tool.
func openKernel(ctx context.Context, t target) (*act.Kernel, func(), error) {
	o, done, err := t.open(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return o.Kernel, done, nil
}

// scalesOf loads the chosen scales with the wordings and norm
// tables the region holds a licence for.
func scalesOf(ctx context.Context, db *store.DB, r care.Region, chosen config.Scales) (*instrument.Library, error) {
	scales, err := instrument.Load(instruments.Chosen(chosen.WithoutRestricted)...)
	if err != nil {
		return nil, err
	}
	err = db.Read(ctx, r, func(tx *store.Tx) error {
		settings, err := tx.Settings()
		if err == nil {
			scales, err = region.WithImports(scales, settings, tx.Today)
		}
		if err != nil {
			return err
		}
		return inUse(tx, scales)
	})
	return scales, err
}

// inUse refuses to leave out a scale that a round under way asks: its pupils could
// neither be answered nor be scored. Results of closed rounds stay readable.
func inUse(tx *store.Tx, scales *instrument.Library) error {
	rounds, err := tx.Campaigns()
	if err != nil {
		return err
	}
	for _, c := range rounds {
		if c.State == care.CampaignClosed || c.State == care.CampaignCancelled {
			continue
		}
		for _, b := range c.Battery {
			if _, ok := scales.Get(b.Instrument); !ok {
				return care.Fail(care.Conflict, "load instruments", fmt.Sprintf("测评“%s”（%s）还没有结束，用到的量表 %s 不在所选量表之中：请先不带 without_restricted 启动，把这次测评做完或取消", c.Title, c.ID, b.Instrument),
					fmt.Sprintf("the round %s (%s) has not ended and asks %s, which is not among the chosen scales: start without without_restricted and close or cancel it first", c.Title, c.ID, b.Instrument))
			}
		}
	}
	return nil
}

// publicKeys reads the region's keys without opening a database.
func (t target) publicKeys() (*envelope.PublicKeys, error) {
	cfg, err := config.Load(t.Flags)
	if err != nil {
		return nil, err
	}
	public, _, err := t.openKeys(cfg)
	return public, err
}
