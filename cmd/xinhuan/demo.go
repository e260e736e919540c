package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/demo"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
	"xinhuan/internal/web/session"
	"xinhuan/policies"
)

// DemoCmd makes a district of invented people in an empty database, lets it live
// until now through the product's own acts, and serves it. On a demo that exists
// already it only serves, and says which one that is.
type DemoCmd struct {
	target
	Pupils  *int    `help:"How many pupils a new one has (default: 12000)."`
	Seed    *uint64 `help:"The same seed gives the same district (default: 1)."`
	Pack    string  `help:"The policy pack a new one works by (default: youyang)."`
	NoServe bool    `help:"Make the district and stop."`
}

// wanted is the district that the flags ask for.
func (c DemoCmd) wanted() demo.Made {
	w := demo.Made{Pupils: 12000, Seed: 1, Pack: "youyang"}
	if c.Pupils != nil {
		w.Pupils = *c.Pupils
	}
	if c.Seed != nil {
		w.Seed = *c.Seed
	}
	if c.Pack != "" {
		w.Pack = c.Pack
	}
	return w
}

// there says which demo the database holds already and, where the flags ask for
// another, that they were not followed.
func (c DemoCmd) there(out io.Writer, m demo.Made, cfg config.Config) {
	where, fresh := cfg.Data, "give an empty folder with --data, or remove "+cfg.Data+" and its key file first"
	if cfg.DB != "" {
		where, fresh = "this database", "give an empty database with --db, and with --keys a key file that does not exist yet"
	}
	if m.Pupils == 0 {
		fmt.Fprintf(out, "xinhuan: %s holds a demonstration already (pack %s); how many pupils and which seed it does not say: it was not finished, or made by an earlier version.\n", where, m.Pack)
	} else {
		fmt.Fprintf(out, "xinhuan: %s holds a demonstration already: %d pupils, seed %d, pack %s.\n", where, m.Pupils, m.Seed, m.Pack)
	}
	w := c.wanted()
	if c.Pupils != nil && *c.Pupils != m.Pupils || c.Seed != nil && (m.Pupils == 0 || *c.Seed != m.Seed) || c.Pack != "" && c.Pack != m.Pack {
		fmt.Fprintf(out, "xinhuan: ATTENTION: --pupils, --seed and --pack are for a new demonstration and change nothing here. For one of %d pupils, seed %d, pack %s %s.\n", w.Pupils, w.Seed, w.Pack, fresh)
	}
}

// Run makes and serves.
func (c DemoCmd) Run(ctx context.Context) error {
	if c.Data == "" && c.DB == "" && c.Config == "" {
		c.Data = filepath.Join("data", "demo")
	}
	cfg, err := config.Load(c.Flags)
	if err != nil {
		return err
	}
	if err := c.prepare(ctx, cfg); err != nil {
		return err
	}
	if c.NoServe {
		return nil
	}
	o, done, err := c.open(ctx, nil)
	if err != nil {
		return err
	}
	defer done()
	return serveRegion(ctx, o)
}

// prepare builds the district unless the database holds a demo already.
func (c DemoCmd) prepare(ctx context.Context, cfg config.Config) error {
	if n := c.wanted().Pupils; n < synthetic.MinPupils || n > synthetic.MaxPupils {
		return care.Invalidf("pupils", fmt.Sprintf("--pupils 须在 %d 到 %d 之间，给出的是 %d", synthetic.MinPupils, synthetic.MaxPupils, n),
			fmt.Sprintf("--pupils is a number from %d to %d; %d was given", synthetic.MinPupils, synthetic.MaxPupils, n))
	}
	db, err := store.Open(ctx, place(cfg))
	if err != nil {
		return err
	}
	defer db.Close()
	kind, err := db.Kind(ctx)
	if err != nil {
		return err
	}
	switch kind {
	case "demo":
		made, err := demo.MadeOf(ctx, db)
		if err == nil {
			c.there(os.Stderr, made, cfg)
		}
		return err
	case "":
		return c.build(ctx, cfg, db)
	}
	return care.Fail(care.Conflict, "demo", "这是正式数据库，不能用作演示", "this is a real database; a demo needs one of its own")
}

func (c DemoCmd) build(ctx context.Context, cfg config.Config, db *store.DB) error {
	want := c.wanted()
	stack, err := policy.Load(policies.FS, want.Pack)
	if err != nil {
		return err
	}
	keys, err := c.newKeys(cfg)
	if err != nil {
		return err
	}
	k, err := newKernel(ctx, db, stack, keys.Public(), keys, cfg.Scales, nil)
	if err != nil {
		return err
	}
	defer k.Close()
	start, last := time.Now(), ""
	err = demo.Build(ctx, k, demo.Options{Pupils: want.Pupils, Seed: want.Seed, Now: start, Progress: func(step string, n, total int) {
		if last != "" && step != last {
			fmt.Fprintln(os.Stderr) // each step keeps its line, with its time
		}
		last = step
		fmt.Fprintf(os.Stderr, "\r%-8s %6d of %-6d %5.1f s", step, n, total, time.Since(start).Seconds())
	}})
	fmt.Fprintln(os.Stderr)
	return err
}

// newKeys makes the demo's keys without a passphrase: the people are invented.
// They stand beside the data all the same, so that what is tried on a demo is
// what a real region has. A file that is there already is never taken: keys don't
// say whose they are, and a demo that seals and signs with a real region's would
// stand beside it as if it were that region.
func (c DemoCmd) newKeys(cfg config.Config) (*envelope.RegionKeys, error) {
	path, err := c.keyFile(cfg)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return nil, err
		}
		return nil, care.Fail(care.Conflict, "demo", "密钥文件 "+path+" 已经存在，可能属于一个正式区域；演示只用自己新做的密钥。请用 --data 另给一个空文件夹，或用 --keys 给出一个还不存在的文件；如果确知它是从前的演示留下的，请先把它移走",
			"the key file "+path+" exists already and may be a real region's; a demonstration uses only keys that it makes itself. Give another empty folder with --data, or with --keys a file that does not exist yet; if you know that it was left by an earlier demonstration, move it away first")
	}
	keys, err := envelope.NewRegionKeys(synthetic.Youyang, envelope.AES256GCM, rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return keys, envelope.WritePlain(path, keys)
}

// demoAccounts are the held posts that are most telling to look from.
func demoAccounts(ctx context.Context, k *act.Kernel) ([]session.Account, error) {
	list, err := demo.Accounts(ctx, k)
	if err != nil {
		return nil, err
	}
	var out []session.Account
	for _, a := range list {
		out = append(out, session.Account{Role: a.Role, Person: a.Person, Post: a.Post, Name: a.Name, Unit: a.Unit})
	}
	return out, nil
}

// demoPupil is a fresh slip of the open round, typed in already: what follows
// the # never reaches a server's log.
func demoPupil(ctx context.Context, k *act.Kernel) (string, care.Text, error) {
	t, err := demo.PupilTicket(ctx, k)
	return "/p#c=" + t.ClassCode + "&t=" + t.Code, care.Text{}, err
}

// demoGuardian is a fresh one-time link with the digits that open it.
func demoGuardian(ctx context.Context, k *act.Kernel) (string, care.Text, error) {
	slip, last4, err := demo.GuardianLink(ctx, k)
	return "/l/" + slip.Token, care.Text{Zh: "这是发给一位虚构家长的一次性链接，手机号后四位是 " + last4 + "。",
		En: "This is a one-time link sent to an invented parent; the last four digits of the phone are " + last4 + "."}, err
}
