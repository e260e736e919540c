package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"xinhuan/internal/bench"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/web/pupil"
	"xinhuan/policies"
)

// BenchCmd measures how many sheets a second this machine takes, beside a bare
// echo of the same process.
type BenchCmd struct {
	DB       string        `name:"db" help:"Empty PostgreSQL database to measure on; default an embedded database in a temporary folder." placeholder:"URL"`
	Dir      string        `help:"Where the temporary folder is made: the disk that is measured." placeholder:"DIR"`
	Sittings int           `help:"Pupils with a started sitting." default:"12000"`
	Conns    []int         `help:"Numbers of connections." default:"1,16,64,256"`
	Rounds   int           `help:"Measurements of each; the median counts." default:"3"`
	Limit    time.Duration `help:"Most time for one measurement." default:"4s"`
	Suite    string        `help:"Cipher suite." enum:"aes,sm" default:"aes"`
	JSON     bool          `name:"json" help:"Also write the figures as JSON."`
	Profile  string        `help:"Write a CPU profile of the measurements to this file." placeholder:"FILE"`
}

// benchRegion is a code of no district (GB/T 2260 has no 99).
const benchRegion care.Region = 990001

// Run measures and prints.
func (c *BenchCmd) Run(ctx context.Context) (err error) {
	if c.Rounds < 1 || c.Sittings < 1 || len(c.Conns) == 0 || slices.Min(c.Conns) < 1 {
		return care.Fail(care.Invalid, "bench", "次数、人数和连接数都要大于零", "rounds, sittings and connections must be above zero")
	}
	where := c.DB
	if where == "" {
		if where, err = os.MkdirTemp(c.Dir, "xinhuan-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(where)) }()
	}
	db, err := store.Open(ctx, where)
	if err != nil {
		return err
	}
	defer db.Close()
	suite := envelope.AES256GCM
	if c.Suite == "sm" {
		suite = envelope.SM4GCM
	}
	keys, err := envelope.NewRegionKeys(benchRegion, suite, rand.Reader)
	if err != nil {
		return err
	}
	stack, err := policy.Load(policies.FS, "youyang")
	if err != nil {
		return err
	}
	k, err := newKernel(ctx, db, stack, keys.Public(), keys, config.Scales{}, nil)
	if err != nil {
		return err
	}
	defer k.Close()
	mux := http.NewServeMux()
	pupil.Routes(mux, pupil.Deps{Rooms: screening.Room{Kernel: k}, Demo: true, Bench: true})
	var profile io.Writer
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		profile = f
	}
	results, err := bench.Run(ctx, bench.Options{Kernel: k, Handler: mux, Echo: http.HandlerFunc(pupil.Echo), Sittings: c.Sittings, Conns: c.Conns,
		Rounds: c.Rounds, Limit: c.Limit, Out: os.Stdout, Profile: profile})
	if err != nil || !c.JSON {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}
