package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/demo"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
)

// demoOf is the command that these flags give, on a data folder.
func demoOf(t *testing.T, data string, args ...string) (c DemoCmd, cfg config.Config) {
	t.Helper()
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append(args, "--data", data)); err != nil {
		t.Fatal(err)
	}
	if cfg, err = config.Load(c.Flags); err != nil {
		t.Fatal(err)
	}
	return c, cfg
}

// A demonstration seals with keys that it made itself: a key file that lies where its
// own would stand is a region's, sealed or not, and no people are made under it. A demo
// that is there already opens with the keys it was made with.
func TestADemoMakesItsOwnKeys(t *testing.T) {
	ctx, data := context.Background(), filepath.Join(t.TempDir(), "region")
	few := fmt.Sprint(synthetic.MinPupils)
	if err := (KeysInitCmd{Region: int64(synthetic.Youyang), Out: data + ".key", Plain: true, Suite: "aes"}).run(io.Discard); err != nil {
		t.Fatal(err)
	}
	c, cfg := demoOf(t, data, "--pupils", few)
	err := c.prepare(ctx, cfg)
	if care.KindOf(err) != care.Conflict || !strings.Contains(err.Error(), data+".key") || !strings.Contains(err.Error(), "--keys") {
		t.Fatalf("beside a region's keys: got %v, want a refusal that names the file and --keys", err)
	}
	db, err := store.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	regions, err := db.Regions(ctx)
	if db.Close(); err != nil || len(regions) != 0 {
		t.Errorf("after the refusal: got %d regions, %v, want none", len(regions), err)
	}

	own := filepath.Join(filepath.Dir(data), "own.key")
	c, cfg = demoOf(t, data, "--pupils", few, "--keys", own)
	for _, when := range []string{"made", "there already"} {
		if err := c.prepare(ctx, cfg); err != nil {
			t.Fatalf("%s, with keys of its own: %v", when, err)
		}
	}
	_, done, err := c.open(ctx, nil)
	if err != nil {
		t.Fatalf("with the keys it made: %v", err)
	}
	done()
}

// A demo that is there is served as it is; whoever asks for another is told, and how
// to get it.
func TestADemoThatIsThereSaysWhichOneItIs(t *testing.T) {
	ctx, data := context.Background(), filepath.Join(t.TempDir(), "demo")
	few := fmt.Sprint(synthetic.MinPupils)
	first, cfg := demoOf(t, data, "--pupils", few, "--seed", "3")
	if err := first.prepare(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	made, err := demo.MadeOf(ctx, db)
	if want := (demo.Made{Pupils: synthetic.MinPupils, Seed: 3, Pack: "youyang"}); err != nil || made != want {
		t.Fatalf("got %+v, %v, want %+v", made, err, want)
	}
	for _, c := range []struct {
		args    []string
		made    demo.Made
		says    []string
		unasked bool // whether nothing else was asked for
	}{
		{nil, made, []string{few + " pupils, seed 3, pack youyang"}, true},
		{[]string{"--pupils", few, "--seed", "3", "--pack", "youyang"}, made, []string{few + " pupils"}, true},
		{[]string{"--pupils", "600"}, made, []string{"change nothing here", "600 pupils, seed 1, pack youyang", "remove " + data + " and its key file"}, false},
		{[]string{"--seed", "4"}, made, []string{"12000 pupils, seed 4"}, false},
		{[]string{"--pack", "nanan"}, made, []string{"pack nanan"}, false},
		{nil, demo.Made{Pack: "youyang"}, []string{"not finished, or made by an earlier version"}, true},
		{[]string{"--seed", "1"}, demo.Made{Pack: "youyang"}, []string{"change nothing here"}, false},
	} {
		var out bytes.Buffer
		asked, _ := demoOf(t, data, c.args...)
		asked.there(&out, c.made, cfg)
		for _, want := range c.says {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v: got %q, want %q in it", c.args, out.String(), want)
			}
		}
		if got := !strings.Contains(out.String(), "ATTENTION"); got != c.unasked {
			t.Errorf("%v: quiet %t, want %t", c.args, got, c.unasked)
		}
	}
}

// A number of pupils that no district can have is refused before anything is made.
func TestADemoRefusesANumberOfPupilsOutOfRange(t *testing.T) {
	for _, pupils := range []int{-1, 0, synthetic.MinPupils - 1, synthetic.MaxPupils + 1} {
		data := filepath.Join(t.TempDir(), "demo")
		c, cfg := demoOf(t, data, fmt.Sprintf("--pupils=%d", pupils))
		err := c.prepare(context.Background(), cfg)
		want := fmt.Sprintf("from %d to %d; %d was given", synthetic.MinPupils, synthetic.MaxPupils, pupils)
		if care.KindOf(err) != care.Invalid || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%d pupils: got %v, want %q", pupils, err, want)
		}
		for _, made := range []string{data, data + ".key"} {
			if _, err := os.Stat(made); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%d pupils: %s was made (%v)", pupils, made, err)
			}
		}
	}
}
